import { createReadStream, fstatSync, openSync, type ReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Violation } from '../../platform/validation/violations.js';
import { columnsOf } from './csv-header.js';
import { type CsvReader, type CsvRecord, csvReader, separatorOf } from './csv-record.js';
import { userOfRow } from './csv-user.js';

export const USER_FILE_FORMATS = ['ndjson', 'csv'] as const;
export type UserFileFormat = (typeof USER_FILE_FORMATS)[number];

/** One user of a file, or why a line has none. */
export type UserRecord =
  | { readonly line: number; readonly user: unknown }
  | { readonly line: number; readonly violation: Violation };

/** A file of users, read as it is asked for. */
export interface UserFile {
  readonly records: AsyncIterable<UserRecord>;
  /** How much of the file is read, from 0 to 1. */
  fraction(): number;
}

/** Characters of a record of several lines; a missing quote would otherwise make one of the rest of the file. */
const LONGEST_RECORD = 64 * 1024;

/**
 * Opens a file of users: a JSON object per line, or CSV whose first line names the claims.
 * @throws Error if it cannot be read
 */
export function openUserFile(path: string, format: UserFileFormat): UserFile {
  const fd = openSync(path, 'r');
  const { size } = fstatSync(fd);
  const stream = createReadStream(path, { fd });
  return {
    records: format === 'csv' ? csvRecords(stream) : ndjsonRecords(stream),
    fraction: () => Math.min(1, stream.bytesRead / Math.max(1, size)),
  };
}

/** What the name of a file says of its format. */
export function formatOf(path: string): UserFileFormat {
  return /\.csv$/i.test(path) ? 'csv' : 'ndjson';
}

async function* ndjsonRecords(stream: ReadStream): AsyncGenerator<UserRecord> {
  let line = 0;
  for await (const text of createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY })) {
    line++;
    const json = line === 1 ? text.replace(/^\uFEFF/, '') : text;
    if (json.trim() === '') continue;
    yield parsed(line, json);
  }
}

function parsed(line: number, json: string): UserRecord {
  try {
    return { line, user: JSON.parse(json) };
  } catch {
    return { line, violation: { pointer: '', detail: 'is not a JSON object on a line of its own' } };
  }
}

/** RFC 4180, with the separator that the header has. @throws CommandFailed if the header is wrong */
async function* csvRecords(stream: ReadStream): AsyncGenerator<UserRecord> {
  const lines = new Lines(createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY }));
  const header = ((await lines.next()) ?? '').replace(/^\uFEFF/, '');
  const read = await csvReader(separatorOf(header));
  const columns = await columnsOf(read(header));
  for (let text = await lines.next(); text !== undefined; text = await lines.next()) {
    if (text.trim() === '') continue;
    const { number } = lines;
    const record = await nextRecord(text, lines, (each) => read(each, columns));
    if ('cells' in record) {
      lines.forget();
      yield { line: number, user: userOfRow(rowOf(columns, record.cells)) };
    } else {
      // What was taken for a part of a record that is none may be records of its own.
      lines.goBackTo(number);
      yield { line: number, violation: { pointer: '', detail: `is no CSV record: ${record.problem}` } };
    }
  }
}

/** The record that begins with this line: lines are joined as long as the parser says that a quote is not closed. */
async function nextRecord(first: string, lines: Lines, read: CsvReader): Promise<CsvRecord> {
  let text = first;
  let record = read(text);
  while ('problem' in record && record.isOpen && text.length < LONGEST_RECORD) {
    const next = await lines.next();
    if (next === undefined) break;
    text += `\n${next}`;
    // A line without a quote closes none; not to read each of many again keeps a long record cheap.
    if (next.includes('"')) record = read(text);
  }
  return record;
}

function rowOf(columns: readonly string[], cells: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(columns.map((column, index) => [column, cells[index] ?? '']));
}

/** Lines that can be read again. */
class Lines {
  /** Of the line that was read last; the first is 1. */
  number = 0;
  private readonly source: AsyncIterator<string>;
  /** Lines from {@link first} on that may be read again. */
  private kept: string[] = [];
  private first = 1;

  constructor(source: AsyncIterable<string>) {
    this.source = source[Symbol.asyncIterator]();
  }

  async next(): Promise<string | undefined> {
    let line = this.kept[this.number + 1 - this.first];
    if (line === undefined) {
      const { value, done } = await this.source.next();
      if (done) return undefined;
      line = value as string;
      this.kept.push(line);
    }
    this.number++;
    return line;
  }

  /** The next line is the one after this. */
  goBackTo(number: number): void {
    this.number = number;
    this.forget();
  }

  /** No line that was read is read again. */
  forget(): void {
    this.kept.splice(0, this.number + 1 - this.first);
    this.first = this.number + 1;
  }
}
