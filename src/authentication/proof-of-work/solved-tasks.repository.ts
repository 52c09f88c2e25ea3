import { Injectable } from '@nestjs/common';
import type { Instant } from '../../platform/clock.js';
import { Database, statement } from '../../platform/database/database.js';
import { deleteExpired } from '../../platform/database/delete-expired.js';

/**
 * One statement: of fifty at once, on whatever replicas, one takes the solution. The number of rows is only what bounds the
 * table: those that are inserted at the same time do not count each other.
 */
const USE = statement(
  'solved-tasks-use',
  `INSERT INTO solved_tasks (digest, expires_at)
   SELECT CAST($1 AS VARCHAR), CAST($2 AS BIGINT) WHERE (SELECT COUNT(*) FROM solved_tasks) < CAST($3 AS BIGINT)
   ON CONFLICT (digest) DO NOTHING`,
);
const PURGE = deleteExpired('solved-tasks-purge', 'solved_tasks', 'expires_at');

/** Of which tasks a solution was taken. */
@Injectable()
export class SolvedTasksRepository {
  constructor(private readonly database: Database) {}

  /** @param most rows that there may be. @returns false if a solution had been taken before, or there are as many */
  async use(digest: string, expiresAt: Instant, most: number): Promise<boolean> {
    return (await this.database.execute(USE, [digest, expiresAt, most])) === 1;
  }

  /** Deletes at most `limit` rows that have expired; returns how many. */
  purge(now: Instant, limit: number): Promise<number> {
    return this.database.execute(PURGE[this.database.dialect], [now, limit]);
  }
}
