import { Clock } from '../clock.js';
import type { DoctorCheck, StoredState } from '../doctor/doctor-check.js';
import { clockFinding, type Finding, fail, ok, warn } from '../doctor/finding.js';
import { explain } from '../telemetry/explain.js';
import { type Database, statement } from './database.js';
import { compareClocks } from './database-clock.js';

/** A clock that shows less was never set: 2026-01-01. */
const PLAUSIBLE_NOW = 1_767_225_600_000;

/** PostgreSQL is supported by its makers from this version on. */
const OLDEST_POSTGRES = 140_000;

const POSTGRES = statement(
  'doctor-postgres',
  `SELECT CAST(current_setting('server_version_num') AS INTEGER) AS version,
     current_setting('default_transaction_isolation') AS isolation, current_setting('fsync') AS fsync,
     current_setting('synchronous_commit') AS "synchronousCommit", current_setting('transaction_read_only') AS "readOnly"`,
);
const JOURNAL_MODE = statement('doctor-journal-mode', 'PRAGMA journal_mode');
const SYNCHRONOUS = statement('doctor-synchronous', 'PRAGMA synchronous');

interface PostgresRow {
  readonly version: number;
  readonly isolation: string;
  readonly fsync: string;
  readonly synchronousCommit: string;
  readonly readOnly: string;
}

export const checks: readonly DoctorCheck[] = [{ order: 10, stage: 'database', find }];

async function find({ database, now }: StoredState): Promise<readonly Finding[]> {
  const [postgres] = database.dialect === 'postgres' ? await database.query<PostgresRow>(POSTGRES) : [];
  return [
    await writableFinding(database, postgres),
    postgres ? durabilityOfPostgres(postgres) : await durabilityOfSqlite(database),
    await localClockFinding(database, now),
  ];
}

async function writableFinding(database: Database, postgres: PostgresRow | undefined): Promise<Finding> {
  const check = 'database';
  if (postgres && postgres.version < OLDEST_POSTGRES)
    return warn(check, `PostgreSQL ${Math.floor(postgres.version / 10_000)} is too old; update it to 14 or later`);
  if (postgres?.readOnly === 'on')
    return fail(check, 'cannot be written to: it is a standby, or default_transaction_read_only is on');
  try {
    // On SQLite this takes the lock that every change needs.
    await database.transaction((transaction) => transaction.lock('doctor'));
    return ok(check, `${database.dialect} answers and can be written to`);
  } catch (error) {
    return fail(check, `cannot be written to; look at who owns its files, and who has it open: ${explain(error)}`);
  }
}

async function durabilityOfSqlite(database: Database): Promise<Finding> {
  const [journal] = await database.query<{ journal_mode: string }>(JOURNAL_MODE);
  const [synchronous] = await database.query<{ synchronous: number }>(SYNCHRONOUS);
  if (journal?.journal_mode !== 'wal' && journal?.journal_mode !== 'memory')
    return fail('durability', 'the file system does not support the write-ahead log; put the database on a local disk');
  return Number(synchronous?.synchronous) >= 2
    ? ok('durability', 'write-ahead log, synchronised at every commit')
    : fail('durability', 'commits are not synchronised to the disk');
}

function durabilityOfPostgres({ fsync, synchronousCommit, isolation }: PostgresRow): Finding {
  const check = 'durability';
  if (fsync !== 'on') return warn(check, 'fsync is off: a crash can destroy the database; switch it on');
  if (synchronousCommit === 'off')
    return warn(
      check,
      'synchronous_commit is off: a crash can lose the last commits, such as used codes; switch it on',
    );
  return isolation === 'read committed'
    ? ok(check, 'commits are synchronised; isolation is read committed')
    : warn(check, `default_transaction_isolation is ${isolation}; this server is made for read committed`);
}

async function localClockFinding(database: Database, now: number): Promise<Finding> {
  if (now < PLAUSIBLE_NOW) return fail('clock', 'was never set; synchronise it with NTP');
  if (database.dialect === 'sqlite') return ok('clock', 'plausible');
  const { ahead, uncertainty } = await compareClocks(database, new Clock());
  return clockFinding('clock', 'the database', now, now + ahead, uncertainty);
}
