/**
 * A document with another table between its marks.
 * @param of what the table is of, as its marks say
 * @throws Error without marks
 */
export function withTable(document: string, of: string, table: string): string {
  const begin = `<!-- ${of}: written by \`npm run settings\` -->`;
  const end = `<!-- end of ${of} -->`;
  const [before, rest] = document.split(begin);
  const after = rest?.split(end)[1];
  if (before === undefined || after === undefined) throw new Error(`the document has no place for the ${of}`);
  return `${before}${begin}\n\n${table}\n\n${end}${after}`;
}

/** A table in Markdown, as it is formatted here. */
export function aligned(rows: readonly (readonly string[])[]): string {
  const [head = []] = rows;
  const widths = head.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const lines = rows.map((row) => `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`);
  const rule = `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`;
  return [lines[0], rule, ...lines.slice(1)].join('\n');
}
