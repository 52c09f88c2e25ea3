import { Injectable } from '@nestjs/common';
import type { Gauge } from 'prom-client';
import { Clock } from '../clock.js';
import { periodic } from '../schedule/periodic-work.js';
import { gauge } from '../telemetry/metric.js';
import { Metrics } from '../telemetry/metrics.js';
import { DeliveriesRepository } from './deliveries.repository.js';

/** Seconds until they are counted: after the start, and then each time. */
const FIRST_COUNT = 1;
const INTERVAL = 10;

const WAITING = gauge(
  {
    name: 'deliveries_waiting',
    help: 'Deliveries that have not reached their receiver yet, of all processes; NaN while that is unknown',
  },
  // Every worker counts the same ones.
  'max',
);

const OLDEST = gauge(
  {
    name: 'deliveries_oldest_age_seconds',
    help: 'Seconds for which the oldest of them has waited; 0 if none waits, NaN while that is unknown',
  },
  'max',
);

export const WAITING_METRICS = [WAITING, OLDEST];

/** How many deliveries wait, for operators: counted now and then, so that reading the metrics asks the database nothing. */
@Injectable()
export class WaitingDeliveries {
  private readonly waiting: Gauge;
  private readonly oldest: Gauge;

  constructor(
    private readonly repository: DeliveriesRepository,
    private readonly clock: Clock,
    metrics: Metrics,
  ) {
    this.waiting = metrics.gauge(WAITING);
    this.oldest = metrics.gauge(OLDEST);
    this.set(Number.NaN, Number.NaN);
  }

  /** Counts them now. @throws Error if that fails; the gauges show NaN then */
  async count(): Promise<void> {
    try {
      const { count, oldest } = await this.repository.count();
      const now = this.clock.now();
      this.set(count, Math.max(0, now - (oldest ?? now)) / 1000);
    } catch (error) {
      this.set(Number.NaN, Number.NaN);
      throw error;
    }
  }

  private set(waiting: number, oldest: number): void {
    this.waiting.set(waiting);
    this.oldest.set(oldest);
  }
}

export const COUNTING = periodic({
  name: 'counting deliveries that wait',
  provider: WaitingDeliveries,
  first: FIRST_COUNT,
  interval: INTERVAL,
  run: (deliveries) => deliveries.count(),
});
