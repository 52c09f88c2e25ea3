import { parseArgs } from 'node:util';

export interface Options {
  /** Fewer times and shorter pauses: good for "did I break it". */
  readonly quick: boolean;
  /** Names of the faults to make; empty: all. */
  readonly names: readonly string[];
}

/** @param args what follows the program's name */
export function readOptions(args = process.argv.slice(2)): Options {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { quick: { type: 'boolean', default: false } },
  });
  return { quick: values.quick, names: positionals };
}
