import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describeMachine } from './machine.js';
import { ROOT } from './program.js';

export const RESULTS = join(ROOT, 'bench/results');

/** What a measurement depends on. */
const MEASURED = [
  'src',
  'migrations',
  'bench',
  'faults',
  'bundle.js',
  'package.json',
  'package-lock.json',
  ':!bench/results',
  ':!*.md',
];

/** What was measured, when and where. */
export function facts(): { readonly commit: string; readonly date: string; readonly machine: string } {
  return { commit: commit(), date: new Date().toISOString(), machine: describeMachine() };
}

/** Writes `bench/results/NAME.json`: the facts, and what was measured. */
export function writeResult(name: string, measured: object): void {
  mkdirSync(RESULTS, { recursive: true });
  writeFileSync(join(RESULTS, `${name}.json`), `${JSON.stringify({ ...facts(), ...measured }, rounded, 2)}\n`);
}

/** The commit that is measured, marked if files differ from it. */
function commit(): string {
  try {
    const git = (...words: string[]) => execFileSync('git', words, { cwd: ROOT, encoding: 'utf8' }).trim();
    const changed = git('status', '--porcelain', '--untracked-files=no', '--', ...MEASURED) !== '';
    return git('rev-parse', 'HEAD') + (changed ? ' with changes' : '');
  } catch {
    return 'unknown';
  }
}

function rounded(_name: string, value: unknown): unknown {
  return typeof value === 'number' ? Number(value.toPrecision(5)) : value;
}
