import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import pg from 'pg';
import { migrations } from '#migrations';
import type { Database } from '../../src/platform/database/database.js';
import { openDatabase } from '../../src/platform/database/open-database.js';
import { ENTITIES } from './entities.js';
import { newFolder } from './program.js';

export const DIALECTS = ['sqlite', 'postgres'] as const;
export type TestDialect = (typeof DIALECTS)[number];

/** The URL of a new, empty database: SQLite in memory, or one of its own in a PostgreSQL server, by default the test run's. */
export async function newDatabaseUrl(
  dialect: TestDialect,
  server: string | undefined = process.env.TEST_POSTGRES_URL,
): Promise<string> {
  if (dialect === 'sqlite') return 'sqlite::memory:';
  if (!server) throw new Error('TEST_POSTGRES_URL is not set: run the tests with `npm test`');
  return createDatabase(server);
}

/** The URL of a new, empty database that several servers can use: a file of SQLite, or one of its own in PostgreSQL. */
export async function sharedDatabaseUrl(dialect: TestDialect): Promise<string> {
  return dialect === 'sqlite' ? `sqlite:${join(newFolder(), 'db.sqlite')}` : newDatabaseUrl(dialect);
}

/** A copy of a database of PostgreSQL that no one is connected to. @returns its URL */
export function copyDatabase(url: string): Promise<string> {
  const { pathname } = new URL(url);
  return createDatabase(url.slice(0, -pathname.length), `TEMPLATE ${pathname.slice(1)}`);
}

async function createDatabase(server: string, options = ''): Promise<string> {
  const name = `test_${randomBytes(6).toString('hex')}`;
  const client = new pg.Client(`${server}/postgres`);
  await client.connect();
  try {
    await client.query(`CREATE DATABASE ${name} ${options}`);
  } finally {
    await client.end();
  }
  return `${server}/${name}`;
}

/** A new database with every table. */
export async function newDatabase(dialect: TestDialect): Promise<Database> {
  const database = await openDatabase(await newDatabaseUrl(dialect), { entities: ENTITIES, migrations });
  await database.migrate();
  return database;
}
