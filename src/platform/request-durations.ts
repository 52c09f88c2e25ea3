/** Seconds; sign-ins take longest, because passwords are hashed. */
const BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5];

const NAME = 'http_request_duration_seconds';

/** The requests with the same labels. */
interface Series {
  readonly labels: string;
  /** How many are in each bucket, and in no smaller one. */
  readonly counts: number[];
  count: number;
  sum: number;
}

/**
 * Prometheus histogram of requests by method, route and status. prom-client's own would write, check and hash the labels at
 * every observation; this one does at the first.
 */
export class RequestDurations {
  private readonly all: Series[] = [];
  private readonly byRoute = new Map<string, Map<string, Map<number, Series>>>();

  observe(method: string, route: string, status: number, seconds: number): void {
    const series = this.byRoute.get(route)?.get(method)?.get(status) ?? this.add(method, route, status);
    const bucket = BUCKETS.findIndex((bound) => seconds <= bound);
    if (bucket >= 0) series.counts[bucket] = (series.counts[bucket] ?? 0) + 1;
    series.count++;
    series.sum += seconds;
  }

  /** In Prometheus text format. */
  text(): string {
    const lines = this.all.flatMap(({ labels, counts, count, sum }) => {
      let upToHere = 0;
      const buckets = BUCKETS.map((bound, index) => {
        upToHere += counts[index] ?? 0;
        return `${NAME}_bucket{le="${bound}",${labels}} ${upToHere}`;
      });
      return [
        ...buckets,
        `${NAME}_bucket{le="+Inf",${labels}} ${count}`,
        `${NAME}_sum{${labels}} ${sum}`,
        `${NAME}_count{${labels}} ${count}`,
      ];
    });
    return [`# HELP ${NAME} Seconds from a request to its answer`, `# TYPE ${NAME} histogram`, ...lines, ''].join('\n');
  }

  private add(method: string, route: string, status: number): Series {
    const labels = `method="${method}",route="${escaped(route)}",status="${status}"`;
    const series = { labels, counts: BUCKETS.map(() => 0), count: 0, sum: 0 };
    const methods = this.byRoute.get(route) ?? new Map<string, Map<number, Series>>();
    const statuses = methods.get(method) ?? new Map<number, Series>();
    this.byRoute.set(route, methods.set(method, statuses.set(status, series)));
    this.all.push(series);
    return series;
  }
}

function escaped(value: string): string {
  return value.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('"', '\\"');
}
