import { Injectable } from '@nestjs/common';
import type { Instant } from '../../platform/clock.js';
import { Database, statement, type Transaction } from '../../platform/database/database.js';
import { deleteExpired } from '../../platform/database/delete-expired.js';

const INSERT = statement(
  'remembered-devices-insert',
  `INSERT INTO remembered_devices (digest, id, user_id, user_agent, created_at, last_used_at, expires_at)
   VALUES ($1, $2, $3, $4, $5, $5, $6)`,
);
const KEEP_NEWEST = statement(
  'remembered-devices-keep-newest',
  `DELETE FROM remembered_devices WHERE user_id = $1 AND digest NOT IN (
     SELECT digest FROM remembered_devices WHERE user_id = $1 ORDER BY last_used_at DESC, digest LIMIT $2
   )`,
);
const USE = statement(
  'remembered-devices-use',
  'UPDATE remembered_devices SET last_used_at = $3 WHERE digest = $1 AND user_id = $2 AND expires_at > $3',
);
const LIST = statement(
  'remembered-devices-list',
  `SELECT id, user_agent AS "userAgent", created_at AS "createdAt", last_used_at AS "lastUsedAt", expires_at AS "expiresAt"
   FROM remembered_devices WHERE user_id = $1 AND expires_at > $2 ORDER BY last_used_at DESC, id`,
);
const REMOVE = statement('remembered-devices-remove', 'DELETE FROM remembered_devices WHERE id = $1 AND user_id = $2');
const REMOVE_ALL_OF = statement(
  'remembered-devices-remove-all-of',
  'DELETE FROM remembered_devices WHERE user_id = $1',
);
/** Also ends what a restored database brings back. */
export const REMOVE_ALL_DEVICES = statement('remembered-devices-remove-all', 'DELETE FROM remembered_devices');
const PURGE = deleteExpired('remembered-devices-purge', 'remembered_devices', 'expires_at');

/** A browser that is remembered, as its person sees it. */
export interface RememberedDevice {
  readonly id: string;
  readonly userAgent: string | null;
  readonly createdAt: Instant;
  readonly lastUsedAt: Instant;
  readonly expiresAt: Instant;
}

interface NewDevice extends Omit<RememberedDevice, 'lastUsedAt'> {
  readonly digest: string;
  readonly userId: string;
}

/** Every query on remembered devices. */
@Injectable()
export class RememberedDevicesRepository {
  constructor(private readonly database: Database) {}

  /** @param most how many of the user are kept, those that were used last */
  async insert(device: NewDevice, most: number, transaction: Transaction): Promise<void> {
    const { digest, id, userId, userAgent, createdAt, expiresAt } = device;
    await transaction.execute(KEEP_NEWEST, [userId, most - 1]);
    await transaction.execute(INSERT, [digest, id, userId, userAgent, createdAt, expiresAt]);
  }

  /** Notes that it is used. @returns false if the user has no such device, or it has ended */
  async use(digest: string, userId: string, now: Instant): Promise<boolean> {
    return (await this.database.execute(USE, [digest, userId, now])) === 1;
  }

  /** Those that have not ended, the one used last first. */
  list(userId: string, now: Instant): Promise<readonly RememberedDevice[]> {
    return this.database.query<RememberedDevice>(LIST, [userId, now]);
  }

  async remove(id: string, userId: string): Promise<boolean> {
    return (await this.database.execute(REMOVE, [id, userId])) === 1;
  }

  async removeAllOf(userId: string, transaction: Transaction): Promise<void> {
    await transaction.execute(REMOVE_ALL_OF, [userId]);
  }

  /** Deletes at most `limit` that have ended; returns how many. */
  purge(now: Instant, limit: number): Promise<number> {
    return this.database.execute(PURGE[this.database.dialect], [now, limit]);
  }
}
