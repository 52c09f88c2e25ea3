import type { CsvError } from 'csv-parse/sync';

/** What may stand between cells; programs of countries that write 1,5 for one and a half use semicolons. */
const SEPARATORS = [',', ';', '\t'] as const;

export type Separator = (typeof SEPARATORS)[number];

/** A record of a CSV file (RFC 4180 §2), or why a text is none. */
export type CsvRecord =
  | { readonly cells: readonly string[] }
  /** `isOpen`: a quote is not closed, so that the next line may belong to the record. */
  | { readonly problem: string; readonly isOpen: boolean };

/** Reads the text of one record, whose lines are separated by line feeds. @param columns left out: any number of cells */
export type CsvReader = (text: string, columns?: readonly string[]) => CsvRecord;

/** The separator of a file, by its first line: the one that occurs most often. */
export function separatorOf(header: string): Separator {
  const count = (separator: Separator) => header.split(separator).length;
  return SEPARATORS.reduce((best, each) => (count(each) > count(best) ? each : best));
}

/** Loads the parser. */
export async function csvReader(separator: Separator): Promise<CsvReader> {
  const { CsvError, parse } = await import('csv-parse/sync');
  const options = { delimiter: separator, record_delimiter: '\n' };
  return (text, columns) => {
    try {
      const cells = parse(text, options)[0] ?? [];
      if (columns === undefined || cells.length === columns.length) return { cells };
      return { problem: `it has ${cells.length} cells, and the header has ${columns.length}`, isOpen: false };
    } catch (error) {
      if (!(error instanceof CsvError)) throw error;
      return { problem: problemOf(error, columns), isOpen: error.code === 'CSV_QUOTE_NOT_CLOSED' };
    }
  };
}

/** The library's own messages name lines of the text that it was given, which are none of the file. */
function problemOf(error: CsvError, columns: readonly string[] | undefined): string {
  const index = Number(error.column);
  const cell = `cell ${index + 1}${columns ? ` (${columns[index] ?? 'one too many'})` : ''}`;
  if (error.code === 'CSV_QUOTE_NOT_CLOSED') return `the quote of ${cell} is not closed`;
  if (error.code === 'INVALID_OPENING_QUOTE') return `a quote stands inside ${cell}, which does not begin with one`;
  return error.code === 'CSV_INVALID_CLOSING_QUOTE' ? `something follows the closing quote of ${cell}` : error.message;
}
