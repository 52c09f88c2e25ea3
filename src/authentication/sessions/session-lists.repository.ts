import { Injectable } from '@nestjs/common';
import type { Instant } from '../../platform/clock.js';
import { Database, statement } from '../../platform/database/database.js';
import type { ListedSession, SessionPosition } from './stored-session.js';

const LIST = statement(
  'session-list',
  `SELECT sid, user_id AS "userId", clients, amr, acr, authenticated_at AS "authenticatedAt", last_seen_at AS "lastSeenAt",
     expires_at AS "expiresAt"
   FROM sessions WHERE user_id = $1 AND expires_at > $2 AND (authenticated_at > $3 OR (authenticated_at = $3 AND sid > $4))
   ORDER BY authenticated_at, sid LIMIT $5`,
);
const ALL_OF = statement(
  'session-all-of',
  `SELECT sid, user_id AS "userId", amr, acr, clients, authenticated_at AS "authenticatedAt", last_seen_at AS "lastSeenAt",
     expires_at AS "expiresAt"
   FROM sessions WHERE user_id = $1 ORDER BY authenticated_at, sid`,
);
const COUNT_ACTIVE = statement(
  'session-count-active',
  'SELECT COUNT(*) AS count FROM (SELECT 1 FROM sessions WHERE expires_at > $1 LIMIT $2) AS active',
);

/** The sessions of a user, and of everyone, for those who look at them. */
@Injectable()
export class SessionLists {
  constructor(private readonly database: Database) {}

  /** At most `limit` running sessions of the user after a position, the oldest sign-in first. */
  async list(
    userId: string,
    now: Instant,
    limit: number,
    [authenticatedAt, sid]: SessionPosition = [-1, ''],
  ): Promise<readonly ListedSession[]> {
    return this.database.query<ListedSession>(LIST, [userId, now, authenticatedAt, sid, limit]);
  }

  /** Everything that is stored of the user's sessions, those that have ended too, the oldest sign-in first. */
  allOf(userId: string): Promise<readonly ListedSession[]> {
    return this.database.query<ListedSession>(ALL_OF, [userId]);
  }

  /** How many have not ended; of more than `most` that many. */
  async countActive(now: Instant, most: number): Promise<number> {
    const [row] = await this.database.query<{ count: number }>(COUNT_ACTIVE, [now, most]);
    return Number(row?.count);
  }
}
