import {
  chmodSync,
  closeSync,
  copyFileSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { dirname } from 'node:path';
import BetterSqlite3 from 'better-sqlite3';

/** Why a file cannot be backed up or restored; the message says what to do. */
export class BackupRefused extends Error {}

/**
 * Copies a database while it is in use, as it is at one moment, and checks the copy.
 * @param to a file that does not exist yet; only its owner can read it
 * @throws BackupRefused
 */
export async function backUp(from: string, to: string): Promise<void> {
  if (!existsSync(from)) throw new BackupRefused(`there is no database at ${from}`);
  if (existsSync(to)) throw new BackupRefused(`${to} exists already; name a new file`);
  const part = `${to}.part`;
  rmSync(part, { force: true });
  closeSync(openSync(part, 'wx', 0o600));
  const source = new BetterSqlite3(from, { fileMustExist: true });
  try {
    await source.backup(part);
    settle(part);
    renameSync(part, to);
  } finally {
    source.close();
    rmSync(part, { force: true });
  }
}

/**
 * Makes a backup the database. The database before it stays beside it.
 * @param knownMigrations what this version can work with
 * @param prepare changes the copy, whose path it is given, before it becomes the database
 * @returns the path of the database before it; undefined if there was none
 * @throws BackupRefused also if another process uses the database
 */
export async function restore(
  from: string,
  to: string,
  knownMigrations: readonly string[],
  prepare: (path: string) => Promise<void>,
): Promise<string | undefined> {
  if (!existsSync(from)) throw new BackupRefused(`there is no file ${from}`);
  const part = `${to}.restoring`;
  mkdirSync(dirname(part), { recursive: true });
  try {
    copyFileSync(from, part);
    chmodSync(part, 0o600);
    const unknown = settle(part).filter((name) => !knownMigrations.includes(name));
    if (unknown.length > 0)
      throw new BackupRefused(
        `${from} is of a newer version, which has ${unknown.join(', ')}; restore it with that version`,
      );
    await prepare(part);
    settle(part);
    return replace(to, part);
  } finally {
    rmSync(part, { force: true });
  }
}

/**
 * Makes a copy one whole file, without a log beside it, and checks it.
 * @returns the migrations that have run in it
 */
function settle(path: string): readonly string[] {
  const copy = openCopy(path);
  try {
    copy.pragma('journal_mode = DELETE');
    const problem = copy.pragma('integrity_check', { simple: true });
    if (problem !== 'ok') throw new BackupRefused(`${path} is damaged: ${problem}`);
    return copy
      .prepare<[], { name: string }>('SELECT name FROM migrations')
      .all()
      .map(({ name }) => name);
  } catch (error) {
    if (error instanceof BackupRefused) throw error;
    throw new BackupRefused(`${path} is no database of Gatehouse, or damaged: ${(error as Error).message}`);
  } finally {
    copy.close();
    flush(path);
  }
}

function openCopy(path: string): BetterSqlite3.Database {
  return new BetterSqlite3(path, { fileMustExist: true });
}

function flush(path: string): void {
  const file = openSync(path, 'r');
  fsyncSync(file);
  closeSync(file);
}

function replace(to: string, part: string): string | undefined {
  if (!existsSync(to)) {
    renameSync(part, to);
    return undefined;
  }
  const before = `${to}.before-restore`;
  const present = new BetterSqlite3(to, { fileMustExist: true, timeout: 500 });
  try {
    // Leaving WAL needs exclusive use of the file: it fails while any other process has it open, even one that is idle.
    present.pragma('journal_mode = DELETE');
    present.exec('BEGIN EXCLUSIVE');
    renameSync(to, before);
    renameSync(part, to);
  } catch (error) {
    if ((error as { code?: string }).code?.startsWith('SQLITE_BUSY') !== true) throw error;
    throw new BackupRefused(`${to} is in use: stop every server and command on it first`);
  } finally {
    present.close();
  }
  return before;
}
