import { Injectable } from '@nestjs/common';
import type { Gauge } from 'prom-client';
import { Clock } from '../../platform/clock.js';
import { periodic } from '../../platform/schedule/periodic-work.js';
import { gauge } from '../../platform/telemetry/metric.js';
import { Metrics } from '../../platform/telemetry/metrics.js';
import { SessionLists } from './session-lists.repository.js';

/** Seconds until they are counted: after the start, and then each time. */
const FIRST_COUNT = 5;
const INTERVAL = 60;

/** So many are counted at most, so that counting stays short however many there are. */
const MOST = 100_000;

export const ACTIVE_SESSIONS = gauge(
  {
    name: 'sessions_active',
    help: `Sessions that have not ended, of all processes, counted every minute up to ${MOST}; NaN while that is unknown`,
  },
  // Every worker counts the same ones.
  'max',
);

/** How many people are signed in, for operators. */
@Injectable()
export class SessionMetrics {
  private readonly active: Gauge;

  constructor(
    private readonly sessions: SessionLists,
    private readonly clock: Clock,
    metrics: Metrics,
  ) {
    this.active = metrics.gauge(ACTIVE_SESSIONS);
    this.active.set(Number.NaN);
  }

  /** Counts them now. @throws Error if that fails; the gauge shows NaN then */
  async count(): Promise<void> {
    try {
      this.active.set(await this.sessions.countActive(this.clock.now(), MOST));
    } catch (error) {
      this.active.set(Number.NaN);
      throw error;
    }
  }
}

export const COUNTING_SESSIONS = periodic({
  name: 'counting sessions',
  provider: SessionMetrics,
  first: FIRST_COUNT,
  interval: INTERVAL,
  run: (metrics) => metrics.count(),
});
