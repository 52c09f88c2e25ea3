import { jest } from '@jest/globals';
import { Clock } from '../clock.js';
import type { Dialect } from '../database/database.js';
import { Declarations, type Declared, Declares, type Room } from '../declarations.js';
import type { Providers } from '../providers.js';
import type { Logger } from '../telemetry/log.js';
import { METRICS } from '../telemetry/metric.js';
import { Metrics } from '../telemetry/metrics.js';
import { PERIODIC } from './periodic-work.js';
import { PURGE_METRICS, PURGING, Purge, restAfter } from './purge.js';
import { PURGE_RULES, type PurgeBatch } from './purge-rule.js';
import { Schedule } from './schedule.js';

const providers = {} as Providers;

function newPurge(dialect: Dialect, batches: Readonly<Record<string, PurgeBatch>>, error = jest.fn()) {
  const rules = Object.entries(batches).map(([table, batch]) => ({ table, bind: () => batch }));
  const declarations = new Declarations([declaring(PURGE_RULES.of(...rules), METRICS.of(...PURGE_METRICS))]);
  const metrics = new Metrics(declarations);
  const purge = new Purge(declarations, providers, new Clock(), { error } as unknown as Logger, { dialect }, metrics);
  purge.onModuleInit();
  return purge;
}

describe('a purge', () => {
  it.each([
    ['sqlite', 50, 20],
    ['postgres', 500, 20],
  ] as const)('on %s deletes %i rows at once, and rests %i times as long', async (dialect, batch, times) => {
    let left = 3 * batch;
    let working = 0;
    const rows: PurgeBatch = async (_now, limit) => {
      const startedAt = performance.now();
      const count = Math.min(left, limit);
      left -= count;
      await new Promise((resolve) => setTimeout(resolve, 10));
      // The last one finds nothing, and needs no rest.
      if (count > 0) working += performance.now() - startedAt;
      return count;
    };
    const purge = newPurge(dialect, { rows });
    const startedAt = performance.now();
    await expect(purge.run()).resolves.toEqual({ rows: 3 * batch });
    const resting = performance.now() - startedAt - working;
    expect(resting / working).toBeGreaterThan(times - 1);
  });

  it.each([
    ['sqlite', 0, 20],
    ['sqlite', 14_999, 20],
    ['sqlite', 15_000, 19],
    ['sqlite', 9 * 15_000, 11],
    ['sqlite', 10 * 15_000, 10],
    ['sqlite', 24 * 60 * 60_000, 10],
    ['postgres', 24 * 60 * 60_000, 20],
  ] as const)('on %s that has lasted %i ms rests %i times as long as a batch took', (dialect, lasted, times) => {
    expect(restAfter(dialect, 7, lasted)).toBe(7 * times);
  });

  it('begins a round only when the one before it has ended', async () => {
    jest.useFakeTimers();
    const rounds: ((count: number) => void)[] = [];
    const purge = newPurge('sqlite', { rows: () => new Promise((resolve) => rounds.push(resolve)) });
    const found = { get: () => purge } as unknown as Providers;
    const schedule = new Schedule(new Declarations([declaring(PERIODIC.of(PURGING))]), found, {} as Logger);
    schedule.onModuleInit();
    schedule.onApplicationBootstrap();
    await jest.advanceTimersByTimeAsync(29_000);
    expect(rounds).toHaveLength(0);
    await jest.advanceTimersByTimeAsync(120_000);
    expect(rounds).toHaveLength(1);
    rounds[0]?.(0);
    await jest.advanceTimersByTimeAsync(29_000);
    expect(rounds).toHaveLength(1);
    await jest.advanceTimersByTimeAsync(2_000);
    expect(rounds).toHaveLength(2);
    const stopped = schedule.onModuleDestroy();
    rounds[1]?.(0);
    await stopped;
    expect(jest.getTimerCount()).toBe(0);
    jest.useRealTimers();
  });

  it('goes on with the next table if one fails', async () => {
    const error = jest.fn();
    const failure = new Error('it is locked');
    const purge = newPurge('sqlite', { broken: () => Promise.reject(failure), rows: () => Promise.resolve(3) }, error);
    await expect(purge.run()).resolves.toEqual({ broken: 0, rows: 3 });
    expect(error).toHaveBeenCalledWith({ err: failure, table: 'broken' }, expect.any(String));
  });

  it('does not rest when the server stops', async () => {
    const stop = new AbortController();
    const purge = newPurge('sqlite', {
      rows: async (_now, limit) => {
        setImmediate(() => stop.abort());
        await new Promise((resolve) => setTimeout(resolve, 1000));
        return limit;
      },
    });
    const rested = new Promise((resolve) => setTimeout(resolve, 15_000, 'still resting').unref());
    await expect(Promise.race([purge.run(stop.signal), rested])).resolves.toEqual({ rows: 50 });
  });

  it('refuses two rules for one table', () => {
    const rule = { table: 'rows', bind: () => () => Promise.resolve(0) };
    const declarations = new Declarations([
      declaring(PURGE_RULES.of(rule), METRICS.of(...PURGE_METRICS)),
      declaring(PURGE_RULES.of({ ...rule })),
    ]);
    const metrics = new Metrics(declarations);
    const purge = new Purge(declarations, providers, new Clock(), {} as Logger, { dialect: 'sqlite' }, metrics);
    expect(() => purge.onModuleInit()).toThrow('two purge rules are declared for the table rows');
  });
});

/** A room that declares this. */
function declaring(...declared: readonly Declared[]): Room {
  class Sample {}
  Declares(...declared)(Sample);
  return Sample;
}
