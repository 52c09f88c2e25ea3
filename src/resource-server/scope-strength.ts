import type { AuthenticationRequirement } from '../oauth/authentication-requirement.js';
import type { AccessTokenClaims } from './access-token-verifier.js';

/** The injection token of who knows how strongly people must be authenticated for a scope; the authorization server does. */
export const SCOPE_STRENGTH = Symbol('ScopeStrength');

export interface ScopeStrength {
  /** @returns undefined if the scope demands nothing of the token's holder */
  requiredFor(scope: string, claims: AccessTokenClaims): Promise<AuthenticationRequirement | undefined>;
}
