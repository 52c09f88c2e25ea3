import { intersect, type Scope } from '../oauth/scope.js';
import { type Instant, numericDate } from '../platform/clock.js';
import type { Claims } from '../resource-server/verify-jwt.js';
import type { User } from '../users/user.js';
import { claimsFor } from '../users/user-claims.js';
import type { EndUserApproval } from './approval.js';

/** Scopes whose claims are in every ID token: OIDC Core §5.4 sends the others by userinfo. */
const IN_ID_TOKENS = ['roles', 'groups'];

/** Where an ID token comes from, whom it is for, and until when. */
export interface IdTokenFrame {
  readonly issuer: string;
  /** The subject identifier that the client sees. */
  readonly subject: string;
  readonly clientId: string;
  readonly now: Instant;
  /** Seconds. */
  readonly lifetime: number;
  /** OIDC Core §3.1.3.6. */
  readonly accessTokenHash: string;
}

/**
 * OIDC Core §2: what an ID token says, and what of the person was asked for in it by a scope or by name (§5.5).
 * @param user the end-user as the client may see one
 */
export function idTokenClaims(frame: IdTokenFrame, endUser: EndUserApproval, user: User, scope: Scope): Claims {
  const { askedClaims } = endUser;
  const told = intersect(IN_ID_TOKENS, scope);
  const claims = {
    iss: frame.issuer,
    sub: frame.subject,
    aud: frame.clientId,
    iat: numericDate(frame.now),
    exp: numericDate(frame.now) + frame.lifetime,
    auth_time: numericDate(endUser.authenticatedAt),
    nonce: endUser.nonce,
    acr: endUser.acr,
    amr: endUser.amr,
    sid: endUser.sid,
    at_hash: frame.accessTokenHash,
  };
  if (!askedClaims && told.length === 0) return claims;
  return { ...claimsFor(user, told, askedClaims?.idToken, askedClaims?.locales), ...claims };
}
