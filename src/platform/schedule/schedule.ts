import {
  Inject,
  Injectable,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
  type OnModuleInit,
} from '@nestjs/common';
import { CONFIG, type Config } from '../config/config.js';
import { Declarations } from '../declarations.js';
import { Providers } from '../providers.js';
import { LOGGER, type Logger } from '../telemetry/log.js';
import { PERIODIC, type PeriodicWork } from './periodic-work.js';
import { Rounds } from './rounds.js';

/** Does the periodic work of all rooms, from the start of the server until it stops. No two rounds of one work overlap. */
@Injectable()
export class Schedule implements OnModuleInit, OnApplicationBootstrap, OnModuleDestroy {
  private readonly rounds = new Map<PeriodicWork, Rounds>();
  private readonly stop = new AbortController();

  constructor(
    private readonly declarations: Declarations,
    private readonly providers: Providers,
    @Inject(LOGGER) private readonly logger: Logger,
    @Inject(CONFIG) private readonly config: Pick<Config, 'databaseUse'> = {},
  ) {}

  /** @throws Error if a provider that does some work is missing */
  onModuleInit(): void {
    for (const work of this.declarations.all(PERIODIC)) {
      const round = work.bind(this.providers);
      const run = async () => {
        try {
          return (await round(this.stop.signal)) ?? work.interval;
        } catch (error) {
          this.logger.error({ err: error }, `${work.name} failed`);
          return work.interval;
        }
      };
      this.rounds.set(work, new Rounds(run, work.interval, this.stop.signal));
    }
  }

  onApplicationBootstrap(): void {
    if (this.config.databaseUse === 'read') return;
    for (const [{ first, interval }, rounds] of this.rounds) rounds.beginIn(first ?? interval);
  }

  /** Begins no round any more, and waits for those that run. Before anything that they need is closed. */
  async onModuleDestroy(): Promise<void> {
    this.stop.abort();
    await Promise.all([...this.rounds.values()].map((rounds) => rounds.end()));
  }

  /**
   * Has the next round begin in at most this many seconds; one that runs ends first. Does nothing before the server has
   * started, because the first round comes then.
   * @param seconds 0: now
   */
  runWithin(work: PeriodicWork, seconds: number): void {
    this.rounds.get(work)?.beginWithin(seconds);
  }
}
