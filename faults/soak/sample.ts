import { readdirSync } from 'node:fs';
import type { Postgres } from '../processes/postgres.js';
import type { Server } from '../processes/server.js';

/** What the server was like at one moment. */
export interface Sample {
  /** Seconds since the beginning. */
  readonly at: number;
  /** Since the beginning. */
  readonly requests: number;
  /** MiB. */
  readonly memory: number;
  readonly descriptors: number;
  /** Milliseconds of the event loop since the sample before. */
  readonly eventLoopP99: number;
  /** Of all tables that may not grow: rows that were deleted or replaced, and whose room is not free yet. */
  readonly deadRows: number;
  /** KiB by table, with indexes. */
  readonly tables: Readonly<Record<string, number>>;
}

const TABLES = `SELECT relname AS name, pg_total_relation_size(relid) / 1024 AS size, n_dead_tup AS dead
  FROM pg_stat_user_tables ORDER BY relname`;

/**
 * @param token the server's `METRICS_TOKEN`
 * @param growing tables that may grow, and with them how many dead rows PostgreSQL leaves there (a fifth of all)
 */
export async function takeSample(
  { base, running }: Server,
  postgres: Postgres,
  database: string,
  token: string,
  growing: readonly string[],
): Promise<Omit<Sample, 'at' | 'requests'>> {
  const answer = await fetch(`${base}/metrics`, { headers: { authorization: `Bearer ${token}` } });
  const [, p99 = 'NaN'] = /^nodejs_eventloop_lag_p99_seconds\S* (\S+)$/m.exec(await answer.text()) ?? [];
  const tables = await postgres.run<{ name: string; size: string; dead: string }>(TABLES, database);
  return {
    memory: running.memory().resident,
    descriptors: readdirSync(`/proc/${running.pid}/fd`).length,
    eventLoopP99: Number(p99) * 1000,
    deadRows: tables.reduce((sum, { name, dead }) => sum + (growing.includes(name) ? 0 : Number(dead)), 0),
    tables: Object.fromEntries(tables.map(({ name, size }) => [name, Number(size)])),
  };
}
