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
  /** Whether this fault may lose what was acknowledged, as the documentation says. */
  readonly mayLose?: boolean;
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

export function isPassed({ lost, doubled, wronglyAccepted, recovery, problems, mayLose = false }: Row): boolean {
  const isWhole = mayLose || lost + doubled + wronglyAccepted === 0;
  return isWhole && problems.length === 0 && (recovery ?? 0) <= LONGEST_RECOVERY;
}
