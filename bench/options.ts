import { parseArgs } from 'node:util';

/** How long everything takes. */
export interface Pace {
  /** How often contestants take turns. */
  readonly rounds: number;
  /** Seconds that count in each turn. */
  readonly seconds: number;
  /** Seconds before each turn that do not count. */
  readonly warmUp: number;
  /** Seconds before a contestant's first turn, in which its code is compiled. */
  readonly firstWarmUp: number;
}

export interface Options {
  readonly quick: boolean;
  readonly pace: Pace;
  /** Names of the measures to take; empty: all. */
  readonly only: readonly string[];
  /** Of the file in `bench/results`. */
  readonly name: string;
}

const FULL: Pace = { rounds: 12, seconds: 1, warmUp: 0.3, firstWarmUp: 2 };
const QUICK: Pace = { rounds: 2, seconds: 0.6, warmUp: 0.1, firstWarmUp: 0.5 };

/** @param args what follows the program's name */
export function readOptions(args = process.argv.slice(2)): Options {
  const { values } = parseArgs({
    args,
    options: {
      quick: { type: 'boolean', default: false },
      only: { type: 'string', default: '' },
      name: { type: 'string' },
    },
  });
  const { quick } = values;
  const only = values.only.split(',').filter(Boolean);
  const kind = quick ? 'quick' : 'full';
  return { quick, only, pace: quick ? QUICK : FULL, name: values.name ?? (only.length > 0 ? `${kind}-partial` : kind) };
}
