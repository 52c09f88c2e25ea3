import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jest } from '@jest/globals';
import BetterSqlite3 from 'better-sqlite3';
import pg from 'pg';
import { migrations } from '#migrations';
import { type Database, statement } from '../../src/platform/database/database.js';
import { openDatabase } from '../../src/platform/database/open-database.js';
import { INSERT, SELECT } from '../support/counting.js';
import { ENTITIES } from '../support/entities.js';
import { startProxy } from '../support/proxy.js';
import { newDatabase, newDatabaseUrl } from '../support/test-database.js';
import { until } from '../support/until.js';

describe('PostgreSQL that ends connections', () => {
  it('is connected to again', async () => {
    const database = await newDatabase('postgres');
    const select = () => database.query(statement('test-one', 'SELECT 1 AS one'));
    const works = async () => {
      const outcomes = await Promise.allSettled(Array.from({ length: 20 }, select));
      return outcomes.every(({ status }) => status === 'fulfilled');
    };
    expect(await works()).toBe(true);
    const terminate = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()`;
    await database.transaction((transaction) => transaction.query(statement('test-terminate-others', terminate)));
    await until(works);
    await database.close();
    await expect(select()).rejects.toThrow('closed');
  });
});

describe('a PostgreSQL connection that says twice that it broke', () => {
  it('makes room for one other', async () => {
    const connect = jest.spyOn(pg.Client.prototype, 'connect');
    const database = await newDatabase('postgres');
    const select = () => database.query(statement('test-one', 'SELECT 1 AS one'));
    const selectOnAll = async () => {
      for (let each = 0; each < 4; each++) {
        await select();
        await new Promise((resolve) => setImmediate(resolve));
      }
    };
    await selectOnAll();
    const broken = (connect.mock.contexts as (pg.Client & { pipeline?: boolean })[]).filter(({ pipeline }) => pipeline);
    for (const client of broken) client.emit('error', new Error('terminating connection'));
    await selectOnAll();
    const connected = connect.mock.calls.length;
    await Promise.all(broken.map((client) => client.end()));
    await selectOnAll();
    expect([broken.length, connect.mock.calls.length]).toEqual([2, connected]);
    jest.restoreAllMocks();
    await database.close();
  });
});

describe('PostgreSQL that vanishes without a word', () => {
  it('fails what it was asked, and is asked anew on another connection', async () => {
    const url = new URL(await newDatabaseUrl('postgres'));
    const proxy = await startProxy(Number(url.port));
    url.port = String(proxy.port);
    const database = await openDatabase(`${url}?query_timeout=5000`, { entities: ENTITIES, migrations });
    const select = () => database.query(statement('test-one', 'SELECT 1 AS one'));
    const works = () => Promise.all([select(), select()]).catch(() => false as const);
    await until(works);
    proxy.swallow(true);
    const asked = await Promise.allSettled(Array.from({ length: 20 }, select));
    expect(asked.map(({ status }) => status)).toEqual(Array(20).fill('rejected'));
    proxy.swallow(false);
    await expect(until(works)).resolves.toEqual([[{ one: 1 }], [{ one: 1 }]]);
    proxy.stop();
    await database.close();
  });

  it('is noticed on every connection, so that what waits for its answer fails', async () => {
    const url = await newDatabaseUrl('postgres');
    const connect = jest.spyOn(Socket.prototype, 'connect');
    const setKeepAlive = jest.spyOn(Socket.prototype, 'setKeepAlive');
    const query = jest.spyOn(pg.Client.prototype, 'query');
    const database = await openDatabase(url, { entities: ENTITIES, migrations });
    await database.migrate();
    const timers = jest.spyOn(globalThis, 'setTimeout');
    await database.query(statement('test-one', 'SELECT 1 AS one'));
    // The one that hears of other replicas, the one for transactions, and those for single statements.
    expect(connect.mock.calls.length).toBeGreaterThanOrEqual(3);
    expect(setKeepAlive.mock.calls).toEqual(connect.mock.calls.map(() => [true, 30_000]));
    const limits = timers.mock.calls.map(([, limit = 0]) => Math.ceil(limit / 5_000) * 5_000);
    expect(limits).toContain(15_000);
    // Migrations take as long as they take.
    const queries = query.mock.calls as unknown as [{ query_timeout?: number }][];
    expect(queries.filter(([asked]) => asked.query_timeout !== undefined)).toEqual([]);
    jest.restoreAllMocks();
    await database.close();
  });
});

describe('SQLite that another process writes to', () => {
  let folder: string;
  let database: Database;
  let other: BetterSqlite3.Database;
  const ONE = statement('test-one', 'SELECT 1 AS one');

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'gatehouse-database-'));
    const file = join(folder, 'test.sqlite');
    database = await openDatabase(`sqlite:${file}`, { entities: ENTITIES, migrations });
    await database.migrate();
    other = new BetterSqlite3(file);
  });
  afterEach(async () => {
    other.close();
    await database.close();
    rmSync(folder, { recursive: true });
  });

  it('is read all the same, and written to when the other has finished', async () => {
    other.exec('BEGIN EXCLUSIVE');
    const inserted = database.execute(INSERT, ['a', 1]);
    // Waiting for the lock inside SQLite would hold up everything else, each time; a machine that stands still does so once.
    await until(async () => {
      let turns = 0;
      for (const begun = performance.now(); performance.now() - begun < 300; turns++) {
        await expect(database.query(ONE)).resolves.toEqual([{ one: 1 }]);
        await new Promise((resolve) => setTimeout(resolve, 1));
      }
      return turns > 5;
    });
    other.exec('COMMIT');
    await expect(inserted).resolves.toBe(1);
    await expect(database.query(SELECT, ['a'])).resolves.toEqual([{ failures: 1 }]);
  });
});

describe('a database that has no room', () => {
  it('stores nothing of what it could not store as a whole, and says that it is not available', async () => {
    const database = await newDatabase('sqlite');
    const pages = statement('test-pages', 'PRAGMA page_count');
    const [{ page_count } = { page_count: 0 }] = await database.query<{ page_count: number }>(pages);
    await database.query(statement('test-limit', `PRAGMA max_page_count = ${page_count + 2}`));
    const large = 'x'.repeat(100_000);
    const outcomes = await Promise.allSettled([
      database.execute(INSERT, ['a', 1]),
      database.execute(INSERT, [large, 1]),
      database.execute(INSERT, ['b', 1]),
    ]);
    const [, full] = outcomes;
    expect(full).toMatchObject({ status: 'rejected', reason: { statusCode: 503 } });
    for (const [index, key] of ['a', large, 'b'].entries()) {
      const stored = (await database.query(SELECT, [key])).length === 1;
      expect([key.slice(0, 1), stored]).toEqual([key.slice(0, 1), outcomes[index]?.status === 'fulfilled']);
    }
    await database.close();
  });
});

it('a database that cannot be opened is named, without its password', async () => {
  const parts = { entities: ENTITIES, migrations };
  await expect(openDatabase('postgres://me:secret@127.0.0.1:1/mine', parts)).rejects.toThrow(
    /^cannot open the database postgres:\/\/127\.0\.0\.1:1\/mine: .*ECONNREFUSED/,
  );
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-database-'));
  const file = join(folder, 'text.sqlite');
  writeFileSync(file, 'this is a text, and long enough for a header. '.repeat(50));
  await expect(openDatabase(`sqlite:${file}`, parts)).rejects.toThrow(
    `cannot open the database sqlite:${file}: file is not a database`,
  );
  rmSync(folder, { recursive: true });
});
