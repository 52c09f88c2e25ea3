/** Why a command could not do what it was asked for; the message says what to change. */
export class CommandFailed extends Error {}

export interface OutputOptions {
  readonly json?: boolean;
}

/** Prints rows as JSON, or as a table for people. */
export function printRows(rows: readonly Readonly<Record<string, unknown>>[], { json = false }: OutputOptions): void {
  if (json) {
    printJson(rows);
    return;
  }
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const lines = [names.map((name) => name.toUpperCase()), ...rows.map((row) => names.map((name) => textOf(row[name])))];
  const widths = names.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
  for (const line of rows.length === 0 ? [] : lines) {
    console.log(
      line
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    );
  }
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
