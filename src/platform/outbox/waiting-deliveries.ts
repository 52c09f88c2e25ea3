import { setTimeout as sleep } from 'node:timers/promises';
import { type BeforeApplicationShutdown, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { Gauge } from 'prom-client';
import { Metrics } from '../telemetry/metrics.js';
import { DeliveriesRepository } from './deliveries.repository.js';

/** Milliseconds until they are counted: after the start, and then each time. */
const FIRST_COUNT = 1_000;
const INTERVAL = 10_000;

/** How many deliveries wait, for operators: counted now and then, so that reading the metrics asks the database nothing. */
@Injectable()
export class WaitingDeliveries implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly gauge: Gauge;
  private readonly stop = new AbortController();
  private counting: Promise<void> | undefined;

  constructor(
    private readonly repository: DeliveriesRepository,
    metrics: Metrics,
  ) {
    this.gauge = new Gauge({
      name: 'deliveries_waiting',
      help: 'Deliveries that have not reached their receiver yet, of all processes; NaN while that is unknown',
      registers: [metrics.registry],
      // Every worker counts the same ones.
      aggregator: 'max',
    });
    this.gauge.set(Number.NaN);
  }

  onApplicationBootstrap(): void {
    this.counting = this.countNowAndThen();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stop.abort();
    await this.counting;
  }

  /** Counts them now. */
  async count(): Promise<void> {
    this.gauge.set(await this.repository.count().catch(() => Number.NaN));
  }

  private async countNowAndThen(): Promise<void> {
    const { signal } = this.stop;
    for (let pause = FIRST_COUNT; !signal.aborted; pause = INTERVAL) {
      await sleep(pause, undefined, { signal, ref: false }).catch(() => undefined);
      if (!signal.aborted) await this.count();
    }
  }
}
