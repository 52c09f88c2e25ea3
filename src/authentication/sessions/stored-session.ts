import type { Instant } from '../../platform/clock.js';

/** What is stored of a session. */
export interface StoredSession {
  readonly sid: string;
  readonly userId: string;
  /** See {@link clientIdsOf}. */
  readonly clients: string;
  /** RFC 8176 authentication methods, space-delimited. */
  readonly amr: string;
  readonly acr: string;
  readonly authenticatedAt: Instant;
  readonly lastSeenAt: Instant;
}

/** A place in the list of a user's sessions, which is ordered by the time of signing in. */
export type SessionPosition = readonly [authenticatedAt: Instant, sid: string];

/** A session and when it ends if it is not used. */
export interface ListedSession extends StoredSession {
  readonly expiresAt: Instant;
}

/** Clients are stored one a line, in any order; two requests at once may have added the same one. */
export function clientIdsOf(clients: string): readonly string[] {
  return [...new Set(clients.split('\n').slice(0, -1))];
}
