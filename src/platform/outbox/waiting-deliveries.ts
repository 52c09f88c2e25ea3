import { Injectable } from '@nestjs/common';
import { Gauge } from 'prom-client';
import { periodic } from '../schedule/periodic-work.js';
import { Metrics } from '../telemetry/metrics.js';
import { DeliveriesRepository } from './deliveries.repository.js';

/** Seconds until they are counted: after the start, and then each time. */
const FIRST_COUNT = 1;
const INTERVAL = 10;

/** How many deliveries wait, for operators: counted now and then, so that reading the metrics asks the database nothing. */
@Injectable()
export class WaitingDeliveries {
  private readonly gauge: Gauge;

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

  /** Counts them now. */
  async count(): Promise<void> {
    this.gauge.set(await this.repository.count().catch(() => Number.NaN));
  }
}

export const COUNTING = periodic({
  name: 'counting deliveries that wait',
  provider: WaitingDeliveries,
  first: FIRST_COUNT,
  interval: INTERVAL,
  run: (deliveries) => deliveries.count(),
});
