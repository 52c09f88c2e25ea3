import { Injectable } from '@nestjs/common';
import { Clock } from '../platform/clock.js';
import { gauge } from '../platform/telemetry/metric.js';
import { Metrics } from '../platform/telemetry/metrics.js';
import { KeyRing } from './key-ring.js';
import { SIGNING_ALGORITHMS } from './signing-algorithm.js';

export const KEY_AGE = gauge(
  {
    name: 'signing_key_age_seconds',
    help: 'Seconds for which the present key of an algorithm has signed',
    labels: { alg: 'algorithms that have a key' },
    most: SIGNING_ALGORITHMS.length,
  },
  'max',
);

/** How old the keys are, for operators: as this process has them in memory. */
@Injectable()
export class KeyMetrics {
  constructor(ring: KeyRing, clock: Clock, metrics: Metrics) {
    metrics.gauge(KEY_AGE, (age) => {
      age.reset();
      for (const alg of SIGNING_ALGORITHMS) {
        const key = ring.active(alg);
        if (key) age.set({ alg }, Math.max(0, clock.now() - key.activeAt) / 1000);
      }
    });
  }
}
