import { Injectable } from '@nestjs/common';
import type { Counter, Histogram } from 'prom-client';
import { counter, gauge, histogram } from '../telemetry/metric.js';
import { Metrics } from '../telemetry/metrics.js';
import { Database, type DatabaseObserver, type Operation } from './database.js';
import { kindOfError } from './database-unavailable.js';

/** Seconds. */
const BUCKETS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5];

const DURATIONS = histogram(
  {
    name: 'database_duration_seconds',
    help: 'Seconds that the database took, waiting for a connection or for its turn included',
    labels: {
      operation: '`statement` by itself, `together` (several in one round trip), `transaction`, `read` by TypeORM',
    },
    most: 4,
  },
  BUCKETS,
);

const ERRORS = counter({
  name: 'database_errors_total',
  help: 'What failed: because the database is not available, or because it refuses the statement',
  labels: { kind: '`unavailable`, `refused`' },
  most: 2,
});

const CONNECTIONS = gauge({
  name: 'database_connections',
  help: 'Connections to the database that this process has open',
  labels: { state: '`busy`, `idle`' },
  most: 2,
});

const WAITING = gauge({
  name: 'database_waiting',
  help: 'What waits for a connection, for its turn, or for the answer of the database',
});

export const DATABASE_METRICS = [DURATIONS, ERRORS, CONNECTIONS, WAITING];

/** Watches the database for operators. */
@Injectable()
export class DatabaseMetrics implements DatabaseObserver {
  private readonly durations: Histogram<'operation'>;
  private readonly errors: Counter<'kind'>;

  constructor(database: Database, metrics: Metrics) {
    this.durations = metrics.histogram(DURATIONS);
    this.errors = metrics.counter(ERRORS);
    for (const kind of ['unavailable', 'refused'] as const) this.errors.inc({ kind }, 0);
    metrics.gauge(CONNECTIONS, (connections) => {
      const { busy, idle } = database.load;
      connections.set({ state: 'busy' }, busy);
      connections.set({ state: 'idle' }, idle);
    });
    metrics.gauge(WAITING, (waiting) => waiting.set(database.load.waiting));
    database.observe(this);
  }

  ended(operation: Operation, milliseconds: number): void {
    this.durations.observe({ operation }, milliseconds / 1000);
  }

  failed(error: unknown): void {
    const kind = kindOfError(error);
    if (kind) this.errors.inc({ kind });
  }
}
