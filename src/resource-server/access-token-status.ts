import type { AccessTokenClaims } from '../keys/access-token-verifier.js';

/** Knows what became of access tokens before they expired. */
export interface AccessTokenStatus {
  /** What the token says as of now, which may be less than when it was issued; undefined if it was revoked. */
  current(claims: AccessTokenClaims): Promise<AccessTokenClaims | undefined>;
}

/** The injection token of the optional {@link AccessTokenStatus}; a module that provides it is global. */
export const ACCESS_TOKEN_STATUS = Symbol('AccessTokenStatus');
