import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { chart } from './chart.js';
import type { Field } from './field.js';
import { type Figure, isMet, sentence } from './figure.js';
import { facts, RESULTS, writeResult } from './result-file.js';

/** Writes `bench/results/NAME.json`, and the chart where everything was measured. */
export function writeReport({ options, placement, series, statements }: Field, figures: readonly Figure[]): void {
  const { commit, date, machine } = facts();
  const judged = figures.map((figure) => ({ ...figure, met: isMet(figure) }));
  const report = { placement: placement.description, pace: options.pace, figures: judged, series, statements };
  writeResult(options.name, report);
  const caption = `${machine}; ${placement.description}; commit ${commit.slice(0, 7)}, ${date.slice(0, 10)}`;
  if (options.only.length === 0) writeFileSync(join(RESULTS, 'chart.svg'), `${chart(figures, caption)}\n`);
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
