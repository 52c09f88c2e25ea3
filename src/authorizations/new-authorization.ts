import type { Instant } from '../platform/clock.js';
import type { Authorization } from './authorization.js';
import type { AuthorizationCode } from './authorization-codes.js';
import type { Issued } from './authorizations.repository.js';

/** What redeeming the code starts. */
export function newAuthorization(
  code: AuthorizationCode,
  now: Instant,
  expiresAt: Instant,
  issued: Issued,
): Authorization {
  return {
    id: code.authorizationId,
    clientId: code.clientId,
    userId: code.userId,
    sid: code.sid,
    scope: code.scope,
    resources: code.resources,
    askedClaims: code.askedClaims,
    authenticatedAt: code.authenticatedAt,
    acr: code.acr,
    amr: code.amr,
    issuedAt: now,
    generation: issued.generation,
    refreshTokenDigest: issued.refreshTokenDigest,
    rotations: [],
    idleExpiresAt: issued.idleExpiresAt,
    expiresAt,
    revokedAt: null,
  };
}
