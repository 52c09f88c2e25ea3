import { Clock } from '../../platform/clock.js';
import type { Config } from '../../platform/config/config.js';
import { type Database, statement } from '../../platform/database/database.js';
import { compareClocks } from '../../platform/database/database-clock.js';
import { explain } from '../../server/environment.js';
import { clockFinding, type Finding, fail, ok, warn } from './finding.js';

/** A clock that shows less was never set: 2026-01-01. */
const PLAUSIBLE_NOW = 1_767_225_600_000;

/** PostgreSQL is supported by its makers from this version on. */
const OLDEST_POSTGRES = 140_000;

/** Milliseconds after which a row that has expired should be gone, and an event sealed. */
const PURGED_WITHIN = 3_600_000;
const SEALED_WITHIN = 60_000;

const SHORT_LIVED = ['sessions', 'parked_requests', 'throttles', 'revoked_tokens', 'client_assertions'] as const;

const POSTGRES = statement(
  'doctor-postgres',
  `SELECT CAST(current_setting('server_version_num') AS INTEGER) AS version,
     current_setting('default_transaction_isolation') AS isolation, current_setting('fsync') AS fsync,
     current_setting('synchronous_commit') AS "synchronousCommit", current_setting('transaction_read_only') AS "readOnly"`,
);
const JOURNAL_MODE = statement('doctor-journal-mode', 'PRAGMA journal_mode');
const SYNCHRONOUS = statement('doctor-synchronous', 'PRAGMA synchronous');
const OLDEST = statement(
  'doctor-oldest',
  `SELECT MIN(oldest) AS oldest FROM (${SHORT_LIVED.map((table) => `SELECT MIN(expires_at) AS oldest FROM ${table}`).join(' UNION ALL ')}) tables`,
);
/** Whose address is only a claim, because someone else signs in by it. */
const DOUBLES = statement(
  'doctor-doubles',
  `SELECT u.username FROM users u WHERE u.normalized_email IS NOT NULL
     AND NOT EXISTS (SELECT 1 FROM sign_in_names n WHERE n.name = u.normalized_email AND n.user_id = u.id) ORDER BY u.created_at, u.id LIMIT 6`,
);
const UNSEALED = statement('doctor-unsealed', 'SELECT MIN(at) AS oldest FROM audit_events WHERE sequence IS NULL');

interface PostgresRow {
  readonly version: number;
  readonly isolation: string;
  readonly fsync: string;
  readonly synchronousCommit: string;
  readonly readOnly: string;
}

export function migrationsFinding(pending: readonly string[], { migrateOnStart }: Config): Finding {
  const when = migrateOnStart ? 'start the server or run' : 'run';
  return pending.length === 0
    ? ok('migrations', 'all have run')
    : fail('migrations', `${pending.join(', ')} did not run yet; ${when}: npx gatehouse migrate`);
}

/** @param database all of whose migrations have run */
export async function databaseFindings(database: Database): Promise<readonly Finding[]> {
  const now = new Clock().now();
  const [postgres] = database.dialect === 'postgres' ? await database.query<PostgresRow>(POSTGRES) : [];
  return [
    await writableFinding(database, postgres),
    postgres ? durabilityOfPostgres(postgres) : await durabilityOfSqlite(database),
    await localClockFinding(database, now),
    ...(await backgroundFindings(database, now)),
    await addressFinding(database),
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

/** More than a handful are a matter for a list of users. */
async function addressFinding(database: Database): Promise<Finding> {
  const check = 'sign-in addresses';
  const doubles = await database.query<{ username: string }>(DOUBLES);
  if (doubles.length === 0) return ok(check, 'no two people have the same');
  const named = doubles.slice(0, 5).map(({ username }) => username);
  const who = `${named.join(', ')}${doubles.length > named.length ? ' and others' : ''}`;
  return warn(
    check,
    `someone else signs in by the email address of ${who}, who sign in by username; give them addresses of their own`,
  );
}

/** Whether a server does what nobody asks it for. */
async function backgroundFindings(database: Database, now: number): Promise<readonly Finding[]> {
  const [expired] = await database.query<{ oldest: number | null }>(OLDEST);
  const [unsealed] = await database.query<{ oldest: number | null }>(UNSEALED);
  const late = (oldest: number | null | undefined, within: number) => (oldest ?? now) < now - within;
  return [
    late(expired?.oldest, PURGED_WITHIN)
      ? warn('purge', 'rows that expired an hour ago are still there; is a server running, and what does its log say?')
      : ok('purge', 'what has expired is gone'),
    late(unsealed?.oldest, SEALED_WITHIN)
      ? warn('audit sealing', 'events wait to be sealed; is a server running, and what does its log say?')
      : ok('audit sealing', 'no event waits'),
  ];
}
