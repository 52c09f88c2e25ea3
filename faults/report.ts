import { isPassed, type Row } from './fault.js';

const HEADS = ['fault', 'times', 'acknowledged', 'lost', 'doubled', 'wrongly accepted', 'seconds to recover', ''];

/** The rows as text for a terminal. */
export function tableOf(rows: readonly Row[]): string {
  const lines = [HEADS, ...rows.map(cellsOf)];
  const widths = HEADS.map((_, column) => Math.max(...lines.map((cells) => cells[column]?.length ?? 0)));
  const pad = (cell: string, column: number) =>
    column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0);
  return lines.map((cells) => cells.map(pad).join('  ').trimEnd()).join('\n');
}

function cellsOf(row: Row): readonly string[] {
  const counts = [row.times, row.acknowledged, row.lost, row.doubled, row.wronglyAccepted].map(String);
  return [row.fault, ...counts, row.recovery === null ? '' : row.recovery.toFixed(2), isPassed(row) ? '' : 'FAILS'];
}

/** Notes and problems, for below the table. */
export function remarksOf(rows: readonly Row[]): string {
  const remarks = rows.flatMap(({ fault, notes, problems }) => [
    ...notes.map((note) => `${fault}: ${note}`),
    ...problems.map((problem) => `FAILS: ${fault}: ${problem}`),
  ]);
  return remarks.join('\n');
}
