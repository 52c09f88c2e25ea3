import { Kind } from '../declarations.js';

/** What is said of one metric. */
export interface MetricOptions<L extends string = string> {
  /** As Prometheus names them: what is measured and its unit, of counters with `_total`. */
  readonly name: string;
  readonly help: string;
  /** Each label, and which values it takes: few, known beforehand, and never what someone sent. */
  readonly labels?: Readonly<Record<L, string>>;
  /** How many combinations of labels there can be at most; left out: one. */
  readonly most?: number;
}

export type MetricType = 'counter' | 'gauge' | 'histogram';

/** How the values of several processes become one: what each counts for itself is added up, what each counts for all is not. */
export type Across = 'sum' | 'max';

/** A metric that a room brings. Its providers get it from {@link Metrics}. */
export class Metric<T extends MetricType = MetricType, L extends string = string> {
  constructor(
    readonly type: T,
    readonly options: MetricOptions<L>,
    readonly across: Across = 'sum',
    /** Upper bounds of a histogram's buckets. */
    readonly buckets: readonly number[] = [],
  ) {}
}

/** The metrics of rooms. */
export const METRICS = new Kind<Metric>('metrics');

/** A number that only grows. */
export function counter<const L extends string = never>(options: MetricOptions<L>): Metric<'counter', L> {
  return new Metric('counter', options);
}

/** A number that goes up and down. */
export function gauge<const L extends string = never>(
  options: MetricOptions<L>,
  across: Across = 'sum',
): Metric<'gauge', L> {
  return new Metric('gauge', options, across);
}

/** How long something takes. @param buckets in seconds, ascending */
export function histogram<const L extends string = never>(
  options: MetricOptions<L>,
  buckets: readonly number[],
): Metric<'histogram', L> {
  return new Metric('histogram', options, 'sum', buckets);
}
