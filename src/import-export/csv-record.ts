/** What may stand between cells; programs of countries that write 1,5 for one and a half use semicolons. */
const SEPARATORS = [',', ';', '\t'] as const;

export type Separator = (typeof SEPARATORS)[number];

/** The separator of a file, by its first line: the one that occurs most often. */
export function separatorOf(header: string): Separator {
  const count = (separator: Separator) => header.split(separator).length;
  return SEPARATORS.reduce((best, each) => (count(each) > count(best) ? each : best));
}

/** A record of a CSV file (RFC 4180 §2), which is given line by line, because a cell in quotes may have line breaks. */
export class CsvRecord {
  readonly cells: string[] = [];
  /** Why it is no record; undefined: it is none yet, or a whole one. */
  problem: string | undefined;
  /** Whether a quote is not closed yet, so that the next line belongs to it. */
  isOpen = false;
  private text = '';

  constructor(private readonly separator: Separator) {}

  add(line: string): void {
    let rest = line;
    if (this.isOpen) {
      this.text += '\n';
      rest = this.readQuoted(rest);
    } else rest = this.readCell(rest);
    while (!this.isOpen && this.problem === undefined && rest.startsWith(this.separator))
      rest = this.readCell(rest.slice(1));
    if (!this.isOpen && rest !== '')
      this.problem ??= `something follows the closing quote of cell ${this.cells.length}`;
  }

  private readCell(text: string): string {
    if (text.startsWith('"')) {
      this.isOpen = true;
      this.text = '';
      return this.readQuoted(text.slice(1));
    }
    const end = text.indexOf(this.separator);
    const cell = end === -1 ? text : text.slice(0, end);
    if (cell.includes('"'))
      this.problem = `a quote stands inside cell ${this.cells.length + 1}, which does not begin with one`;
    this.cells.push(cell);
    return text.slice(cell.length);
  }

  /** Reads up to the closing quote, or to the end of the line. @returns what follows */
  private readQuoted(text: string): string {
    for (let from = 0; ; ) {
      const quote = text.indexOf('"', from);
      if (quote === -1) {
        this.text += text.slice(from);
        return '';
      }
      this.text += text.slice(from, quote);
      if (text[quote + 1] !== '"') {
        this.cells.push(this.text);
        this.isOpen = false;
        return text.slice(quote + 1);
      }
      this.text += '"';
      from = quote + 2;
    }
  }
}
