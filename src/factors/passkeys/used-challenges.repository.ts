import { Injectable } from '@nestjs/common';
import type { Instant } from '../../platform/clock.js';
import { Database, statement, type Transaction } from '../../platform/database/database.js';
import { deleteExpired } from '../../platform/database/delete-expired.js';

const USE = statement(
  'used-challenges-use',
  'INSERT INTO used_challenges (digest, expires_at) VALUES ($1, $2) ON CONFLICT (digest) DO NOTHING',
);
const PURGE = deleteExpired('used-challenges-purge', 'used_challenges', 'expires_at');

/** Which challenges were answered. */
@Injectable()
export class UsedChallengesRepository {
  constructor(private readonly database: Database) {}

  /** Uses a challenge up, on every replica. @returns false if it had been used before */
  async use(digest: string, expiresAt: Instant, transaction: Transaction): Promise<boolean> {
    return (await transaction.execute(USE, [digest, expiresAt])) === 1;
  }

  /** Deletes at most `limit` challenges that have expired; returns how many. */
  purge(now: Instant, limit: number): Promise<number> {
    return this.database.execute(PURGE[this.database.dialect], [now, limit]);
  }
}
