import { Injectable } from '@nestjs/common';
import type { Instant } from '../../../platform/clock.js';
import { Database, statement, type Transaction } from '../../../platform/database/database.js';
import { deleteExpired } from '../../../platform/database/delete-expired.js';

/** A row of the table. */
export interface StoredPending {
  readonly digest: string;
  readonly email: string;
  readonly network: string;
  readonly contents: string;
  readonly createdAt: Instant;
  readonly expiresAt: Instant;
}

/** How many registrations may wait at once. */
export interface PendingLimits {
  /** The oldest makes room. */
  readonly ofAddress: number;
  readonly ofNetwork: number;
  readonly inAll: number;
}

const KEEP_NEWEST = statement(
  'pending-registrations-keep-newest',
  `DELETE FROM pending_registrations WHERE email = $1 AND digest NOT IN (
     SELECT digest FROM pending_registrations WHERE email = $1 ORDER BY created_at DESC, digest LIMIT $2
   )`,
);
const INSERT = statement(
  'pending-registrations-insert',
  `INSERT INTO pending_registrations (digest, email, network, contents, created_at, expires_at)
   SELECT CAST($1 AS VARCHAR), CAST($2 AS VARCHAR), CAST($3 AS VARCHAR), CAST($4 AS TEXT), CAST($5 AS BIGINT), CAST($6 AS BIGINT)
   WHERE (SELECT COUNT(*) FROM pending_registrations WHERE network = CAST($3 AS VARCHAR)) < CAST($7 AS BIGINT)
     AND (SELECT COUNT(*) FROM pending_registrations) < CAST($8 AS BIGINT)`,
);
const FIND = statement(
  'pending-registrations-find',
  'SELECT contents FROM pending_registrations WHERE digest = $1 AND expires_at > $2',
);
const USE = statement(
  'pending-registrations-use',
  'DELETE FROM pending_registrations WHERE digest = $1 AND expires_at > $2',
);
/** Also ends what a restored database brings back. */
export const REMOVE_ALL_PENDING = statement('pending-registrations-remove-all', 'DELETE FROM pending_registrations');
const PURGE = deleteExpired('pending-registrations-purge', 'pending_registrations', 'expires_at');

@Injectable()
export class PendingRegistrationsRepository {
  constructor(private readonly database: Database) {}

  /** One after the other, so that no more wait than may, however many begin at once. @returns false if too many wait already */
  async insert(pending: StoredPending, limits: PendingLimits, transaction: Transaction): Promise<boolean> {
    await transaction.lock('pending registrations');
    const { digest, email, network, contents, createdAt, expiresAt } = pending;
    await transaction.execute(KEEP_NEWEST, [email, limits.ofAddress - 1]);
    const values = [digest, email, network, contents, createdAt, expiresAt, limits.ofNetwork, limits.inAll];
    return (await transaction.execute(INSERT, values)) === 1;
  }

  /** The sealed contents. */
  async find(digest: string, now: Instant): Promise<string | undefined> {
    return (await this.database.query<{ contents: string }>(FIND, [digest, now]))[0]?.contents;
  }

  /** Uses it up. @returns false if it has expired, or another request was faster */
  async use(digest: string, now: Instant, transaction: Transaction): Promise<boolean> {
    return (await transaction.execute(USE, [digest, now])) === 1;
  }

  /** Deletes at most `limit` registrations that have expired; returns how many. */
  purge(now: Instant, limit: number): Promise<number> {
    return this.database.execute(PURGE[this.database.dialect], [now, limit]);
  }
}
