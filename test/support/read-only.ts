import pg from 'pg';
import { Database, statement } from '../../src/platform/database/database.js';
import type { TestApp } from './test-app.js';
import { until } from './until.js';
import { setPragma } from './unwritable.js';

const ONE = statement('test-reads', 'SELECT 1 AS one');

/** Lets the database of a running server be read only: nothing can be written, everything can be read. */
export async function forbidWriting(server: TestApp): Promise<void> {
  await setReadOnly(server, true);
}

/** Takes {@link forbidWriting} back. */
export async function allowWriting(server: TestApp): Promise<void> {
  await setReadOnly(server, false);
}

async function setReadOnly({ app, config }: TestApp, readOnly: boolean): Promise<void> {
  const database = app.get(Database);
  if (database.dialect === 'sqlite') {
    setPragma(database, `query_only = ${readOnly ? 'ON' : 'OFF'}`);
    return;
  }
  const { pathname } = new URL(config.databaseUrl);
  const server = new pg.Client(config.databaseUrl.replace(pathname, '/postgres'));
  await server.connect();
  try {
    const name = pathname.slice(1);
    await server.query(`ALTER DATABASE ${name} SET default_transaction_read_only = ${readOnly}`);
    // As after a demotion: connections that were made before end.
    await server.query('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1', [name]);
  } finally {
    await server.end();
  }
  await reads(database);
}

/** Waits until every connection is a new one. */
async function reads(database: Database): Promise<void> {
  const select = () => database.query(ONE);
  await until(async () => {
    const outcomes = await Promise.allSettled([
      ...Array.from({ length: 20 }, select),
      database.transaction((transaction) => transaction.query(ONE)),
    ]);
    return outcomes.every(({ status }) => status === 'fulfilled');
  });
}
