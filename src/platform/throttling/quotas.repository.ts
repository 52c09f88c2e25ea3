import { Injectable } from '@nestjs/common';
import { after, type Instant, MINUTE } from '../clock.js';
import { Database, type Dialect, type Statement, statement } from '../database/database.js';
import { deleteExpired } from '../database/delete-expired.js';

/** So many requests were let in since the last time. */
export interface Share {
  readonly key: string;
  readonly count: number;
}

/** Minutes for which a count is kept. */
const KEPT = 2;

/** What another replica counts in a later minute stays: its clock may be ahead. */
const ADD = (greatest: string) => `ON CONFLICT (key) DO UPDATE SET
  count = CASE WHEN quotas.minute = excluded.minute THEN quotas.count + excluded.count
               WHEN quotas.minute < excluded.minute THEN excluded.count ELSE quotas.count END,
  minute = ${greatest}(quotas.minute, excluded.minute), expires_at = ${greatest}(quotas.expires_at, excluded.expires_at)
  RETURNING key, minute, count`;

/** In the order of keys, so that two replicas never wait for each other. */
const SHARE: Readonly<Record<Dialect, Statement>> = {
  sqlite: statement(
    'quota-share',
    `INSERT INTO quotas (key, minute, count, expires_at)
     SELECT value->>'key', $2, value->>'count', $3 FROM json_each($1) WHERE true ${ADD('MAX')}`,
  ),
  postgres: statement(
    'quota-share',
    `INSERT INTO quotas (key, minute, count, expires_at)
     SELECT key, $2, count, $3 FROM json_to_recordset($1::json) AS shares(key text, count bigint) ORDER BY key ${ADD('GREATEST')}`,
  ),
};
const PURGE = deleteExpired('quota-purge', 'quotas', 'expires_at');

/** What replicas tell each other of their quotas. */
@Injectable()
export class QuotasRepository {
  constructor(private readonly database: Database) {}

  /**
   * Adds what this replica has let in, in one statement.
   * @param minute which since 1970
   * @returns what all have let in together in that minute
   */
  async share(shares: readonly Share[], minute: number, now: Instant): Promise<ReadonlyMap<string, number>> {
    const rows = await this.database.query<Share & { minute: number }>(SHARE[this.database.dialect], [
      JSON.stringify(shares),
      minute,
      after(now, KEPT * MINUTE),
    ]);
    return new Map(rows.filter((row) => row.minute === minute).map(({ key, count }) => [key, count]));
  }

  /** Deletes at most `limit` counts of minutes that have passed; returns how many. */
  purge(now: Instant, limit: number): Promise<number> {
    return this.database.execute(PURGE[this.database.dialect], [now, limit]);
  }
}
