import type { AccessTokenClaims } from './access-token-verifier.js';

/** Knows which access tokens were revoked before they expired. */
export interface AccessTokenStatus {
  isRevoked(claims: AccessTokenClaims): Promise<boolean>;
  /**
   * What of the token counts at present, for who knows more than whether it was revoked: its scope may have become
   * smaller. It is asked in place of {@link isRevoked}.
   * @returns undefined if it was revoked
   */
  asOfNow?(claims: AccessTokenClaims): Promise<AccessTokenClaims | undefined>;
}

/** The injection token of the optional {@link AccessTokenStatus}; the module that provides it is global. */
export const ACCESS_TOKEN_STATUS = Symbol('AccessTokenStatus');
