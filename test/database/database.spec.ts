import { AsyncLocalStorage } from 'node:async_hooks';
import { migrations } from '#migrations';
import { type Database, statement } from '../../src/platform/database/database.js';
import { openDatabase } from '../../src/platform/database/open-database.js';
import { INCREMENT, INSERT, SELECT } from '../support/counting.js';
import { ENTITIES } from '../support/entities.js';
import { DIALECTS, newDatabase, newDatabaseUrl } from '../support/test-database.js';

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

  it('does each piece of work in the asynchronous context of who asked for it, however many share a commit', async () => {
    const contexts = new AsyncLocalStorage<number>();
    const seen = await Promise.all(
      Array.from({ length: 20 }, (_, number) =>
        contexts.run(number, async () => {
          const inside = await database.transaction(async (transaction) => {
            const before = contexts.getStore();
            await transaction.execute(INSERT, [`${number}`, 1]);
            return [before, contexts.getStore()];
          });
          await database.query(SELECT, [`${number}`]);
          await database.execute(INSERT, [`and ${number}`, 1]);
          return [...inside, contexts.getStore()];
        }),
      ),
    );
    expect(seen).toEqual(seen.map((_, number) => [number, number, number]));
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
