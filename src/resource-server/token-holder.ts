import type { AskedClaims } from '../oauth/claims-request.js';
import type { AccessTokenClaims } from './access-token-verifier.js';

/** On whose behalf an access token was issued. The token itself names only the subject identifier that its client knows. */
export interface TokenHolder {
  readonly userId: string;
  /** What was asked for by name; null if nothing was. */
  readonly askedClaims: AskedClaims | null;
}

const holders = new WeakMap<AccessTokenClaims, TokenHolder>();

/** Remembers what was found when the token's status was asked. */
export function rememberHolder(claims: AccessTokenClaims, holder: TokenHolder): void {
  holders.set(claims, holder);
}

/** Who holds the token, once its status was asked; undefined if it was issued to a client for itself. */
export function holderOf(claims: AccessTokenClaims): TokenHolder | undefined {
  return holders.get(claims);
}
