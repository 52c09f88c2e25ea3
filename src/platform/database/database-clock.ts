import { setTimeout as sleep } from 'node:timers/promises';
import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { Clock, type Instant } from '../clock.js';
import { LOGGER, type Logger } from '../telemetry/log.js';
import { Database, statement } from './database.js';
import { SettledTime } from './settled-time.js';

/** Milliseconds by which clocks may differ. */
export const CLOCK_SKEW = 5_000;

/** Milliseconds between two looks at the database's clock. */
const INTERVAL = 5_000;

const NOW = statement('database-clock', 'SELECT CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000 AS BIGINT) AS now');

/** How this process's clock compares with the database's, in milliseconds. */
export interface ClockDifference {
  /** By how much the database's is ahead; negative: behind. */
  readonly ahead: number;
  /** By how much `ahead` may be wrong, because asking takes time. */
  readonly uncertainty: number;
}

/** On SQLite there is one clock only. */
export async function compareClocks(database: Database, clock: Pick<Clock, 'now'>): Promise<ClockDifference> {
  if (database.dialect === 'sqlite') return { ahead: 0, uncertainty: 0 };
  const before = clock.now();
  const [row] = await database.query<{ now: Instant }>(NOW);
  const after = clock.now();
  return { ahead: Math.round((row?.now ?? before) - (before + after) / 2), uncertainty: (after - before) / 2 };
}

/**
 * The database's clock, which all replicas share: one whose own clock differs from it by more than {@link CLOCK_SKEW} lets
 * codes and tokens live too long or too short for the others, and is not ready.
 */
@Injectable()
export class DatabaseClock implements OnApplicationBootstrap, OnApplicationShutdown {
  /** By how many milliseconds this process's clock differs; undefined if it agrees. */
  difference: number | undefined;
  private readonly stop = new AbortController();
  private readonly settled = new SettledTime();

  constructor(
    private readonly clock: Clock,
    private readonly database: Database,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** The present time as the database tells it, for what cannot be undone: {@link SettledTime}. @throws DatabaseUnavailable */
  async now(): Promise<Instant> {
    return this.settle(await compareClocks(this.database, this.clock));
  }

  private settle({ ahead }: ClockDifference): Instant {
    return this.settled.of(this.clock.now() + ahead, performance.now());
  }

  async onApplicationBootstrap(): Promise<void> {
    await this.look();
    if (this.database.dialect === 'postgres') void this.lookAgain();
  }

  onApplicationShutdown(): void {
    this.stop.abort();
  }

  private async lookAgain(): Promise<void> {
    const { signal } = this.stop;
    while (!signal.aborted) {
      await sleep(INTERVAL, undefined, { signal, ref: false }).catch(() => undefined);
      if (!signal.aborted) await this.look();
    }
  }

  /** While the database cannot be reached, its last answer counts. */
  private async look(): Promise<void> {
    try {
      const difference = await compareClocks(this.database, this.clock);
      const { ahead, uncertainty } = difference;
      this.settle(difference);
      this.note(Math.abs(ahead) > CLOCK_SKEW + uncertainty ? Math.abs(ahead) : undefined);
    } catch (error) {
      this.logger.warn({ err: error }, "the database's clock cannot be read");
    }
  }

  private note(difference: number | undefined): void {
    const before = this.difference;
    this.difference = difference;
    if (difference !== undefined && before === undefined)
      this.logger.error({ difference }, "the clock differs from the database's; synchronise both with NTP");
    if (difference === undefined && before !== undefined)
      this.logger.info("the clock agrees with the database's again");
  }
}
