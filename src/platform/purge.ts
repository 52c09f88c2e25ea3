import { setTimeout } from 'node:timers/promises';
import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { Clock, type Instant } from './clock.js';
import { LOGGER, type Logger } from './log.js';

/** Rows deleted by one statement; small, so that no lock is held for long. */
const BATCH = 500;

/** After each batch it rests so many times as long as the batch took, and leaves the database to the requests. */
const REST = 7;

/** Milliseconds between two rounds. */
const INTERVAL = 30_000;

/** Deletes at most `limit` rows that have expired before `now`; returns how many. */
export type PurgeBatch = (now: Instant, limit: number) => Promise<number>;

/**
 * Keeps tables small: every short-lived row has an end, and after it this deletes the row.
 * Replicas may purge at the same time; each batch is one statement.
 */
@Injectable()
export class Purge implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly batches = new Map<string, PurgeBatch>();
  private timer: NodeJS.Timeout | undefined;
  private round: Promise<unknown> = Promise.resolve();
  private stopped = false;

  constructor(
    private readonly clock: Clock,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** Called by whoever owns a table of short-lived rows, when its module starts. */
  register(table: string, batch: PurgeBatch): void {
    this.batches.set(table, batch);
  }

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => {
      this.round = this.run().catch((error: unknown) =>
        this.logger.error({ err: error }, 'purging expired rows failed'),
      );
    }, INTERVAL);
    this.timer.unref();
  }

  async onApplicationShutdown(): Promise<void> {
    this.stopped = true;
    clearInterval(this.timer);
    await this.round;
  }

  /** Deletes every expired row of every table, batch by batch; returns how many per table. */
  async run(): Promise<Readonly<Record<string, number>>> {
    const deleted: Record<string, number> = {};
    for (const [table, batch] of this.batches) {
      let count = BATCH;
      while (count === BATCH && !this.stopped) {
        const startedAt = performance.now();
        count = await batch(this.clock.now(), BATCH);
        deleted[table] = (deleted[table] ?? 0) + count;
        if (count === BATCH) await setTimeout(REST * (performance.now() - startedAt));
      }
    }
    return deleted;
  }
}
