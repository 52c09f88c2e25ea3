import { Injectable } from '@nestjs/common';
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { Declarations } from '../declarations.js';
import { VERSION } from '../version.js';
import { gauge, histogram, METRICS, type Metric } from './metric.js';

/** Seconds; sign-ins take longest, because passwords are hashed. */
const BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5];

const REQUESTS = histogram(
  {
    name: 'http_request_duration_seconds',
    help: 'Seconds from a request to its answer',
    labels: {
      method: 'one of those that Node knows',
      route: 'pattern of the route; `none` where there is none',
      status: 'HTTP status',
    },
    most: 2000,
  },
  BUCKETS,
);

const BUILD = gauge(
  {
    name: 'gatehouse_build_info',
    help: 'Always 1; the labels say which version runs on which Node',
    labels: { version: 'of Gatehouse', node: 'of Node' },
  },
  'max',
);

/** The metrics of the platform itself, besides those that prom-client has of every Node process. */
export const PLATFORM_METRICS: readonly Metric[] = [REQUESTS, BUILD];

/** What operators watch of this process: what rooms declare, requests, memory, CPU, event loop. */
@Injectable()
export class Metrics {
  readonly registry = new Registry();
  private readonly made = new Map<Metric, Counter | Gauge | Histogram>();
  /** What sets gauges just before they are read. */
  private readonly readings = new Map<Metric, () => void>();
  private readonly requests: Histogram<'method' | 'route' | 'status'>;

  /** @throws Error if two rooms declare a metric of one name */
  constructor(declarations: Declarations = new Declarations([])) {
    collectDefaultMetrics({ register: this.registry });
    for (const metric of [...PLATFORM_METRICS, ...declarations.all(METRICS)]) this.made.set(metric, this.make(metric));
    this.requests = this.histogram(REQUESTS);
    this.gauge(BUILD).set({ version: VERSION, node: process.versions.node }, 1);
  }

  /** All metrics in Prometheus text format: of this process, or of all workers where there are several. */
  text = (): Promise<string> => this.registry.metrics();

  /** @throws Error if no room declares it */
  counter<L extends string>(metric: Metric<'counter', L>): Counter<L> {
    return this.find(metric) as Counter<L>;
  }

  /**
   * @param read sets it just before it is read; asks nothing that takes time
   * @throws Error if no room declares it
   */
  gauge<L extends string>(metric: Metric<'gauge', L>, read?: (gauge: Gauge<L>) => void): Gauge<L> {
    const found = this.find(metric) as Gauge<L>;
    if (read) this.readings.set(metric, () => read(found));
    return found;
  }

  /** @throws Error if no room declares it */
  histogram<L extends string>(metric: Metric<'histogram', L>): Histogram<L> {
    return this.find(metric) as Histogram<L>;
  }

  /**
   * Counts an answered request.
   * @param route its pattern, never the address, which may hold secrets
   * @param milliseconds from the request to its answer
   */
  observe(method: string, route: string, status: number, milliseconds: number): void {
    this.requests.observe({ method, route, status }, milliseconds / 1000);
  }

  private find(metric: Metric): Counter | Gauge | Histogram {
    const found = this.made.get(metric);
    if (!found) throw new Error(`no room declares the metric ${metric.options.name}`);
    return found;
  }

  private make(metric: Metric): Counter | Gauge | Histogram {
    const { type, options, across, buckets } = metric;
    const { name, help, labels = {} } = options;
    const shared = { name, help, labelNames: Object.keys(labels), registers: [this.registry] };
    if (type === 'counter') return new Counter(shared);
    if (type === 'histogram') return new Histogram({ ...shared, buckets: [...buckets] });
    return new Gauge({ ...shared, aggregator: across, collect: () => this.readings.get(metric)?.() });
  }
}
