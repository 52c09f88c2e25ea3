import { TestClock } from '../../src/platform/clock.spec-support.js';
import { type Database, statement } from '../../src/platform/database/database.js';
import { QuotasRepository } from '../../src/platform/throttling/quotas.repository.js';
import { Quotas, SHARING } from '../../src/platform/throttling/quotas.service.js';
import { providersOf } from '../support/declared.js';
import { newSchedule } from '../support/schedule.js';
import { DIALECTS, newDatabase } from '../support/test-database.js';

const ROWS = statement('test-quotas', 'SELECT key, count FROM quotas ORDER BY key');
const LIMIT = 100;
/** The beginning of a minute. */
const MINUTE_BEGINS = 1_790_000_040_000;

describe.each(DIALECTS)('quotas that replicas share on %s', (dialect) => {
  let database: Database;
  let clock: TestClock;

  beforeEach(async () => {
    database = await newDatabase(dialect);
    clock = new TestClock(MINUTE_BEGINS);
  });
  afterEach(() => database.close());

  /** One replica. */
  function replica(token = LIMIT, at = clock): Quotas {
    const schedule = newSchedule(providersOf(), SHARING);
    return new Quotas(new QuotasRepository(database), schedule, at, { token, introspection: LIMIT, authorization: 0 });
  }

  /** How many of so many requests are let in. */
  function letIn(quotas: Quotas, requests: number, whose = 'app1', kind: 'token' | 'introspection' = 'token'): number {
    return Array.from({ length: requests }, () => quotas.consume(kind, whose)).filter((wait) => wait === 0).length;
  }

  it('let in so many requests of each client, for each kind, until the minute is over', () => {
    const quotas = replica();
    clock.pass(13);
    expect(letIn(quotas, 150)).toBe(LIMIT);
    expect(quotas.consume('token', 'app1')).toBe(47);
    expect([letIn(quotas, 150, 'app2'), letIn(quotas, 150, 'app1', 'introspection')]).toEqual([LIMIT, LIMIT]);
    clock.pass(47);
    expect(letIn(quotas, 150)).toBe(LIMIT);
  });

  it('let in any number if they are off', async () => {
    const quotas = replica(0);
    expect(letIn(quotas, 1000)).toBe(1000);
    await quotas.share();
    await expect(database.query(ROWS)).resolves.toEqual([]);
  });

  it('count what the other replicas let in, as soon as these have told it', async () => {
    const [one, other, third] = [replica(), replica(), replica()];
    expect([letIn(one, 40), letIn(other, 30), letIn(third, 10)]).toEqual([40, 30, 10]);
    await Promise.all([one.share(), other.share(), third.share()]);
    for (const each of [one, other, third]) letIn(each, 1);
    await Promise.all([one.share(), other.share(), third.share()]);
    // 83 together by now; the one that tells last knows of all.
    await Promise.all([one, other, third].map((each) => each.share()));
    const rest = [letIn(one, 100), letIn(other, 100), letIn(third, 100)];
    for (const left of rest) expect(left).toBeLessThanOrEqual(20);
    await Promise.all([one.share(), other.share(), third.share()]);
    expect([letIn(one, 9), letIn(other, 9), letIn(third, 9)]).toEqual([0, 0, 0]);
  });

  it('tell nothing of who sends little, and one row of who sends much, without the name', async () => {
    const quotas = replica();
    for (let client = 0; client < 50; client++) letIn(quotas, 4, `client ${client}`);
    await quotas.share();
    await expect(database.query(ROWS)).resolves.toEqual([]);
    letIn(quotas, 30, 'busy client');
    for (let times = 0; times < 3; times++) {
      await quotas.share();
      letIn(quotas, 10, 'busy client');
    }
    const rows = await database.query<{ key: string; count: number }>(ROWS);
    expect(rows.map(({ key, count }) => [key.replace(/:.*/, ''), count])).toEqual([['token', 50]]);
    expect(rows[0]?.key).not.toContain('busy');
  });

  it('lose no count of replicas that tell each other at the same time', async () => {
    const replicas = Array.from({ length: 8 }, () => replica(10_000));
    const names = ['a', 'b', 'c', 'd', 'e'];
    for (const each of replicas) for (const name of names) letIn(each, 700, name);
    await Promise.all(replicas.map((each) => each.share()));
    const rows = await database.query<{ count: number }>(ROWS);
    expect(rows.map(({ count }) => count)).toEqual(names.map(() => 8 * 700));
  });

  it('begin again with each minute, also if the clock of a replica is behind', async () => {
    const behind = new TestClock(MINUTE_BEGINS - 1_000);
    const [one, late] = [replica(), replica(LIMIT, behind)];
    expect([letIn(one, 60), letIn(late, 60)]).toEqual([60, 60]);
    await one.share();
    await late.share();
    letIn(late, 1);
    await late.share();
    expect(letIn(late, 100)).toBe(39);
    await expect(database.query(ROWS)).resolves.toMatchObject([{ count: 60 }]);
    clock.pass(60);
    letIn(one, 70);
    await one.share();
    await expect(database.query(ROWS)).resolves.toMatchObject([{ count: 70 }]);
  });

  it('go on by themselves if the database fails, and tell everything later', async () => {
    const quotas = replica();
    letIn(quotas, 50);
    const repository = new QuotasRepository(database);
    const failing = Object.assign(repository, { share: () => Promise.reject(new Error('no database')) });
    const alone = new Quotas(failing, newSchedule(providersOf(), SHARING), clock, {
      token: LIMIT,
      introspection: 0,
      authorization: 0,
    });
    letIn(alone, 60);
    await expect(alone.share()).rejects.toThrow('no database');
    expect(letIn(alone, 100)).toBe(40);
    Reflect.deleteProperty(failing, 'share');
    await alone.share();
    await expect(database.query(ROWS)).resolves.toMatchObject([{ count: 100 }]);
  });

  it('are purged in batches once their minute is long over', async () => {
    const quotas = replica();
    for (const name of ['a', 'b', 'c']) letIn(quotas, 50, name);
    await quotas.share();
    const repository = new QuotasRepository(database);
    await expect(repository.purge(MINUTE_BEGINS + 119_999, 2)).resolves.toBe(0);
    await expect(repository.purge(MINUTE_BEGINS + 120_000, 2)).resolves.toBe(2);
    await expect(repository.purge(MINUTE_BEGINS + 120_000, 2)).resolves.toBe(1);
  });
});
