import type { BuiltInClient } from '../../clients/built-in-client.js';

/** Where the API documentation receives authorization responses. */
export function docsRedirectUri(issuer: string): string {
  return `${issuer}/docs/oauth2-redirect.html`;
}

/** What the API documentation may ask for: who signs in, and every scope of the admin API. */
export function docsScope(adminScopes: Iterable<string>): readonly string[] {
  return ['openid', 'profile', ...adminScopes];
}

/** The client as which the API documentation signs people in. */
export const DOCS_CLIENT: BuiltInClient = {
  clientId: 'gatehouse-docs',
  metadata({ issuer, docsEnabled }, adminScopes) {
    if (!docsEnabled) return undefined;
    return {
      client_name: 'Gatehouse API documentation',
      redirect_uris: [docsRedirectUri(issuer)],
      post_logout_redirect_uris: [],
      grant_types: ['authorization_code'],
      response_types: ['code'],
      token_endpoint_auth_method: 'none',
      scope: docsScope(adminScopes).join(' '),
      id_token_signed_response_alg: 'RS256',
      first_party: true,
      require_pkce: true,
    };
  },
};
