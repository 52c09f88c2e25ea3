import { tableLines } from './table.js';

/** Why a command could not do what it was asked for; the message says what to change. */
export class CommandFailed extends Error {}

export interface OutputOptions {
  readonly json?: boolean | undefined;
}

/**
 * Prints rows as JSON, or as a table for people.
 * @param none what to tell a person if there are none, such as `no clients`
 */
export function printRows(
  rows: readonly Readonly<Record<string, unknown>>[],
  { json = false }: OutputOptions,
  none = 'nothing to show',
): void {
  if (json) {
    printJson(rows);
    return;
  }
  if (rows.length === 0) {
    console.error(none);
    return;
  }
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const cells = rows.map((row) => Object.fromEntries(names.map((name) => [name, textOf(row[name])])));
  for (const line of tableLines(names, cells, process.stdout)) console.log(line);
}

/** Prints one thing as JSON, or as a line per member for people. */
export function printRecord(record: Readonly<Record<string, unknown>>, { json = false }: OutputOptions): void {
  if (json) {
    printJson(record);
    return;
  }
  const shown = Object.entries(record).filter(([, value]) => value !== undefined);
  const width = Math.max(...shown.map(([name]) => name.length));
  for (const [name, value] of shown) console.log(`${name.padEnd(width)}  ${textOf(value)}`);
}

function printJson(value: unknown): void {
  console.log(JSON.stringify(value, null, 2));
}

function textOf(value: unknown): string {
  if (value === null || value === undefined) return '-';
  if (Array.isArray(value)) return value.map(textOf).join(' ') || '-';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
