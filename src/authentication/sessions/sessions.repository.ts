import { Injectable } from '@nestjs/common';
import type { SessionGround } from '../../authorizations/grounds.js';
import { Cache } from '../../platform/cache/cache.js';
import { Clock, type Instant } from '../../platform/clock.js';
import {
  type BoundStatement,
  Database,
  type Dialect,
  type Statement,
  statement,
  type Transaction,
  type Value,
} from '../../platform/database/database.js';
import { deleteExpired } from '../../platform/database/delete-expired.js';
import { isNotNullViolation } from '../../platform/database/not-null-violation.js';
import { unchangedAccount } from '../../users/users.repository.js';
import { MOST_ACCOUNTS } from '../accounts/accounts.js';
import type { EndedSession } from '../sign-out/logout-notice.js';
import { clientIdsOf, type ListedSession, type StoredSession } from './stored-session.js';

/** Announced with a session's digest if it ends before its time, or the session gets another digest. */
const SESSIONS = 'sessions';

const FIND = statement(
  'session-find',
  `SELECT sid, user_id AS "userId", clients, amr, acr, authenticated_at AS "authenticatedAt", last_seen_at AS "lastSeenAt",
     expires_at AS "expiresAt"
   FROM sessions WHERE digest = $1 AND expires_at > $2`,
);
const FIND_DIGEST = statement('session-find-digest', 'SELECT digest FROM sessions WHERE sid = $1');
/** The sessions of one browser; filled up with empty digests, which no session has. */
const FIND_ALL = statement(
  'session-find-all',
  `SELECT digest, sid, user_id AS "userId", clients, amr, acr, authenticated_at AS "authenticatedAt", last_seen_at AS "lastSeenAt"
   FROM sessions WHERE expires_at > $1 AND digest IN (${Array.from({ length: MOST_ACCOUNTS }, (_, index) => `$${index + 2}`)})`,
);
/**
 * Whose session it is: who signs in, as long as the account is as it was when the password was verified; otherwise null.
 * Anyone who changes it at the same time waits for the lock, and then finds the session; or is waited for.
 */
const unchanged = (dialect: Dialect) => `(${unchangedAccount(dialect, '$3', '$8')})`;
const insert = (name: string, user: string) =>
  statement(
    name,
    `INSERT INTO sessions (digest, sid, user_id, amr, acr, authenticated_at, last_seen_at, expires_at)
     VALUES ($1, $2, ${user}, $4, $5, $6, $6, $7)`,
  );
const renew = (name: string, user: string) =>
  statement(
    name,
    `UPDATE sessions SET digest = $1, amr = $4, acr = $5, authenticated_at = $6, last_seen_at = $6, expires_at = $7
     WHERE digest = $2 AND user_id = ${user} AND expires_at > $6 RETURNING sid`,
  );
/** For the users of a store that does not count changes. */
const INSERT = insert('session-insert', '$3');
const RENEW = renew('session-renew', '$3');
const INSERT_UNCHANGED: Readonly<Record<Dialect, Statement>> = {
  sqlite: insert('session-insert-unchanged', unchanged('sqlite')),
  postgres: insert('session-insert-unchanged', unchanged('postgres')),
};
const RENEW_UNCHANGED: Readonly<Record<Dialect, Statement>> = {
  sqlite: renew('session-renew-unchanged', unchanged('sqlite')),
  postgres: renew('session-renew-unchanged', unchanged('postgres')),
};
const EXTEND = statement(
  'session-extend',
  'UPDATE sessions SET last_seen_at = $2, expires_at = $3 WHERE digest = $1 AND expires_at > $2',
);
const ADD_CLIENT = statement(
  'session-add-client',
  'UPDATE sessions SET clients = clients || CAST($2 AS text) WHERE digest = $1',
);
const REMOVE = statement(
  'session-remove',
  'DELETE FROM sessions WHERE digest = $1 RETURNING digest, sid, user_id AS "userId", clients',
);
const REMOVE_NAMED = statement(
  'session-remove-named',
  'DELETE FROM sessions WHERE sid = $1 AND expires_at > $2 RETURNING digest, sid, user_id AS "userId", clients',
);
const REMOVE_ALL_OF = statement(
  'session-remove-all-of',
  'DELETE FROM sessions WHERE user_id = $1 RETURNING digest, sid, user_id AS "userId", clients',
);
const REMOVE_ONE_OF = statement(
  'session-remove-one-of',
  'DELETE FROM sessions WHERE user_id = $1 AND sid = $2 RETURNING digest, sid, user_id AS "userId", clients',
);
const REMOVE_OTHERS_OF = statement(
  'session-remove-others-of',
  'DELETE FROM sessions WHERE user_id = $1 AND sid <> $2 RETURNING digest, sid, user_id AS "userId", clients',
);
/** The session of everyone. Their clients do not hear of it. */
export const REMOVE_ALL_SESSIONS = statement('session-remove-all', 'DELETE FROM sessions');
/** The session that authorizations rest on. */
export const sessionGround: SessionGround = (dialect, sid) =>
  `SELECT user_id FROM sessions WHERE sid = ${sid}${dialect === 'postgres' ? ' FOR KEY SHARE' : ''}`;
const PURGE = deleteExpired('session-purge', 'sessions', 'expires_at');

export interface NewSession extends Omit<StoredSession, 'lastSeenAt' | 'clients'> {
  readonly digest: string;
  readonly expiresAt: Instant;
  /** Of the account, as it was verified; left out if its store does not count. */
  readonly accountVersion?: number | undefined;
}

/** Milliseconds for which a session is remembered; if its end is announced, less. */
const STALENESS = 5_000;
const SESSIONS_KEPT = 1_000;

@Injectable()
export class SessionsRepository {
  private readonly recent: Cache<ListedSession>;

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {
    const load = (digest: string) => this.find(digest, clock.now());
    this.recent = new Cache(clock, { load, staleness: STALENESS, capacity: SESSIONS_KEPT });
    database.onChange(SESSIONS, (digest) => this.recent.forget(digest));
  }

  /** The session that has this digest and has not ended. */
  async find(digest: string, now: Instant): Promise<ListedSession | undefined> {
    const [row] = await this.database.query<ListedSession>(FIND, [digest, now]);
    return row;
  }

  /** As {@link find} now, but it may have been ended seconds ago: only for what a statement that needs the session then confirms. */
  async remembered(digest: string): Promise<StoredSession | undefined> {
    const session = await this.recent.get(digest);
    if (!session || session.expiresAt > this.clock.now()) return session;
    this.forget(digest);
    return this.recent.get(digest);
  }

  /** The digest that the session has now; it gets another one when its person signs in again. */
  async digestOf(sid: string): Promise<string | undefined> {
    const [row] = await this.database.query<{ digest: string }>(FIND_DIGEST, [sid]);
    return row?.digest;
  }

  /** The next to ask what is {@link remembered} hears what is stored. */
  forget(digest: string): void {
    this.recent.forget(digest);
  }

  /** Those of the sessions that have not ended, in no order. */
  async findAll(digests: readonly string[], now: Instant): Promise<readonly (StoredSession & { digest: string })[]> {
    const asked = Array.from({ length: MOST_ACCOUNTS }, (_, index) => digests[index] ?? '');
    return this.database.query(FIND_ALL, [now, ...asked]);
  }

  /**
   * What stores a new session, to be run together with what records it. Fails if the account is not at its version
   * any more; {@link isOutdated} tells.
   */
  inserting({ digest, sid, userId, amr, acr, authenticatedAt, expiresAt, accountVersion }: NewSession): BoundStatement {
    const values = [digest, sid, userId, amr, acr, authenticatedAt, expiresAt];
    if (accountVersion === undefined) return [INSERT, values];
    return [INSERT_UNCHANGED[this.database.dialect], [...values, accountVersion]];
  }

  /**
   * Gives the running session of the same user a new digest and a new time of signing in.
   * @returns its `sid`, or undefined if the old digest is no running session of this user, or the account is not at
   * its version any more
   */
  async renew(oldDigest: string, session: Omit<NewSession, 'sid'>): Promise<string | undefined> {
    const { digest, userId, amr, acr, authenticatedAt, expiresAt, accountVersion } = session;
    const values = [digest, oldDigest, userId, amr, acr, authenticatedAt, expiresAt];
    return this.database.transaction(async (transaction) => {
      const [row] =
        accountVersion === undefined
          ? await transaction.query<{ sid: string }>(RENEW, values)
          : await transaction.query<{ sid: string }>(RENEW_UNCHANGED[this.database.dialect], [
              ...values,
              accountVersion,
            ]);
      if (row) await transaction.announce(SESSIONS, oldDigest);
      return row?.sid;
    });
  }

  async extend(digest: string, now: Instant, expiresAt: Instant): Promise<void> {
    await this.database.execute(EXTEND, [digest, now, expiresAt]);
    this.forget(digest);
  }

  /** Adds a client to those that hear of the session's end. @returns false if it has ended */
  async addClient(digest: string, clientId: string): Promise<boolean> {
    const added = await this.database.execute(ADD_CLIENT, [digest, `${clientId}\n`]);
    this.forget(digest);
    return added === 1;
  }

  /** @returns undefined if it was gone already */
  async remove(digest: string, transaction: Transaction): Promise<EndedSession | undefined> {
    const [ended] = await this.end(REMOVE, [digest], transaction);
    return ended;
  }

  /** @returns undefined if no running session has this `sid` */
  async removeNamed(sid: string, now: Instant, transaction: Transaction): Promise<EndedSession | undefined> {
    const [ended] = await this.end(REMOVE_NAMED, [sid, now], transaction);
    return ended;
  }

  removeAllOf(userId: string, transaction: Transaction): Promise<readonly EndedSession[]> {
    return this.end(REMOVE_ALL_OF, [userId], transaction);
  }

  /** @returns undefined if the user has no such session */
  async removeOneOf(userId: string, sid: string, transaction: Transaction): Promise<EndedSession | undefined> {
    const [ended] = await this.end(REMOVE_ONE_OF, [userId, sid], transaction);
    return ended;
  }

  /** All of the user but this one. */
  removeOthersOf(userId: string, sid: string, transaction: Transaction): Promise<readonly EndedSession[]> {
    return this.end(REMOVE_OTHERS_OF, [userId, sid], transaction);
  }

  private async end(
    removal: Statement,
    values: readonly Value[],
    transaction: Transaction,
  ): Promise<readonly EndedSession[]> {
    const removed = await transaction.query<Removed>(removal, values);
    for (const { digest } of removed) await transaction.announce(SESSIONS, digest);
    return removed.map(({ sid, userId, clients }) => ({ sid, userId, clientIds: clientIdsOf(clients) }));
  }

  /** Deletes at most `limit` sessions that have ended; returns how many. */
  async purge(now: Instant, limit: number): Promise<number> {
    return this.database.execute(PURGE[this.database.dialect], [now, limit]);
  }
}

/** Whether this says that a new session was not stored, because the account is not at its version any more. */
export function isOutdated(error: unknown): boolean {
  return isNotNullViolation(error, 'sessions', 'user_id');
}

type Removed = Pick<StoredSession, 'sid' | 'userId' | 'clients'> & { readonly digest: string };
