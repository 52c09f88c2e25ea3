import type { Command } from 'commander';
import { Clock } from '../platform/clock.js';
import type { Database } from '../platform/database/database.js';
import { Declarations } from '../platform/declarations.js';
import { configFromEnvironment } from '../server/environment.js';
import { type ConfirmOptions, confirm } from './confirm.js';
import type { EndedByRestore } from './end-restored.js';
import { operator } from './operator.js';
import { CommandFailed, type OutputOptions, printRecord } from './output.js';

interface RestoreOptions extends OutputOptions, ConfirmOptions {
  readonly keepSessions?: boolean;
}

const KEEP_SESSIONS = 'leave people signed in and refresh tokens valid as they were when the backup was made';

export function addBackupCommands(program: Command): void {
  program
    .command('backup <file>')
    .description('copy the SQLite database to a new file, while the server runs')
    .option('--json', 'print JSON')
    .action(backup);
  program
    .command('restore <file>')
    .description('make a backup the SQLite database, and sign everyone out; the server must be stopped')
    .option('--keep-sessions', KEEP_SESSIONS)
    .option('--yes', 'do not ask')
    .option('--json', 'print JSON')
    .action(restore);
  program
    .command('after-restore')
    .description('end what a database that was restored with pg_restore brings back; every server must be stopped')
    .option('--keep-sessions', KEEP_SESSIONS)
    .option('--yes', 'do not ask')
    .option('--json', 'print JSON')
    .action(afterRestore);
}

async function backup(file: string, options: OutputOptions): Promise<void> {
  const database = databasePath();
  const { backUp, BackupRefused } = await import('../platform/database/sqlite-backup.js');
  try {
    await backUp(database, file);
  } catch (error) {
    throw error instanceof BackupRefused ? new CommandFailed(error.message) : error;
  }
  printRecord({ database, backup: file }, options);
}

async function restore(file: string, { keepSessions = false, ...options }: RestoreOptions): Promise<void> {
  const database = databasePath();
  await confirm(`Replace ${database} by ${file}${keepSessions ? '' : ', and sign everyone out'}?`, options);
  const { restore: restoreFile, BackupRefused } = await import('../platform/database/sqlite-backup.js');
  const { migrations } = await import('#migrations');
  let ended: EndedByRestore | undefined;
  try {
    const names = migrations.map(({ name }) => name);
    const before = await restoreFile(file, database, names, async (copy) => {
      ended = await endIn(`sqlite:${copy}`, keepSessions, (opened) => opened.migrate());
    });
    printRecord({ database, restored_from: file, before: before ?? null, ended }, options);
  } catch (error) {
    throw error instanceof BackupRefused ? new CommandFailed(error.message) : error;
  }
}

async function afterRestore({ keepSessions = false, ...options }: RestoreOptions): Promise<void> {
  const { databaseUrl } = configFromEnvironment();
  await confirm(`End every code and link${keepSessions ? '' : ', and sign everyone out'}?`, options);
  const ended = await endIn(databaseUrl, keepSessions, async (database) => {
    const pending = await database.pendingMigrations();
    if (pending.length > 0) throw new CommandFailed('migrations are pending; run `gatehouse migrate` first');
  });
  printRecord({ ended }, options);
}

async function endIn(
  url: string,
  keepSessions: boolean,
  prepare: (database: Database) => Promise<unknown>,
): Promise<EndedByRestore> {
  const { openDatabase } = await import('../platform/database/open-database.js');
  const { migrations } = await import('#migrations');
  const { roomsOf } = await import('../app.module.js');
  const { endRestored } = await import('./end-restored.js');
  const database = await openDatabase(url, { entities: [], migrations });
  try {
    await prepare(database);
    const declarations = new Declarations(roomsOf({ metrics: {} }));
    return await endRestored(database, declarations, new Clock(), { keepSessions, ...operator() });
  } finally {
    await database.close();
  }
}

function databasePath(): string {
  const { databaseUrl } = configFromEnvironment();
  const path = databaseUrl.replace(/^sqlite:/, '');
  if (path === databaseUrl)
    throw new CommandFailed(
      'this is for SQLite; back up PostgreSQL with pg_dump and pg_restore, then run `gatehouse after-restore`',
    );
  if (path === ':memory:') throw new CommandFailed('the database is in memory only; set DATABASE_URL to a file');
  return path;
}
