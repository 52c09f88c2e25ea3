import { Injectable } from '@nestjs/common';
import type { Instant } from '../../platform/clock.js';
import { Database, type Dialect, statement, type Transaction } from '../../platform/database/database.js';
import { deleteExpired } from '../../platform/database/delete-expired.js';
import { contains, inList } from '../stored-lists.js';

export interface StoredLink {
  readonly digest: string;
  readonly purpose: string;
  readonly userId: string | null;
  /** The version of the account that it is for; null: it outlives changes, or there is no account. */
  readonly accountVersion: number | null;
  /** Sealed; null: none. */
  readonly data: string | null;
  readonly createdAt: Instant;
  readonly expiresAt: Instant;
}

/** What a link that works is for. */
export type FoundLink = Pick<StoredLink, 'userId' | 'accountVersion' | 'data' | 'createdAt'>;

const INSERT = statement(
  'account-links-insert',
  `INSERT INTO account_links (digest, purpose, user_id, account_version, data, created_at, expires_at)
   VALUES ($1, $2, $3, $4, $5, $6, $7)`,
);
const KEEP_NEWEST = statement(
  'account-links-keep-newest',
  `DELETE FROM account_links WHERE user_id = $1 AND purpose = $2 AND digest NOT IN (
     SELECT digest FROM account_links WHERE user_id = $1 AND purpose = $2 ORDER BY created_at DESC, digest LIMIT $3
   )`,
);
const FIND = statement(
  'account-links-find',
  `SELECT user_id AS "userId", account_version AS "accountVersion", data, created_at AS "createdAt" FROM account_links
   WHERE digest = $1 AND purpose = $2 AND expires_at > $3`,
);
const USE = statement(
  'account-links-use',
  'DELETE FROM account_links WHERE digest = $1 AND purpose = $2 AND expires_at > $3',
);
const OF = statement(
  'account-links-of',
  'SELECT COUNT(*) AS count FROM account_links WHERE user_id = $1 AND purpose = $2 AND expires_at > $3',
);
/** What a change of the account ends: links that outlive changes have no version. */
export const VOID_CHANGED = statement(
  'account-links-void-changed',
  'DELETE FROM account_links WHERE user_id = $1 AND account_version IS NOT NULL',
);
export const VOID_ALL_OF = statement('account-links-void-all-of', 'DELETE FROM account_links WHERE user_id = $1');
const VOID_SINCE = statement(
  'account-links-void-since',
  'DELETE FROM account_links WHERE user_id = $1 AND created_at >= $2',
);
const voidOfHolders = (dialect: Dialect) =>
  statement(
    'account-links-void-of-holders',
    `DELETE FROM account_links WHERE account_version IS NOT NULL
     AND user_id IN (SELECT id FROM users WHERE ${contains(dialect, 'roles', '$1')})`,
  );
const VOID_OF_HOLDERS = { sqlite: voidOfHolders('sqlite'), postgres: voidOfHolders('postgres') };
const VOID_BEFORE = statement(
  'account-links-void-before',
  'DELETE FROM account_links WHERE purpose = $1 AND user_id IS NULL AND created_at < $2',
);
const HAS = statement(
  'account-links-has',
  'SELECT digest FROM account_links WHERE purpose = $1 AND user_id IS NULL LIMIT 1',
);
/** Also ends what a restored database brings back. */
export const VOID_ALL_LINKS = statement('account-links-void-all', 'DELETE FROM account_links');
const PURGE = deleteExpired('account-links-purge', 'account_links', 'expires_at');

@Injectable()
export class AccountLinksRepository {
  constructor(private readonly database: Database) {}

  async insert(link: StoredLink, transaction: Transaction): Promise<void> {
    const { digest, purpose, userId, accountVersion, data, createdAt, expiresAt } = link;
    await transaction.execute(INSERT, [digest, purpose, userId, accountVersion, data, createdAt, expiresAt]);
  }

  /** Voids all links of a user and purpose but the newest. @param most how many stay */
  async keepNewest(userId: string, purpose: string, most: number, transaction: Transaction): Promise<void> {
    await transaction.execute(KEEP_NEWEST, [userId, purpose, most]);
  }

  /** A link that can still be used for this purpose. */
  async find(digest: string, purpose: string, now: Instant): Promise<FoundLink | undefined> {
    const [row] = await this.database.query<FoundLink>(FIND, [digest, purpose, now]);
    return row;
  }

  /** Uses the link up. @returns false if it is void, or someone was faster */
  async use(digest: string, purpose: string, now: Instant, transaction: Transaction): Promise<boolean> {
    return (await transaction.execute(USE, [digest, purpose, now])) === 1;
  }

  /** How many links of a user and purpose work. */
  async count(userId: string, purpose: string, now: Instant, transaction: Transaction): Promise<number> {
    const [row] = await transaction.query<{ count: number | string }>(OF, [userId, purpose, now]);
    return Number(row?.count ?? 0);
  }

  /** All of the user but those that outlive changes. */
  async voidOf(userId: string, transaction: Transaction): Promise<void> {
    await transaction.execute(VOID_CHANGED, [userId]);
  }

  /** All of the user that were made at this instant or later, those that outlive changes too. */
  async voidSince(userId: string, instant: Instant, transaction: Transaction): Promise<void> {
    await transaction.execute(VOID_SINCE, [userId, instant]);
  }

  async voidOfHolders(role: string, transaction: Transaction): Promise<void> {
    await transaction.execute(VOID_OF_HOLDERS[this.database.dialect], [inList(role)]);
  }

  /** Voids the links of no account that were made before for this purpose. @returns whether there is one since */
  async voidBefore(purpose: string, instant: Instant, transaction: Transaction): Promise<boolean> {
    await transaction.execute(VOID_BEFORE, [purpose, instant]);
    return (await transaction.query(HAS, [purpose])).length > 0;
  }

  /** Deletes at most `limit` links that have expired; returns how many. */
  purge(now: Instant, limit: number): Promise<number> {
    return this.database.execute(PURGE[this.database.dialect], [now, limit]);
  }
}
