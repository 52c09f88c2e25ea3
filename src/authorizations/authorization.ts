import type { AskedClaims } from '../oauth/claims-request.js';
import type { Scope } from '../oauth/scope.js';
import { after, HOUR, type Instant, MINUTE } from '../platform/clock.js';
import type { AuthorizationId, RefreshToken } from './refresh-token.js';
import { type Rotations, rotatedAt } from './rotations.js';

/** What an end-user has authorized a client to do, and how they had signed in. */
export interface AuthorizedAccess {
  readonly clientId: string;
  readonly userId: string;
  readonly sid: string;
  readonly scope: Scope;
  readonly resources: readonly string[];
  /** OIDC Core §5.5: claims that were asked for by name; null if none were. */
  readonly askedClaims: AskedClaims | null;
  readonly authenticatedAt: Instant;
  readonly acr: string;
  readonly amr: readonly string[];
}

/** Everything that comes from one authorization, once its code is redeemed: refresh token and access tokens. */
export interface Authorization extends AuthorizedAccess {
  readonly id: AuthorizationId;
  /** When its code was redeemed. */
  readonly issuedAt: Instant;
  /** Of the current refresh token; null while there is none. */
  readonly generation: number | null;
  readonly refreshTokenDigest: string | null;
  readonly rotations: Rotations;
  readonly idleExpiresAt: Instant | null;
  readonly expiresAt: Instant;
  readonly revokedAt: Instant | null;
}

/**
 * What a presented refresh token is:
 * `current`: to be rotated; `retry`: rotated a moment ago, so its holder did not get, or not yet use, the answer;
 * `reused`: rotated longer ago, so two parties hold tokens of this authorization (RFC 9700 §4.14.2);
 * `dead`: of no use to anyone.
 */
export type RefreshTokenState = 'current' | 'retry' | 'reused' | 'dead';

/** @param grace seconds for which a rotated token may be presented again */
export function stateOf(
  authorization: Authorization,
  token: RefreshToken,
  now: Instant,
  grace: number,
): RefreshTokenState {
  if (authorization.generation === null || hasEnded(authorization, now) || token.generation > authorization.generation)
    return 'dead';
  if (token.generation === authorization.generation) return 'current';
  const at = rotatedAt(authorization.rotations, token.generation);
  return at !== undefined && now < at + grace * 1000 ? 'retry' : 'reused';
}

/** Whether no refresh token of the authorization works any more. */
export function hasEnded(authorization: Authorization, now: Instant): boolean {
  return (
    authorization.revokedAt !== null ||
    now >= authorization.expiresAt ||
    (authorization.idleExpiresAt !== null && now >= authorization.idleExpiresAt)
  );
}

/** Seconds from which on an end is far away. */
const FAR = 8 * HOUR;

/**
 * When a row may be deleted: from the full hour after its last use if that is far away, else from the full minute.
 * So refreshes within an hour leave the index alone, and what lives for a short time does not stay for much longer.
 * @param lastUse when the last of its tokens ends
 */
export function purgeTime(lastUse: Instant, now: Instant): Instant {
  const step = (lastUse >= after(now, FAR) ? HOUR : MINUTE) * 1000;
  return Math.ceil(lastUse / step) * step;
}
