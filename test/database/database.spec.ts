import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jest } from '@jest/globals';
import BetterSqlite3 from 'better-sqlite3';
import pg from 'pg';
import { migrations } from '#migrations';
import { ENTITIES } from '../../src/entities.js';
import { type Database, statement } from '../../src/platform/database/database.js';
import { openDatabase } from '../../src/platform/database/open-database.js';
import { startProxy } from '../support/proxy.js';
import { DIALECTS, newDatabase, newDatabaseUrl } from '../support/test-database.js';

const INSERT = statement(
  'test-insert',
  'INSERT INTO throttles (key, failures, blocked_until, expires_at) VALUES ($1, $2, 0, 0)',
);
const INCREMENT = statement(
  'test-increment',
  'UPDATE throttles SET failures = failures + $2 WHERE key = $1 RETURNING failures',
);
const SELECT = statement('test-select', 'SELECT failures FROM throttles WHERE key = $1');

describe.each(DIALECTS)('the database on %s', (dialect) => {
  let database: Database;

  beforeEach(async () => {
    database = await newDatabase(dialect);
  });
  afterEach(() => database.close());

  it('returns what an UPDATE changed', async () => {
    await database.execute(INSERT, ['a', 1]);
    await expect(database.query(INCREMENT, ['a', 2])).resolves.toEqual([{ failures: 3 }]);
    await expect(database.execute(INCREMENT, ['nobody', 2])).resolves.toBe(0);
  });

  it('commits what a transaction did as a whole', async () => {
    await database.transaction(async (transaction) => {
      await transaction.execute(INSERT, ['a', 1]);
      await transaction.execute(INSERT, ['b', 2]);
    });
    await expect(database.query(SELECT, ['b'])).resolves.toEqual([{ failures: 2 }]);
  });

  it('undoes a failed transaction and none of those beside it', async () => {
    const outcomes = await Promise.allSettled([
      database.transaction((transaction) => transaction.execute(INSERT, ['kept', 1])),
      database.transaction(async (transaction) => {
        await transaction.execute(INSERT, ['undone', 1]);
        throw new Error('no');
      }),
      database.execute(INSERT, ['also kept', 1]),
    ]);
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    await expect(database.query(SELECT, ['undone'])).resolves.toEqual([]);
    await expect(database.query(SELECT, ['kept'])).resolves.toHaveLength(1);
    await expect(database.query(SELECT, ['also kept'])).resolves.toHaveLength(1);
  });

  it('does statements together: all of them, or none', async () => {
    await database.together([
      [INSERT, ['a', 1]],
      [INSERT, ['b', 2]],
    ]);
    const outcomes = await Promise.allSettled([
      database.together([
        [INSERT, ['c', 3]],
        [INSERT, ['a', 3]],
      ]),
      database.together([[INSERT, ['d', 4]]]),
    ]);
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'fulfilled']);
    const failures = await Promise.all(['a', 'b', 'c', 'd'].map((key) => database.query(SELECT, [key])));
    expect(failures).toEqual([[{ failures: 1 }], [{ failures: 2 }], [], [{ failures: 4 }]]);
  });

  it('lets a single statement fail by itself among 60 sent at once', async () => {
    const keys = Array.from({ length: 60 }, (_, index) => `${index % 40}`);
    const inserts = await Promise.allSettled(keys.map((key) => database.execute(INSERT, [key, 1])));
    expect(inserts.filter(({ status }) => status === 'fulfilled')).toHaveLength(40);
    const wrong = statement('test-select-wrong', 'SELECT failures FROM nothing WHERE key = $1');
    const reads = keys.map((key, index) => database.query(index % 4 === 0 ? wrong : SELECT, [key]));
    const outcomes = (await Promise.allSettled(reads)).map(({ status }) => status);
    expect(outcomes).toEqual(keys.map((_, index) => (index % 4 === 0 ? 'rejected' : 'fulfilled')));
  });

  it('loses no update under 50 parallel transactions', async () => {
    await database.execute(INSERT, ['a', 0]);
    await Promise.all(
      Array.from({ length: 50 }, () => database.transaction((transaction) => transaction.query(INCREMENT, ['a', 1]))),
    );
    await expect(database.query(SELECT, ['a'])).resolves.toEqual([{ failures: 50 }]);
  });

  it('lets one holder of a named lock in at a time', async () => {
    await database.execute(INSERT, ['a', 0]);
    await Promise.all(
      Array.from({ length: 5 }, () =>
        database.transaction(async (transaction) => {
          await transaction.lock('the only one');
          const [row] = await transaction.query<{ failures: number }>(SELECT, ['a']);
          await transaction.execute(statement('test-set', 'UPDATE throttles SET failures = $2 WHERE key = $1'), [
            'a',
            (row?.failures ?? 0) + 1,
          ]);
        }),
      ),
    );
    await expect(database.query(SELECT, ['a'])).resolves.toEqual([{ failures: 5 }]);
  });

  it('tells of announced changes once they are committed, and not of those that were undone', async () => {
    const heard: (string | undefined)[] = [];
    database.onChange('things', (key) => heard.push(key));
    await database.transaction(async (transaction) => {
      await transaction.announce('things', 'a');
      expect(heard).toEqual([]);
    });
    expect(heard).toContain('a');
    const undone = database.transaction(async (transaction) => {
      await transaction.announce('things', 'b');
      throw new Error('no');
    });
    await expect(undone).rejects.toThrow('no');
    expect(heard).not.toContain('b');
  });
});

describe('two replicas on one PostgreSQL database', () => {
  const parts = { entities: ENTITIES, migrations };

  it('hear of each other at once, and forget everything where they may have missed something', async () => {
    const url = await newDatabaseUrl('postgres');
    const [one, two] = await Promise.all([openDatabase(url, parts), openDatabase(url, parts)]);
    const heard = (key: string | undefined) =>
      new Promise<void>((resolve) => two.onChange('things', (each) => each === key && resolve()));
    const change = heard('a');
    await one.transaction((transaction) => transaction.announce('things', 'a'));
    await change;

    const anything = heard(undefined);
    const terminate = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN%' AND datname = current_database()`;
    await one.query(statement('test-terminate', terminate));
    await anything;

    const unreadable = heard(undefined);
    await one.query(statement('test-notify', `SELECT pg_notify('gatehouse_changes', 'not of this version')`));
    await unreadable;

    const later = heard('b');
    await one.transaction((transaction) => transaction.announce('things', 'b'));
    await later;
    await Promise.all([one.close(), two.close()]);
  });
});

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
    for (let attempt = 0; attempt < 100 && !(await works()); attempt++)
      await new Promise((resolve) => setTimeout(resolve, 10));
    expect(await works()).toBe(true);
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
    const database = await openDatabase(`${url}?query_timeout=500`, { entities: ENTITIES, migrations });
    const select = () => database.query(statement('test-one', 'SELECT 1 AS one'));
    await Promise.all([select(), select()]);
    proxy.swallow(true);
    const asked = await Promise.allSettled(Array.from({ length: 20 }, select));
    expect(asked.map(({ status }) => status)).toEqual(Array(20).fill('rejected'));
    proxy.swallow(false);
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    await expect(select()).resolves.toEqual([{ one: 1 }]);
    proxy.stop();
    await database.close();
  });

  it('is noticed on every connection, so that what waits for its answer fails', async () => {
    const url = await newDatabaseUrl('postgres');
    const connect = jest.spyOn(Socket.prototype, 'connect');
    const setKeepAlive = jest.spyOn(Socket.prototype, 'setKeepAlive');
    const clients = jest.spyOn(pg.Client.prototype, 'connect');
    const database = await openDatabase(url, { entities: ENTITIES, migrations });
    await database.migrate();
    await database.query(statement('test-one', 'SELECT 1 AS one'));
    // The one that hears of other replicas, the one for transactions, and those for single statements.
    expect(connect.mock.calls.length).toBeGreaterThanOrEqual(3);
    expect(setKeepAlive.mock.calls).toEqual(connect.mock.calls.map(() => [true, 30_000]));
    const patience = (clients.mock.contexts as unknown as { connectionParameters: pg.ClientConfig }[]).map(
      ({ connectionParameters }) => connectionParameters.query_timeout,
    );
    // Transactions take as long as they take: migrations are among them.
    expect(new Set(patience)).toEqual(new Set([15_000, false]));
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
    const begun = performance.now();
    let turns = 0;
    while (performance.now() - begun < 300) {
      await expect(database.query(ONE)).resolves.toEqual([{ one: 1 }]);
      await new Promise((resolve) => setTimeout(resolve, 1));
      turns++;
    }
    // Waiting for the lock inside SQLite would hold up everything else.
    expect(turns).toBeGreaterThan(5);
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
