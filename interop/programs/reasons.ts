/** Why several programs cannot do without a changed setting. */

export const SENDS_NEITHER =
  'by default it sends neither a challenge nor a nonce, of which RFC 9700 section 2.1.1 wants one';
export const ASKS_NO_USERINFO = 'it asks no userinfo endpoint, where the claims are by OIDC Core section 5.4';
