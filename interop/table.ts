import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Result } from './program.js';
import { ROOT } from './running.js';

const DOCUMENT = join(ROOT, 'docs/integrating.md');
const PLACE = /(<!-- npm run interop -- --write -->\n)[\s\S]*?(<!-- end of the table -->)/;
const HEADS = ['Program', 'Version', 'Works', 'Settings changed', 'Why'];

/** The results as a table of Markdown. */
export function tableOf(results: readonly Result[]): string {
  const rows = results.map(({ program, version, outcome, why }) => [
    program.title,
    version,
    outcome === 'works' ? 'yes' : outcome === 'fails' ? 'no' : `not run: ${why}`,
    program.changed?.join('; ') ?? 'none',
    program.because ?? '',
  ]);
  const widths = HEADS.map((head, column) =>
    Math.max(...[HEADS, ...rows].map((row) => row[column]?.length ?? head.length)),
  );
  const line = (cells: readonly string[], pad = ' ') =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0, pad)).join(' | ')} |`;
  return [
    line(HEADS),
    line(
      HEADS.map(() => '-'),
      '-',
    ),
    ...rows.map((row) => line(row)),
  ].join('\n');
}

/** Puts the table, with the day, where the documentation has it. */
export function writeTable(results: readonly Result[], day: Date): void {
  const text = readFileSync(DOCUMENT, 'utf8');
  const block = `\nRun on ${day.toISOString().slice(0, 10)}.\n\n${tableOf(results)}\n\n`;
  if (!PLACE.test(text)) throw new Error(`${DOCUMENT} has no place for the table`);
  writeFileSync(
    DOCUMENT,
    text.replace(PLACE, (_all, head: string, tail: string) => head + block + tail),
  );
}
