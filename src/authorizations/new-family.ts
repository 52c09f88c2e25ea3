import type { Instant } from '../platform/clock.js';
import type { AuthorizationCode } from './authorization-codes.js';
import type { Issued } from './families.repository.js';
import type { Family } from './family.js';

/** What redeeming the code starts. */
export function newFamily(code: AuthorizationCode, now: Instant, expiresAt: Instant, issued: Issued): Family {
  return {
    id: code.familyId,
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
