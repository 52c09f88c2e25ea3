import type { AccessTokenClaims } from '../keys/access-token-verifier.js';

/** Knows which access tokens were revoked before they expired. */
export interface AccessTokenStatus {
  isRevoked(claims: AccessTokenClaims): Promise<boolean>;
}

/** The injection token of the optional {@link AccessTokenStatus}; whoever provides it is a global module. */
export const ACCESS_TOKEN_STATUS = Symbol('AccessTokenStatus');
