import { Injectable } from '@nestjs/common';
import type { Instant } from '../clock.js';
import { Database, statement } from '../database/database.js';
import { deleteExpired } from '../database/delete-expired.js';
import { blockSeconds, memorySeconds, WINDOW } from './throttle.js';

/** The first excess failure that blocks for as long as all that follow. */
const LAST_STEP = 10;

/** A rule of `throttle.ts` as SQL: milliseconds by how far the failure that is being counted exceeds the free ones. */
function milliseconds(rule: (excess: number) => number): string {
  const steps = Array.from({ length: LAST_STEP - 1 }, (_, index) => `WHEN ${index + 1} THEN ${rule(index + 1) * 1000}`);
  return `CASE throttles.failures + 1 - $3 ${steps.join(' ')} ELSE ${rule(LAST_STEP) * 1000} END`;
}

const FORGOTTEN = 'throttles.expires_at <= $2';
const FREE = 'throttles.failures + 1 <= $3';

/** One statement, so that no failure of any replica is lost. @param where what else has to be true of a counter that there is */
const count = (name: string, where = '') =>
  statement(
    name,
    `INSERT INTO throttles (key, failures, blocked_until, expires_at) VALUES ($1, 1, 0, CAST($2 AS BIGINT) + ${WINDOW * 1000})
   ON CONFLICT (key) DO UPDATE SET
     failures = CASE WHEN ${FORGOTTEN} THEN 1 ELSE throttles.failures + 1 END,
     blocked_until = CASE WHEN ${FORGOTTEN} OR ${FREE} THEN 0 ELSE $2 + ${milliseconds(blockSeconds)} END,
     expires_at = CASE WHEN ${FORGOTTEN} THEN $2 + ${WINDOW * 1000} WHEN ${FREE} THEN throttles.expires_at
                       ELSE $2 + ${milliseconds(memorySeconds)} END
   ${where} RETURNING failures`,
  );
const COUNT = count('throttle-count');
/** Counts nothing while the counter blocks. */
const ATTEMPT = count('throttle-attempt', 'WHERE throttles.blocked_until <= $2');
const SPEND = statement(
  'throttle-spend',
  `INSERT INTO throttles (key, failures, blocked_until, expires_at) VALUES ($1, 1, 0, CAST($2 AS BIGINT) + ${WINDOW * 1000})
   ON CONFLICT (key) DO UPDATE SET
     failures = CASE WHEN ${FORGOTTEN} THEN 1 ELSE throttles.failures + 1 END,
     expires_at = CASE WHEN ${FORGOTTEN} THEN $2 + ${WINDOW * 1000} ELSE throttles.expires_at END
   RETURNING failures AS "count", expires_at AS "expiresAt"`,
);
const FIND = statement(
  'throttle-find',
  'SELECT key, blocked_until AS "blockedUntil" FROM throttles WHERE key IN ($1, $2, $3, $4)',
);
const FORGET = statement('throttle-forget', 'DELETE FROM throttles WHERE key IN ($1, $2, $3, $4)');
const PURGE = deleteExpired('throttle-purge', 'throttles', 'expires_at');

/** Counters of failures, shared by all replicas. */
@Injectable()
export class ThrottlesRepository {
  constructor(private readonly database: Database) {}

  /**
   * Counts a failure.
   * @param free how many failures do not block
   * @returns how many there are now
   */
  async count(key: string, free: number, now: Instant): Promise<number> {
    const [row] = await this.database.query<{ failures: number }>(COUNT, [key, now, free]);
    return row?.failures ?? 0;
  }

  /** Counts an attempt before it is looked at. @returns false if the counter blocks; then nothing is counted */
  async attempt(key: string, free: number, now: Instant): Promise<boolean> {
    return (await this.database.query(ATTEMPT, [key, now, free])).length === 1;
  }

  /** Counts an act of which only so many are allowed until the counter is forgotten. */
  async consume(key: string, now: Instant): Promise<{ readonly count: number; readonly expiresAt: Instant }> {
    const [row] = await this.database.query<{ count: number; expiresAt: Instant }>(SPEND, [key, now]);
    return row ?? { count: 0, expiresAt: now };
  }

  /** Those of one to four counters that have counted something, and until when they block. */
  find(keys: readonly string[]): Promise<readonly { readonly key: string; readonly blockedUntil: Instant }[]> {
    return this.database.query(FIND, four(keys));
  }

  /** @param keys one to four */
  async forget(keys: readonly string[]): Promise<void> {
    await this.database.execute(FORGET, four(keys));
  }

  /** Deletes at most `limit` counters that are forgotten; returns how many. */
  async purge(now: Instant, limit: number): Promise<number> {
    return this.database.execute(PURGE[this.database.dialect], [now, limit]);
  }
}

/** As many as the statements name; the last one is repeated. */
function four(keys: readonly string[]): string[] {
  return Array.from({ length: 4 }, (_, index) => keys[Math.min(index, keys.length - 1)] as string);
}
