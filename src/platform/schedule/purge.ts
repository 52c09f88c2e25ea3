import { setTimeout as sleep } from 'node:timers/promises';
import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import type { Instant } from '../clock.js';
import { Database, type Dialect } from '../database/database.js';
import { DatabaseClock } from '../database/database-clock.js';
import { LOGGER, type Logger } from '../telemetry/log.js';

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

/** Milliseconds between two rounds. */
const INTERVAL = 30_000;

/** Deletes at most `limit` rows that have expired before `now`; returns how many. */
export type PurgeBatch = (now: Instant, limit: number) => Promise<number>;

/**
 * Keeps tables small: deletes each short-lived row after it has expired by the database's clock, so a replica whose own
 * clock is ahead deletes nothing too early.
 * Replicas may purge at the same time; each batch is one statement.
 */
@Injectable()
export class Purge implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly batches = new Map<string, PurgeBatch>();
  private timer: NodeJS.Timeout | undefined;
  private round: Promise<unknown> = Promise.resolve();
  private readonly stop = new AbortController();

  constructor(
    @Inject(DatabaseClock) private readonly clock: { now(): Instant | Promise<Instant> },
    @Inject(LOGGER) private readonly logger: Logger,
    @Inject(Database) private readonly database: Pick<Database, 'dialect'>,
  ) {}

  /** Called by the owner of a table of short-lived rows, when its module starts. */
  register(table: string, batch: PurgeBatch): void {
    this.batches.set(table, batch);
  }

  onApplicationBootstrap(): void {
    this.awaitRound();
  }

  async onApplicationShutdown(): Promise<void> {
    this.stop.abort();
    clearTimeout(this.timer);
    await this.round;
  }

  /** Deletes every expired row of every table; returns how many per table. One that fails is left for the next round. */
  async run(): Promise<Readonly<Record<string, number>>> {
    const deleted: Record<string, number> = {};
    const begunAt = performance.now();
    for (const [table, batch] of this.batches) {
      deleted[table] = await this.runBatches(batch, begunAt).catch((error: unknown) => {
        this.logger.error({ err: error, table }, 'purging expired rows failed');
        return 0;
      });
    }
    return deleted;
  }

  /** One batch after the other, with rests between them, until one finds less than it may delete. */
  private async runBatches(batch: PurgeBatch, begunAt: number): Promise<number> {
    const { signal } = this.stop;
    const { dialect } = this.database;
    const limit = PACES[dialect].batch;
    let deleted = 0;
    for (let count = limit; count === limit && !signal.aborted; deleted += count) {
      const startedAt = performance.now();
      count = await batch(await this.clock.now(), limit);
      const endedAt = performance.now();
      const rest = restAfter(dialect, endedAt - startedAt, endedAt - begunAt);
      if (count === limit) await sleep(rest, undefined, { signal }).catch(() => undefined);
    }
    return deleted;
  }

  /** A round begins when the one before it has ended: two at once would rest half as long. */
  private awaitRound(): void {
    this.timer = setTimeout(() => {
      this.round = this.run().then(() => {
        if (!this.stop.signal.aborted) this.awaitRound();
      });
    }, INTERVAL);
    this.timer.unref();
  }
}

/** How long to rest after a batch that took so long, in a round that has lasted so long; all in milliseconds. */
export function restAfter(dialect: Dialect, took: number, lasted: number): number {
  const { rest, leastRest } = PACES[dialect];
  return took * Math.max(leastRest, rest - Math.floor(lasted / REST_DECREASE_INTERVAL_MS));
}
