import { quantile } from '../../bench/statistics.js';
import type { Sample } from './sample.js';

/** One figure of a soak. */
export interface Verdict {
  readonly what: string;
  /** The median of the middle third, and of the last; of a table that may grow, how much it grew in each. */
  readonly middle: number;
  readonly last: number;
  readonly isFlat: boolean;
}

/** How much more the last third may have than the one before. */
const MORE = 1.1;

/** What may be added to anything, however small: MiB, descriptors, rows, KiB of a table, KiB for a thousand requests. */
const SLACK = { memory: 4, descriptors: 8, deadRows: 2_000, table: 128, growth: 8 };

/**
 * Compares the last third with the one before; in the first, everything is still being filled.
 * @param growing tables in which each row stays: a request may add no more to them in the last third than before
 */
export function verdictsOf(samples: readonly Sample[], growing: readonly string[] = []): readonly Verdict[] {
  const third = Math.floor(samples.length / 3);
  const [middle, last] = [samples.slice(third, 2 * third), samples.slice(2 * third)];
  const compare = (what: string, slack: number, of: (part: readonly Sample[]) => number): Verdict => {
    const [before, now] = [of(middle), of(last)];
    return { what, middle: before, last: now, isFlat: now <= before * MORE + slack };
  };
  const medianOf = (of: (sample: Sample) => number) => (part: readonly Sample[]) => quantile(part.map(of), 0.5);
  const tables = Object.keys(samples.at(-1)?.tables ?? {});
  return [
    compare(
      'memory (MiB)',
      SLACK.memory,
      medianOf(({ memory }) => memory),
    ),
    compare(
      'descriptors',
      SLACK.descriptors,
      medianOf(({ descriptors }) => descriptors),
    ),
    compare(
      'dead rows',
      SLACK.deadRows,
      medianOf(({ deadRows }) => deadRows),
    ),
    ...tables.map((name) => {
      const size = (sample: Sample | undefined) => sample?.tables[name] ?? 0;
      return growing.includes(name)
        ? compare(`table ${name} (KiB more for 1000 requests)`, SLACK.growth, (part) => growthOf(part, size))
        : compare(`table ${name} (KiB)`, SLACK.table, medianOf(size));
    }),
  ];
}

/** From the first sample to the last, for a thousand requests. */
function growthOf(part: readonly Sample[], of: (sample: Sample | undefined) => number): number {
  const [first, last] = [part[0], part.at(-1)];
  const requests = (last?.requests ?? 0) - (first?.requests ?? 0);
  return ((of(last) - of(first)) * 1000) / Math.max(1, requests);
}
