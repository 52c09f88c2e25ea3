import type { Command } from 'commander';
import { configFromEnvironment } from '../environment.js';
import { type ConfirmOptions, confirm } from './confirm.js';
import { CommandFailed, type OutputOptions, printRecord } from './output.js';

export function addBackupCommands(program: Command): void {
  program
    .command('backup <file>')
    .description('copy the SQLite database to a new file, while the server runs')
    .option('--json', 'print JSON')
    .action(backup);
  program
    .command('restore <file>')
    .description('make a backup the SQLite database; the server must be stopped')
    .option('--yes', 'do not ask')
    .option('--json', 'print JSON')
    .action(restore);
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

async function restore(file: string, options: OutputOptions & ConfirmOptions): Promise<void> {
  const database = databasePath();
  await confirm(`Replace ${database} by ${file}?`, options);
  const { restore: restoreFile, BackupRefused } = await import('../platform/database/sqlite-backup.js');
  const { migrations } = await import('#migrations');
  try {
    const before = restoreFile(
      file,
      database,
      migrations.map(({ name }) => name),
    );
    printRecord({ database, restored_from: file, before: before ?? null }, options);
  } catch (error) {
    throw error instanceof BackupRefused ? new CommandFailed(error.message) : error;
  }
}

function databasePath(): string {
  const { databaseUrl } = configFromEnvironment();
  const path = databaseUrl.replace(/^sqlite:/, '');
  if (path === databaseUrl)
    throw new CommandFailed('this is for SQLite; back up PostgreSQL with pg_dump and pg_restore');
  if (path === ':memory:') throw new CommandFailed('the database is in memory only; set DATABASE_URL to a file');
  return path;
}
