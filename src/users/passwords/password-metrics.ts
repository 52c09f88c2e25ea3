import { Injectable } from '@nestjs/common';
import { gauge, histogram } from '../../platform/telemetry/metric.js';
import { Metrics } from '../../platform/telemetry/metrics.js';
import { PasswordHasher } from './password-hasher.js';

const QUEUE = gauge({
  name: 'password_queue_length',
  help: 'Passwords that wait for their turn to be hashed; at 256 sign-ins are turned away',
});

const WAIT = histogram(
  { name: 'password_queue_wait_seconds', help: 'Seconds for which a password has waited for its turn to be hashed' },
  [0.001, 0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
);

export const PASSWORD_METRICS = [QUEUE, WAIT];

/** Watches for operators whether there are more passwords than can be hashed. */
@Injectable()
export class PasswordMetrics {
  constructor(hasher: PasswordHasher, metrics: Metrics) {
    metrics.gauge(QUEUE, (queue) => queue.set(hasher.waiting));
    const wait = metrics.histogram(WAIT);
    hasher.onTurn((milliseconds) => wait.observe(milliseconds / 1000));
  }
}
