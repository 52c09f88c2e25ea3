import { styleText } from 'node:util';

/** Characters between two columns, and of the narrowest column that is still a table. */
const GAP = 2;
const NARROWEST = 16;

type Row = Readonly<Record<string, string>>;
type Style = Parameters<typeof styleText>[0];

/** How cells with these texts look on a terminal. */
const STYLES: Readonly<Record<string, Style>> = { OK: 'green', WARN: 'yellow', FAIL: 'red' };

/** Where a table is shown; a program that reads it gets no colours and no line breaks. */
export type Screen = Pick<NodeJS.WriteStream, 'isTTY' | 'columns' | 'hasColors'>;

/**
 * A table as lines. On a terminal it fits the width: cells wrap, and if there are too many columns each row becomes a block.
 * @param rows with the same names
 */
export function tableLines(names: readonly string[], rows: readonly Row[], screen: Screen): readonly string[] {
  const natural = names.map((name) => Math.max(name.length, ...rows.map((row) => row[name]?.length ?? 0)));
  const widths = screen.isTTY ? fitting(natural, screen.columns) : natural;
  if (widths === undefined) return blocks(names, rows, screen);
  const heading = Object.fromEntries(names.map((name) => [name, name.toUpperCase()]));
  const line = (row: Row, style?: Style) => wrapped(names, row, widths, (text) => painted(text, screen, style));
  return [...line(heading, 'bold'), ...rows.flatMap((row) => line(row))];
}

/** The text in its colour, if the screen has colours; NO_COLOR turns them off. */
function painted(text: string, screen: Screen, style = STYLES[text.trim()]): string {
  const hasColours = screen.isTTY && screen.hasColors?.();
  return style === undefined || !hasColours ? text : styleText(style, text, { validateStream: false });
}

/** The widths of columns that fit, taken from the widest; undefined if that would make one too narrow. */
function fitting(natural: readonly number[], available: number): readonly number[] | undefined {
  const widths = [...natural];
  const most = available - GAP * (widths.length - 1);
  for (let sum = widths.reduce((all, each) => all + each, 0); sum > most; sum--) {
    const widest = widths.indexOf(Math.max(...widths));
    if ((widths[widest] ?? 0) <= NARROWEST) return undefined;
    widths[widest] = (widths[widest] ?? 0) - 1;
  }
  return widths;
}

function wrapped(
  names: readonly string[],
  row: Row,
  widths: readonly number[],
  paint: (text: string) => string,
): readonly string[] {
  const cells = names.map((name, column) => pieces(row[name] ?? '', widths[column] ?? 1));
  const height = Math.max(...cells.map((cell) => cell.length));
  return Array.from({ length: height }, (_, index) => {
    const last = cells.findLastIndex((cell) => cell[index]);
    return cells
      .slice(0, last + 1)
      .map((cell, column) => {
        const text = cell[index] ?? '';
        return paint(column === last ? text : text.padEnd(widths[column] ?? 0));
      })
      .join(' '.repeat(GAP));
  });
}

/** The text in pieces of at most this width, broken at spaces if there are any. */
function pieces(text: string, width: number): readonly string[] {
  if (text.length <= width) return [text];
  const space = text.lastIndexOf(' ', width);
  const end = space > 0 ? space : width;
  return [text.slice(0, end), ...pieces(text.slice(end).trimStart(), width)];
}

function blocks(names: readonly string[], rows: readonly Row[], screen: Screen): readonly string[] {
  const width = Math.max(...names.map((name) => name.length));
  return rows.flatMap((row, index) => [
    ...(index > 0 ? [''] : []),
    ...names.map((name) => `${painted(name.padEnd(width), screen, 'bold')}  ${row[name] ?? ''}`),
  ]);
}
