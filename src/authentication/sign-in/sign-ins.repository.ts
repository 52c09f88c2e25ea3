import { Injectable } from '@nestjs/common';
import type { Instant } from '../../platform/clock.js';
import { Database, statement, type Transaction } from '../../platform/database/database.js';
import { deleteExpired } from '../../platform/database/delete-expired.js';

const INSERT = statement(
  'sign-ins-insert',
  `INSERT INTO sign_ins (digest, user_id, account_version, amr, required_action, sid, created_at, expires_at)
   VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
);
const KEEP_NEWEST = statement(
  'sign-ins-keep-newest',
  `DELETE FROM sign_ins WHERE user_id = $1 AND digest NOT IN (
     SELECT digest FROM sign_ins WHERE user_id = $1 ORDER BY created_at DESC, digest LIMIT $2
   )`,
);
const FIND = statement(
  'sign-ins-find',
  `SELECT digest, user_id AS "userId", account_version AS "accountVersion", amr, sid FROM sign_ins
   WHERE digest = $1 AND required_action = $2 AND expires_at > $3`,
);
const USE = statement(
  'sign-ins-use',
  'DELETE FROM sign_ins WHERE digest = $1 AND required_action = $2 AND expires_at > $3',
);
const REMOVE_ALL_OF = statement('sign-ins-remove-all-of', 'DELETE FROM sign_ins WHERE user_id = $1');
/** Also ends what a restored database brings back. */
export const REMOVE_ALL_SIGN_INS = statement('sign-ins-remove-all', 'DELETE FROM sign_ins');
const PURGE = deleteExpired('sign-ins-purge', 'sign_ins', 'expires_at');

/** What is stored of a sign-in that is not complete. */
export interface StoredSignIn {
  readonly digest: string;
  readonly userId: string;
  readonly accountVersion: number | null;
  /** RFC 8176 authentication methods, space-delimited. */
  readonly amr: string;
  /** The `sid` of the running session that it steps up; null: it starts one. */
  readonly sid: string | null;
}

export interface NewSignIn extends StoredSignIn {
  readonly requiredAction: string;
  readonly createdAt: Instant;
  readonly expiresAt: Instant;
}

@Injectable()
export class SignInsRepository {
  constructor(private readonly database: Database) {}

  /** @param most how many sign-ins of the user are kept, the newest first */
  async insert(signIn: NewSignIn, most: number, transaction: Transaction): Promise<void> {
    const { digest, userId, accountVersion, amr, requiredAction, sid, createdAt, expiresAt } = signIn;
    await transaction.execute(KEEP_NEWEST, [userId, most - 1]);
    await transaction.execute(INSERT, [digest, userId, accountVersion, amr, requiredAction, sid, createdAt, expiresAt]);
  }

  /** A sign-in that waits for this action. */
  async find(digest: string, requiredAction: string, now: Instant): Promise<StoredSignIn | undefined> {
    const [row] = await this.database.query<StoredSignIn>(FIND, [digest, requiredAction, now]);
    return row;
  }

  /** Uses the sign-in up. @returns false if it has ended, or another request was faster */
  async use(digest: string, requiredAction: string, now: Instant, transaction: Transaction): Promise<boolean> {
    return (await transaction.execute(USE, [digest, requiredAction, now])) === 1;
  }

  async removeAllOf(userId: string, transaction: Transaction): Promise<void> {
    await transaction.execute(REMOVE_ALL_OF, [userId]);
  }

  async removeAll(transaction: Transaction): Promise<void> {
    await transaction.execute(REMOVE_ALL_SIGN_INS);
  }

  /** Deletes at most `limit` sign-ins that have expired; returns how many. */
  purge(now: Instant, limit: number): Promise<number> {
    return this.database.execute(PURGE[this.database.dialect], [now, limit]);
  }
}
