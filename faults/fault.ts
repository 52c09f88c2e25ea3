import type { Options } from './options.js';

/** What became of one fault on one database. */
export interface Row {
  /** In words, for the table. */
  readonly fault: string;
  readonly times: number;
  readonly acknowledged: number;
  readonly lost: number;
  readonly doubled: number;
  readonly wronglyAccepted: number;
  /** Seconds until everything worked again, the longest of all times; null if nothing has to recover. */
  readonly recovery: number | null;
  /** What else was measured, for people. */
  readonly notes: readonly string[];
  /** What does not hold, in words; beside what is counted, each is a failure too. */
  readonly problems: readonly string[];
}

export interface Fault {
  /** For the command line. */
  readonly name: string;
  /** @returns a row for each database or setting that it was tried with; a sentence if this machine cannot do it */
  readonly run: (options: Options) => Promise<readonly Row[] | string>;
}

/** Seconds until everything has to work again. */
const LONGEST_RECOVERY = 5;

export function isPassed({ lost, doubled, wronglyAccepted, recovery, problems }: Row): boolean {
  return lost + doubled + wronglyAccepted + problems.length === 0 && (recovery ?? 0) <= LONGEST_RECOVERY;
}
