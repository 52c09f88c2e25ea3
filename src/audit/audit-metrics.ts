import { Injectable } from '@nestjs/common';
import type { Gauge } from 'prom-client';
import { Declarations } from '../platform/declarations.js';
import { periodic } from '../platform/schedule/periodic-work.js';
import { counter, gauge } from '../platform/telemetry/metric.js';
import { Metrics } from '../platform/telemetry/metrics.js';
import { AuditService } from './audit.service.js';
import { AuditChainRepository } from './audit-chain.repository.js';
import { AUDIT_EVENTS } from './audit-event-type.js';

/** Seconds until they are counted: after the start, and then each time. */
const FIRST_COUNT = 2;
const INTERVAL = 15;

const EVENTS = counter({
  name: 'audit_events_total',
  help: 'Events of the audit log that this server has recorded; with a transaction that was undone, one too many',
  labels: { type: 'what rooms declare: docs/audit-events.md' },
  most: 120,
});

const UNSEALED = gauge(
  {
    name: 'audit_events_unsealed',
    help: 'Events that have no place in the chain yet, of all processes; NaN while that is unknown',
  },
  // Every worker counts the same ones.
  'max',
);

export const AUDIT_METRICS = [EVENTS, UNSEALED];

/** What operators watch of the audit log. */
@Injectable()
export class AuditMetrics {
  private readonly unsealed: Gauge;

  constructor(
    private readonly chain: AuditChainRepository,
    audit: AuditService,
    declarations: Declarations,
    metrics: Metrics,
  ) {
    const events = metrics.counter(EVENTS);
    // From the start, because of a series that begins with 1 Prometheus sees no increase.
    for (const { name } of declarations.all(AUDIT_EVENTS)) events.inc({ type: name }, 0);
    audit.onRecord(({ type }) => events.inc({ type: type.name }));
    this.unsealed = metrics.gauge(UNSEALED);
    this.unsealed.set(Number.NaN);
  }

  /** Counts those that are not sealed yet. @throws Error if that fails; the gauge shows NaN then */
  async count(): Promise<void> {
    try {
      this.unsealed.set(await this.chain.countUnsealed());
    } catch (error) {
      this.unsealed.set(Number.NaN);
      throw error;
    }
  }
}

export const COUNTING_UNSEALED = periodic({
  name: 'counting events of the audit log that are not sealed',
  provider: AuditMetrics,
  first: FIRST_COUNT,
  interval: INTERVAL,
  run: (metrics) => metrics.count(),
});
