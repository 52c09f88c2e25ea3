import type BetterSqlite3 from 'better-sqlite3';
import { type Database, type Dialect, statement } from '../../src/platform/database/database.js';
import { INSERT } from './counting.js';

/** A way in which a database that answers cannot be written to. */
export interface Unwritable {
  readonly what: string;
  readonly dialect: Dialect;
  begin(database: Database): Promise<void>;
  end(database: Database): Promise<void>;
}

export const UNWRITABLE: readonly Unwritable[] = [
  {
    what: 'SQLite that is read-only',
    dialect: 'sqlite',
    begin: async (database) => setPragma(database, 'query_only = ON'),
    end: async (database) => setPragma(database, 'query_only = OFF'),
  },
  {
    what: 'SQLite that has no room',
    dialect: 'sqlite',
    begin: fill,
    end: async (database) => setPragma(database, 'max_page_count = 1000000'),
  },
  {
    what: 'PostgreSQL that is read-only',
    dialect: 'postgres',
    begin: (database) => setReadOnly(database, 'on'),
    end: (database) => setReadOnly(database, 'off'),
  },
];

let count = 0;

/** Writes rows until one is refused. */
export async function insertUntilRefused(database: Database): Promise<void> {
  while (await database.execute(INSERT, [`${count++}`.padEnd(1000), 1]).catch(() => 0));
}

/** On the connection itself: SQLite that is read-only begins no transaction, not even for this. */
export function setPragma(database: Database, text: string): void {
  (Reflect.get(database, 'connection') as BetterSqlite3.Database).pragma(text);
}

/** Nothing can be added to the file, and what is free in it is taken. */
async function fill(database: Database): Promise<void> {
  const [pages] = await database.query<{ page_count: number }>(statement('test-pages', 'PRAGMA page_count'));
  setPragma(database, `max_page_count = ${pages?.page_count}`);
  await insertUntilRefused(database);
}

/** A setting that holds for the sessions that there are and for new ones. */
async function setReadOnly(database: Database, value: 'on' | 'off'): Promise<void> {
  const set = `ALTER SYSTEM SET default_transaction_read_only = ${value}`;
  // Not a SELECT, so that it goes to a connection for statements that change something.
  await database.execute(statement('test-unlock', 'SET SESSION default_transaction_read_only = off'));
  await database.execute(statement(`test-set-${value}`, set));
  await database.query(statement('test-reload', 'SELECT pg_reload_conf()'));
}
