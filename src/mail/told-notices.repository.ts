import { Injectable } from '@nestjs/common';
import type { Instant } from '../platform/clock.js';
import { Database, statement } from '../platform/database/database.js';
import { deleteExpired } from '../platform/database/delete-expired.js';

/** One statement: of two replicas, one tells. */
const TAKE = statement(
  'told-notices-take',
  `INSERT INTO told_notices (digest, expires_at) VALUES ($1, $3)
   ON CONFLICT (digest) DO UPDATE SET expires_at = $3 WHERE told_notices.expires_at <= $2`,
);
const PURGE = deleteExpired('told-notices-purge', 'told_notices', 'expires_at');

/** What people were told lately. */
@Injectable()
export class ToldNoticesRepository {
  constructor(private readonly database: Database) {}

  /** @returns false if it was told before, and must not be told yet */
  async take(digest: string, now: Instant, expiresAt: Instant): Promise<boolean> {
    return (await this.database.execute(TAKE, [digest, now, expiresAt])) === 1;
  }

  /** Deletes at most `limit` rows that have expired; returns how many. */
  purge(now: Instant, limit: number): Promise<number> {
    return this.database.execute(PURGE[this.database.dialect], [now, limit]);
  }
}
