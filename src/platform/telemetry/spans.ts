/** How a span is made. */
export interface SpanOptions {
  /** Whether another server does the work, such as the database. */
  readonly isClient?: boolean;
  /** Facts with few values. Never who someone is, what they sent, or an address. */
  readonly attributes?: Readonly<Record<string, string | number | boolean>>;
}

/** What the log says of the span in which a line is written. */
export interface SpanIdentifiers {
  readonly trace_id: string;
  readonly span_id: string;
}

/** Makes spans. */
export interface Tracer {
  /** Does the work in a span, which ends with it; an error is noted by its class. */
  within<T>(name: string, work: () => Promise<T>, options: SpanOptions): Promise<T>;
  /** The span that the present work is in. */
  current(): SpanIdentifiers | undefined;
}

/** Of this process; undefined unless traces are sent somewhere. */
let tracer: Tracer | undefined;

/** Has spans made from now on; undefined: no longer. */
export function setTracer(next: Tracer | undefined): void {
  tracer = next;
}

/** Does the work in a span of this name. Without traces this only does the work. */
export function inSpan<T>(name: string, work: () => Promise<T>, options: SpanOptions = {}): Promise<T> {
  return tracer ? tracer.within(name, work, options) : work();
}

/** For the log. */
export function currentSpan(): SpanIdentifiers | undefined {
  return tracer?.current();
}
