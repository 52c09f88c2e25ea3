import { setTimeout as sleep } from 'node:timers/promises';
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import type { Counter } from 'prom-client';
import type { Instant } from '../clock.js';
import { Database, type Dialect } from '../database/database.js';
import { DatabaseClock } from '../database/database-clock.js';
import { Declarations } from '../declarations.js';
import { Providers } from '../providers.js';
import { LOGGER, type Logger } from '../telemetry/log.js';
import { counter } from '../telemetry/metric.js';
import { Metrics } from '../telemetry/metrics.js';
import { periodic } from './periodic-work.js';
import { PURGE_RULES, type PurgeBatch } from './purge-rule.js';

interface Pace {
  /** Rows deleted by one statement; few, so that no lock is held for long. */
  readonly batch: number;
  /** After each batch it rests so many times as long as the batch took, and leaves the database to the requests. */
  readonly rest: number;
  /** The longer a round lasts, the less it rests, down to this: a table that is filled as fast would grow. */
  readonly leastRest: number;
}

/** While SQLite deletes it does nothing else. PostgreSQL deletes twice as fast as requests can add rows, however long it takes. */
const PACES: Readonly<Record<Dialect, Pace>> = {
  sqlite: { batch: 50, rest: 20, leastRest: 10 },
  postgres: { batch: 500, rest: 20, leastRest: 20 },
};

/** The rest of a round becomes shorter by one each time that this time has passed. */
const REST_DECREASE_INTERVAL_MS = 15_000;

/** Seconds between two rounds. */
const INTERVAL = 30;

const TABLES = { table: 'what rooms purge' };

const ROWS = counter({
  name: 'purged_rows_total',
  help: 'Rows that were deleted because their time was over',
  labels: TABLES,
  most: 40,
});

const FAILURES = counter({
  name: 'purge_failures_total',
  help: 'Rounds in which the expired rows of a table could not be deleted',
  labels: TABLES,
  most: 40,
});

export const PURGE_METRICS = [ROWS, FAILURES];

/**
 * Keeps tables small: deletes each short-lived row after it has expired by the database's clock, so a replica whose own
 * clock is ahead deletes nothing too early.
 * Replicas may purge at the same time; each batch is one statement.
 */
@Injectable()
export class Purge implements OnModuleInit {
  private readonly batches = new Map<string, PurgeBatch>();
  private readonly rows: Counter<'table'>;
  private readonly failures: Counter<'table'>;

  constructor(
    private readonly declarations: Declarations,
    private readonly providers: Providers,
    @Inject(DatabaseClock) private readonly clock: { now(): Instant | Promise<Instant> },
    @Inject(LOGGER) private readonly logger: Logger,
    @Inject(Database) private readonly database: Pick<Database, 'dialect'>,
    metrics: Metrics,
  ) {
    this.rows = metrics.counter(ROWS);
    this.failures = metrics.counter(FAILURES);
  }

  /** @throws Error if a provider that purges is missing, or two rooms purge one table */
  onModuleInit(): void {
    for (const { table, bind } of this.declarations.all(PURGE_RULES)) {
      if (this.batches.has(table)) throw new Error(`two purge rules are declared for the table ${table}`);
      this.batches.set(table, bind(this.providers));
      this.rows.inc({ table }, 0);
      this.failures.inc({ table }, 0);
    }
  }

  /**
   * Deletes every expired row of every table; returns how many per table. One that fails is left for the next round.
   * @param stop ends the round after the present batch
   */
  async run(stop?: AbortSignal): Promise<Readonly<Record<string, number>>> {
    const deleted: Record<string, number> = {};
    const begunAt = performance.now();
    for (const [table, batch] of this.batches) {
      deleted[table] = await this.runBatches(batch, begunAt, stop).catch((error: unknown) => {
        this.logger.error({ err: error, table }, 'purging expired rows failed');
        this.failures.inc({ table });
        return 0;
      });
      this.rows.inc({ table }, deleted[table]);
    }
    return deleted;
  }

  /** One batch after the other, with rests between them, until one finds less than it may delete. */
  private async runBatches(batch: PurgeBatch, begunAt: number, stop: AbortSignal | undefined): Promise<number> {
    const { dialect } = this.database;
    const limit = PACES[dialect].batch;
    let deleted = 0;
    for (let count = limit; count === limit && !stop?.aborted; deleted += count) {
      const startedAt = performance.now();
      count = await batch(await this.clock.now(), limit);
      const endedAt = performance.now();
      const rest = restAfter(dialect, endedAt - startedAt, endedAt - begunAt);
      if (count === limit) await sleep(rest, undefined, { signal: stop }).catch(() => undefined);
    }
    return deleted;
  }
}

/** A round begins when the one before it has ended: two at once would rest half as long. */
export const PURGING = periodic({
  name: 'purging expired rows',
  provider: Purge,
  interval: INTERVAL,
  run: async (purge, stop) => {
    await purge.run(stop);
  },
});

/** How long to rest after a batch that took so long, in a round that has lasted so long; all in milliseconds. */
export function restAfter(dialect: Dialect, took: number, lasted: number): number {
  const { rest, leastRest } = PACES[dialect];
  return took * Math.max(leastRest, rest - Math.floor(lasted / REST_DECREASE_INTERVAL_MS));
}
