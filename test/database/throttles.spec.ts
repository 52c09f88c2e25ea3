import { TestClock } from '../../src/platform/clock.spec-support.js';
import { type Database, statement } from '../../src/platform/database/database.js';
import {
  blockSeconds,
  counter,
  memorySeconds,
  TooManyAttempts,
  WINDOW,
} from '../../src/platform/throttling/throttle.js';
import { ThrottlesRepository } from '../../src/platform/throttling/throttles.repository.js';
import { type Counters, ThrottlesService } from '../../src/platform/throttling/throttles.service.js';
import { ThrottlingModule } from '../../src/platform/throttling/throttling.module.js';
import { metricsOf } from '../support/metrics.js';
import { DIALECTS, newDatabase } from '../support/test-database.js';

const ROW = statement('test-throttle', 'SELECT failures, blocked_until, expires_at FROM throttles WHERE key = $1');

describe.each(DIALECTS)('counters of failures on %s', (dialect) => {
  let database: Database;
  let throttles: ThrottlesRepository;
  const now = 1_790_000_000_000;
  const row = async (key: string) => (await database.query<Record<string, number>>(ROW, [key]))[0];

  beforeEach(async () => {
    database = await newDatabase(dialect);
    throttles = new ThrottlesRepository(database);
  });
  afterEach(() => database.close());

  it('block and remember as the rules say', async () => {
    for (let failure = 1; failure <= 20; failure++) {
      const at = now + failure;
      await expect(throttles.count('k', 5, at)).resolves.toBe(failure);
      const excess = failure - 5;
      expect(await row('k')).toEqual({
        failures: failure,
        blocked_until: excess > 0 ? at + blockSeconds(excess) * 1000 : 0,
        expires_at: excess > 0 ? at + memorySeconds(excess) * 1000 : now + 1 + WINDOW * 1000,
      });
    }
  });

  it('start anew once they are forgotten', async () => {
    for (let failure = 1; failure <= 7; failure++) await throttles.count('k', 5, now);
    const forgotten = (await row('k'))?.expires_at ?? 0;
    await expect(throttles.count('k', 5, forgotten - 1)).resolves.toBe(8);
    const then = (await row('k'))?.expires_at ?? 0;
    await expect(throttles.count('k', 5, then)).resolves.toBe(1);
    expect(await row('k')).toEqual({ failures: 1, blocked_until: 0, expires_at: then + WINDOW * 1000 });
  });

  it('lose no failure of many at once', async () => {
    const counts = await Promise.all(Array.from({ length: 50 }, () => throttles.count('k', 5, now)));
    expect(counts.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 50 }, (_, index) => index + 1));
  });

  it('count acts of which only so many are allowed, until all are forgotten', async () => {
    const spent = await Promise.all(Array.from({ length: 50 }, (_, index) => throttles.consume('k', now + index)));
    expect(spent.map(({ count }) => count).toSorted((a, b) => a - b)).toEqual(
      Array.from({ length: 50 }, (_, index) => index + 1),
    );
    const [{ expiresAt } = { expiresAt: 0 }] = spent;
    expect(new Set(spent.map((each) => each.expiresAt))).toEqual(new Set([expiresAt]));
    await expect(throttles.consume('k', expiresAt - 1)).resolves.toEqual({ count: 51, expiresAt });
    await expect(throttles.consume('k', expiresAt)).resolves.toEqual({
      count: 1,
      expiresAt: expiresAt + WINDOW * 1000,
    });
  });

  it('say until when they block', async () => {
    for (let failure = 1; failure <= 6; failure++) await throttles.count('a', 5, now);
    await throttles.count('b', 5, now);
    const [a, b] = [
      { key: 'a', blockedUntil: now + 2_000 },
      { key: 'b', blockedUntil: 0 },
    ];
    expect((await throttles.find(['a', 'b'])).toSorted((one, other) => one.key.localeCompare(other.key))).toEqual([
      a,
      b,
    ]);
    await expect(throttles.find(['a'])).resolves.toEqual([a]);
    await expect(throttles.find(['c', 'd', 'a'])).resolves.toEqual([a]);
    await expect(throttles.find(['nobody', 'else'])).resolves.toEqual([]);
  });

  it('are forgotten on demand, and purged in batches', async () => {
    for (const key of ['a', 'b', 'c', 'd']) await throttles.count(key, 5, now);
    await throttles.forget(['z', 'a']);
    await expect(row('a')).resolves.toBeUndefined();
    await expect(throttles.purge(now + WINDOW * 1000 - 1, 2)).resolves.toBe(0);
    await expect(throttles.purge(now + WINDOW * 1000, 2)).resolves.toBe(2);
    await expect(throttles.purge(now + WINDOW * 1000, 2)).resolves.toBe(1);
  });

  it('keep a process that knows of a block from work, and any other from letting in', async () => {
    const clock = new TestClock(now);
    const one = new ThrottlesService(clock, throttles, metricsOf(ThrottlingModule));
    const other = new ThrottlesService(clock, throttles, metricsOf(ThrottlingModule));
    const alice: Counters = [counter('login', 'alice')];
    for (let failure = 1; failure <= 6; failure++) await one.failed(alice);
    await expect(one.admitToWork(alice)).rejects.toThrow(TooManyAttempts);
    await expect(other.admitToWork(alice)).resolves.toBeUndefined();
    await expect(other.admit(alice)).rejects.toThrow(TooManyAttempts);
    await expect(other.admitToWork(alice)).rejects.toThrow(TooManyAttempts);
    await one.succeeded(alice);
    await expect(one.admit(alice)).resolves.toEqual({ hasFailed: false, isHeld: false });
    await expect(one.admitToWork(alice)).resolves.toBeUndefined();
  });
});
