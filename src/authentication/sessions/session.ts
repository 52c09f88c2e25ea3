import type { Instant } from '../../platform/clock.js';
import { after } from '../../platform/clock.js';
import type { Lifetimes } from '../../platform/config/config.js';
import type { User } from '../../users/user.js';

/** An end-user's login in one browser, as the protocol sees it. */
export interface Session {
  /** The `sid` of ID tokens; says nothing about the cookie. */
  readonly sid: string;
  /** The digest of the cookie's value; tells sessions apart and binds CSRF tokens. */
  readonly digest: string;
  readonly user: User;
  /** The clients that hear of its end. */
  readonly clientIds: readonly string[];
  /** RFC 8176 authentication methods. */
  readonly amr: readonly string[];
  readonly acr: string;
  readonly authenticatedAt: Instant;
}

/** Milliseconds; more often the time of the last visit is not written. */
const VISIT_RESOLUTION = 60_000;

/** When a session ends that is used at `now`: after idling, and in any case some time after signing in. */
export function sessionEnd(
  authenticatedAt: Instant,
  now: Instant,
  lifetimes: Pick<Lifetimes, 'session' | 'sessionIdle'>,
): Instant {
  return Math.min(after(now, lifetimes.sessionIdle), after(authenticatedAt, lifetimes.session));
}

/** Whether this visit is worth a write. */
export function isNewVisit(lastSeenAt: Instant, now: Instant): boolean {
  return now - lastSeenAt >= VISIT_RESOLUTION;
}
