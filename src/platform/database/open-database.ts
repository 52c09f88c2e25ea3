import { closeSync, existsSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import type BetterSqlite3 from 'better-sqlite3';
import pg from 'pg';
import { DataSource, type MixedList } from 'typeorm';
import type { Database } from './database.js';
import { DatabaseNotReady } from './database-not-ready.js';
import { DatabaseUnavailable } from './database-unavailable.js';
import { refusePooledTransactions } from './pooled-transactions.js';
import { PostgresConnections } from './postgres-connections.js';
import { PostgresDatabase } from './postgres-database.js';
import { readPostgresUrl } from './postgres-url.js';
import { SnakeNamingStrategy } from './snake-naming-strategy.js';
import { SqliteDatabase } from './sqlite-database.js';

/** How many milliseconds SQLite waits for another process's transaction while a process starts; afterwards it waits without SQLite. */
const BUSY_TIMEOUT = 10_000;

/**
 * After how many pages of 4 KiB the write-ahead log of SQLite is copied into the file: 16 MiB. A page that changed often
 * since then is copied once; the commit that does it takes tens of milliseconds.
 */
const CHECKPOINT = 4000;

/** The name of this server's connections in `pg_stat_activity`. */
const APPLICATION = 'gatehouse';

/** Milliseconds for connecting to a host. */
const CONNECTING = 5_000;

/**
 * After so many milliseconds of silence a connection is asked whether PostgreSQL is still there. What waits for one that
 * has vanished fails by this or by {@link LIMIT}; the operating system itself would wait for a quarter of an hour.
 */
const KEEP_ALIVE = { keepAlive: true, keepAliveInitialDelayMillis: 30_000 };

/** Milliseconds for a statement or a transaction of a request, connecting included; `query_timeout` of the URL replaces it. */
const LIMIT = 15_000;

/** PostgreSQL connections per process for transactions. */
const POOL_SIZE = 10;

export interface DatabaseParts {
  readonly entities: MixedList<new () => object>;
  readonly migrations: MixedList<new () => object>;
  /** Whether the file of an SQLite database must be there already; left out: it is made if there is none. */
  readonly mustExist?: boolean;
}

/**
 * Connects to the database that the URL names; `sqlite:PATH`, `sqlite::memory:` or `postgres://…`.
 * @throws DatabaseUnavailable if the database cannot be reached
 * @throws DatabaseNotReady if there is none, and it must exist
 */
export async function openDatabase(url: string, parts: DatabaseParts): Promise<Database> {
  const open = url.startsWith('sqlite:') ? openSqlite : openPostgres;
  if (parts.mustExist) requireFile(url);
  return open(url, parts).catch((error: unknown) => {
    const cause = error instanceof DatabaseUnavailable ? error.cause : error;
    throw new DatabaseUnavailable(cause, `cannot open the database ${placeOf(url)}`);
  });
}

/**
 * Connects to a database that a server has used before, for a command that makes none.
 * @param migrates whether it is brought up to date if it is of an older version
 * @throws DatabaseUnavailable
 * @throws DatabaseNotReady if it is missing, empty or of an older version
 */
export async function openPresentDatabase(url: string, parts: DatabaseParts, migrates: boolean): Promise<Database> {
  const database = await openDatabase(url, { ...parts, mustExist: true });
  try {
    if (await database.isEmpty()) throw new DatabaseNotReady(`the database ${placeOf(url)} is empty`, true);
    if (migrates) await database.migrate();
    const [pending] = await database.pendingMigrations();
    if (pending === undefined) return database;
    throw new DatabaseNotReady(
      `the database ${placeOf(url)} is of an older version: ${pending} did not run yet`,
      false,
    );
  } catch (error) {
    await database.close();
    throw error;
  }
}

/**
 * Connects to the database of a server.
 * @param migrates whether it is brought up to date; if not, it has to be
 * @throws DatabaseUnavailable
 * @throws DatabaseNotReady if migrations are pending that this server leaves to others
 */
export async function openServerDatabase(url: string, parts: DatabaseParts, migrates: boolean): Promise<Database> {
  const database = await openDatabase(url, parts);
  try {
    if (migrates) await database.migrate();
    else {
      const [pending] = await database.pendingMigrations();
      if (pending !== undefined)
        throw new DatabaseNotReady(
          `the database ${placeOf(url)} is not up to date: ${pending} did not run yet`,
          false,
          'MIGRATE_ON_START is false, so run',
        );
    }
    return database;
  } catch (error) {
    await database.close();
    throw error;
  }
}

async function openSqlite(url: string, parts: DatabaseParts): Promise<Database> {
  const path = url.slice('sqlite:'.length);
  if (path !== ':memory:') createFile(path);
  const opened: BetterSqlite3.Database[] = [];
  const source = new DataSource({
    ...sharedOptions(parts),
    type: 'better-sqlite3',
    database: path,
    timeout: BUSY_TIMEOUT,
    prepareDatabase: (connection: BetterSqlite3.Database) => {
      opened.push(connection);
      connection.pragma('journal_mode = WAL');
      connection.pragma('synchronous = FULL');
      connection.pragma('foreign_keys = ON');
      connection.pragma(`wal_autocheckpoint = ${CHECKPOINT}`);
    },
  });
  await source.initialize();
  return new SqliteDatabase(source, one(opened));
}

async function openPostgres(url: string, parts: DatabaseParts): Promise<Database> {
  const address = readPostgresUrl(url);
  const limit = address.queryTimeout ?? LIMIT;
  const connections = new PostgresConnections(address, {
    application_name: APPLICATION,
    types: integersAsNumbers,
    // The rest of the limit, after all hosts were tried, is for the work.
    connectionTimeoutMillis: Math.min(address.connectTimeout ?? CONNECTING, (limit * 2) / 3 / address.urls.length),
    ...KEEP_ALIVE,
  });
  await refusePooledTransactions(connections);
  const pools: pg.Pool[] = [];
  const source = new DataSource({
    ...sharedOptions(parts),
    type: 'postgres',
    driver: { Pool: connections.poolClass((pool) => pools.push(pool)) },
    poolSize: POOL_SIZE,
  });
  await source.initialize();
  const database = new PostgresDatabase(source, one(pools), connections, limit);
  await database.listen();
  return database;
}

/** What TypeORM has made of it. @throws Error if that is not one */
function one<T>(made: readonly T[]): T {
  const [first, second] = made;
  if (first === undefined || second !== undefined) throw new Error('TypeORM is expected to connect once');
  return first;
}

function sharedOptions({ entities, migrations }: DatabaseParts) {
  return { entities, migrations, migrationsTableName: 'migrations', namingStrategy: new SnakeNamingStrategy() };
}

function requireFile(url: string): void {
  const path = url.replace(/^sqlite:/, '');
  if (path === url || path === ':memory:' || existsSync(path)) return;
  throw new DatabaseNotReady(`there is no database at ${path}, where DATABASE_URL says`, true);
}

/** Its address for people, without the password. */
function placeOf(url: string): string {
  if (url.startsWith('sqlite:')) return url;
  const { places, database } = readPostgresUrl(url);
  return `postgres://${places}/${database}`;
}

/** An empty file is an empty database. It is for this server's user alone; SQLite makes the files beside it likewise. */
function createFile(path: string): void {
  mkdirSync(dirname(path), { recursive: true });
  closeSync(openSync(path, 'a', 0o600));
}

/** Instants are BIGINT; they fit a JavaScript number until the year 287396. Set per pool, so that a host's own `pg` is left alone. */
const integersAsNumbers = {
  getTypeParser: (oid: number, format?: 'text' | 'binary') =>
    oid === pg.types.builtins.INT8 ? Number : pg.types.getTypeParser(oid, format as 'text'),
};
