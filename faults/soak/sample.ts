import { readdirSync } from 'node:fs';
import { quantile } from '../../bench/statistics.js';

/** What the server was like at one moment. */
export interface Sample {
  /** Seconds since the beginning. */
  readonly at: number;
  /** MiB. */
  readonly memory: number;
  readonly descriptors: number;
  /** Milliseconds of the event loop since the sample before. */
  readonly eventLoopP99: number;
  /** KiB by table, with indexes. */
  readonly tables: Readonly<Record<string, number>>;
}

/** One figure of a soak. */
export interface Verdict {
  readonly what: string;
  /** The median of the middle third, and of the last. */
  readonly middle: number;
  readonly last: number;
  readonly isFlat: boolean;
}

/** How much more the last third may have than the one before. */
const MORE = 1.1;

/** What may be added to anything: MiB, descriptors, or KiB of a small table. */
const SLACK = { memory: 4, descriptors: 8, table: 512 };

/** Compares the last third with the one before; in the first, everything is still being filled. */
export function verdictsOf(samples: readonly Sample[]): readonly Verdict[] {
  const third = Math.floor(samples.length / 3);
  const [middle, last] = [samples.slice(third, 2 * third), samples.slice(2 * third)];
  const compare = (what: string, slack: number, of: (sample: Sample) => number): Verdict => {
    const [before, now] = [quantile(middle.map(of), 0.5), quantile(last.map(of), 0.5)];
    return { what, middle: before, last: now, isFlat: now <= before * MORE + slack };
  };
  const tables = Object.keys(samples.at(-1)?.tables ?? {});
  return [
    compare('memory (MiB)', SLACK.memory, ({ memory }) => memory),
    compare('descriptors', SLACK.descriptors, ({ descriptors }) => descriptors),
    ...tables.map((name) => compare(`table ${name} (KiB)`, SLACK.table, (sample) => sample.tables[name] ?? 0)),
  ];
}

/** Open files and sockets of a process. */
export function descriptorsOf(pid: number): number {
  return readdirSync(`/proc/${pid}/fd`).length;
}
