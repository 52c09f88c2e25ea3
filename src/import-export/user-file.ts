import { createReadStream, fstatSync, openSync, type ReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import type { CsvError } from 'csv-parse';
import type { Violation } from '../platform/validation/violations.js';
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

/** Characters of one record; a missing quote would otherwise make one of the rest of the file. */
const LONGEST_RECORD = 1024 * 1024;

/**
 * Opens a file of users: a JSON object per line, or CSV whose first line names the claims.
 * @throws Error where it cannot be read
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

/** RFC 4180. */
async function* csvRecords(stream: ReadStream): AsyncGenerator<UserRecord> {
  const { parse } = await import('csv-parse');
  const skipped: UserRecord[] = [];
  const parser = parse({
    bom: true,
    columns: (names: string[]) => names.map((name) => name.trim()),
    info: true,
    max_record_size: LONGEST_RECORD,
    skip_empty_lines: true,
    skip_records_with_error: true,
    on_skip: (error: CsvError | undefined) => {
      skipped.push({
        line: Number(error?.lines),
        violation: { pointer: '', detail: `is no CSV record: ${error?.message}` },
      });
      return undefined;
    },
  });
  stream.once('error', (error) => parser.destroy(error));
  for await (const { record, info } of stream.pipe(parser)) {
    yield* skipped.splice(0);
    yield { line: info.lines, user: userOfRow(record) };
  }
  yield* skipped;
}
