import { availableParallelism } from 'node:os';
import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { CONFIG, type Config } from '../../../platform/config/config.js';
import { LOGGER, type Logger } from '../../../platform/telemetry/log.js';
import type { IdleThread } from './idle-thread.js';

/** How long threads stay that have nothing to do: one takes 7 MiB, and is started in a moment. In milliseconds. */
const REST = 5_000;

/** Idle threads, loaded and started when they are needed, and ended when they were not needed for five seconds. */
@Injectable()
export class IdleThreads implements OnApplicationShutdown {
  /**
   * How many there are at most, because more tasks at once are not worth it: this process's share of the cores. Two on one
   * core would push each other's memory out of its caches.
   */
  readonly parallelism: number;
  private threads: IdleThread[] = [];
  private starting: Promise<void> | undefined;
  private rest: NodeJS.Timeout | undefined;
  /** Whether the system has none. */
  private isImpossible = false;

  constructor(
    @Inject(CONFIG) { workers }: Pick<Config, 'workers'> = { workers: 1 },
    @Inject(LOGGER) private readonly logger?: Pick<Logger, 'info'>,
  ) {
    this.parallelism = Math.max(1, Math.floor(availableParallelism() / workers));
  }

  /** The thread that takes the next task; undefined: there is none yet, or there will be none. */
  pick(): IdleThread | undefined {
    if (this.isImpossible) return undefined;
    this.rest = this.rest?.refresh() ?? setTimeout(() => void this.end(), REST).unref();
    this.threads = this.threads.filter(({ hasEnded }) => !hasEnded);
    const free = this.threads.find(({ isBusy }) => !isBusy);
    if (!free && this.threads.length < this.parallelism) this.starting ??= this.start();
    return free ?? this.threads[0];
  }

  async onApplicationShutdown(): Promise<void> {
    await this.end();
  }

  private async end(): Promise<void> {
    clearTimeout(this.rest);
    this.rest = undefined;
    await this.starting;
    await Promise.all(this.threads.splice(0).map((thread) => thread.end()));
  }

  private async start(): Promise<void> {
    try {
      const { IdleThread } = await import('./idle-thread.js');
      const thread = await IdleThread.start();
      this.threads.push(thread);
    } catch (err) {
      this.isImpossible = true;
      this.logger?.info({ err }, 'this system has no idle threads: many passwords at once are hashed beside all else');
    }
    this.starting = undefined;
  }
}
