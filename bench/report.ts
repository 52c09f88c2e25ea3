import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { chart } from './chart.js';
import type { Field } from './field.js';
import { type Figure, isMet, sentence } from './figure.js';
import { describeMachine } from './machine.js';
import { ROOT } from './program.js';

const RESULTS = join(ROOT, 'bench/results');

/** What a measurement depends on. */
const MEASURED = [
  'src',
  'migrations',
  'bench',
  'bundle.js',
  'package.json',
  'package-lock.json',
  ':!bench/results',
  ':!*.md',
];

/** The commit that is measured, marked where files differ from it. */
function commit(): string {
  try {
    const git = (...words: string[]) => execFileSync('git', words, { cwd: ROOT, encoding: 'utf8' }).trim();
    const changed = git('status', '--porcelain', '--untracked-files=no', '--', ...MEASURED) !== '';
    return git('rev-parse', 'HEAD') + (changed ? ' with changes' : '');
  } catch {
    return 'unknown';
  }
}

/** Writes `bench/results/NAME.json`, and the chart where everything was measured. */
export function writeReport({ options, placement, series, statements }: Field, figures: readonly Figure[]): void {
  const facts = {
    commit: commit(),
    date: new Date().toISOString(),
    machine: describeMachine(),
    placement: placement.description,
  };
  const judged = figures.map((figure) => ({ ...figure, met: isMet(figure) }));
  mkdirSync(RESULTS, { recursive: true });
  const report = { ...facts, pace: options.pace, figures: judged, series, statements };
  writeFileSync(join(RESULTS, `${options.name}.json`), `${JSON.stringify(report, rounded, 2)}\n`);
  const caption = `${facts.machine}; ${facts.placement}; commit ${facts.commit.slice(0, 7)}, ${facts.date.slice(0, 10)}`;
  if (options.only.length === 0) writeFileSync(join(RESULTS, 'chart.svg'), `${chart(figures, caption)}\n`);
}

function rounded(_name: string, value: unknown): unknown {
  return typeof value === 'number' ? Number(value.toPrecision(5)) : value;
}

/** Says which goals are met. @returns whether all are */
export function printFigures(figures: readonly Figure[]): boolean {
  console.log('\nGoals');
  for (const figure of figures) console.log(`  ${sentence(figure)}`);
  const missed = figures.filter((figure) => !isMet(figure) && !figure.notShown);
  console.log(
    missed.length === 0 ? '\nEvery goal is met.' : `\n${missed.length} of ${figures.length} goals are missed.`,
  );
  return missed.length === 0;
}
