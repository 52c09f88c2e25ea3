import { migrations } from '#migrations';
import type { CommandLine } from '../../admin/terminal/command-line.js';
import { type ConfirmOptions, confirm } from '../../admin/terminal/confirm.js';
import { CommandFailed, type OutputOptions, printRecord } from '../../admin/terminal/output.js';
import { Clock } from '../../platform/clock.js';
import type { Config } from '../../platform/config/config.js';
import type { Database } from '../../platform/database/database.js';
import { openDatabase } from '../../platform/database/open-database.js';
import { BackupRefused, backUp, restore as restoreFile } from '../../platform/database/sqlite-backup.js';
import { type EndedByRestore, endRestored } from './end-restored.js';

interface RestoreOptions extends OutputOptions, ConfirmOptions {
  readonly keepSessions?: boolean;
}

const KEEP_SESSIONS = 'leave people signed in and refresh tokens valid as they were when the backup was made';

export function addCommands(cli: CommandLine): void {
  cli.program
    .command('backup <file>')
    .description('copy the SQLite database to a new file, while the server runs')
    .option('--json', 'print JSON')
    .action(cli.action(backup));
  cli.program
    .command('restore <file>')
    .description('make a backup the SQLite database, and sign everyone out; the server must be stopped')
    .option('--keep-sessions', KEEP_SESSIONS)
    .option('--yes', 'do not ask')
    .option('--json', 'print JSON')
    .action(cli.action(restore));
  cli.program
    .command('after-restore')
    .description('end what a database that was restored with pg_restore brings back; every server must be stopped')
    .option('--keep-sessions', KEEP_SESSIONS)
    .option('--yes', 'do not ask')
    .option('--json', 'print JSON')
    .action(cli.action(afterRestore));
}

async function backup(cli: CommandLine, file: string, options: OutputOptions): Promise<void> {
  const database = databasePath(cli.config('read'));
  try {
    await backUp(database, file);
  } catch (error) {
    throw error instanceof BackupRefused ? new CommandFailed(error.message) : error;
  }
  printRecord({ database, backup: file }, options);
}

async function restore(
  cli: CommandLine,
  file: string,
  { keepSessions = false, ...options }: RestoreOptions,
): Promise<void> {
  const database = databasePath(cli.config('change'));
  await confirm(`Replace ${database} by ${file}${keepSessions ? '' : ', and sign everyone out'}?`, options);
  let ended: EndedByRestore | undefined;
  try {
    const names = migrations.map(({ name }) => name);
    const before = await restoreFile(file, database, names, async (copy) => {
      ended = await endIn(cli, `sqlite:${copy}`, keepSessions, (opened) => opened.migrate());
    });
    printRecord({ database, restored_from: file, before: before ?? null, ended }, options);
  } catch (error) {
    throw error instanceof BackupRefused ? new CommandFailed(error.message) : error;
  }
}

async function afterRestore(cli: CommandLine, { keepSessions = false, ...options }: RestoreOptions): Promise<void> {
  const { databaseUrl } = cli.config('change');
  await confirm(`End every code and link${keepSessions ? '' : ', and sign everyone out'}?`, options);
  const ended = await endIn(cli, databaseUrl, keepSessions, async (database) => {
    const pending = await database.pendingMigrations();
    if (pending.length > 0) throw new CommandFailed('migrations are pending; run `gatehouse migrate` first');
  });
  printRecord({ ended }, options);
}

async function endIn(
  cli: CommandLine,
  url: string,
  keepSessions: boolean,
  prepare: (database: Database) => Promise<unknown>,
): Promise<EndedByRestore> {
  const database = await openDatabase(url, { entities: [], migrations, mustExist: true });
  try {
    await prepare(database);
    return await endRestored(database, cli.declarations, new Clock(), { keepSessions, ...cli.operator() });
  } finally {
    await database.close();
  }
}

function databasePath({ databaseUrl }: Config): string {
  const path = databaseUrl.replace(/^sqlite:/, '');
  if (path === databaseUrl)
    throw new CommandFailed(
      'this is for SQLite; back up PostgreSQL with pg_dump and pg_restore, then run `gatehouse after-restore`',
    );
  if (path === ':memory:') throw new CommandFailed('the database is in memory only; set DATABASE_URL to a file');
  return path;
}
