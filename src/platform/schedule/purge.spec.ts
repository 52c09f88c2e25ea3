import { jest } from '@jest/globals';
import { Clock } from '../clock.js';
import type { Dialect } from '../database/database.js';
import type { Logger } from '../telemetry/log.js';
import { Purge, restAfter } from './purge.js';

function newPurge(dialect: Dialect) {
  return new Purge(new Clock(), {} as Logger, { dialect });
}

describe('a purge', () => {
  it.each([
    ['sqlite', 50, 20],
    ['postgres', 500, 20],
  ] as const)('on %s deletes %i rows at once, and rests %i times as long', async (dialect, batch, times) => {
    const purge = newPurge(dialect);
    let left = 3 * batch;
    let working = 0;
    purge.register('rows', async (_now, limit) => {
      const startedAt = performance.now();
      const count = Math.min(left, limit);
      left -= count;
      await new Promise((resolve) => setTimeout(resolve, 10));
      // The last one finds nothing, and needs no rest.
      if (count > 0) working += performance.now() - startedAt;
      return count;
    });
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
    const purge = newPurge('sqlite');
    const rounds: ((count: number) => void)[] = [];
    purge.register('rows', () => new Promise((resolve) => rounds.push(resolve)));
    purge.onApplicationBootstrap();
    await jest.advanceTimersByTimeAsync(120_000);
    expect(rounds).toHaveLength(1);
    rounds[0]?.(0);
    await jest.advanceTimersByTimeAsync(29_000);
    expect(rounds).toHaveLength(1);
    await jest.advanceTimersByTimeAsync(2_000);
    expect(rounds).toHaveLength(2);
    const stopped = purge.onApplicationShutdown();
    rounds[1]?.(0);
    await stopped;
    expect(jest.getTimerCount()).toBe(0);
    jest.useRealTimers();
  });

  it('goes on with the next table if one fails', async () => {
    const error = jest.fn();
    const purge = new Purge(new Clock(), { error } as unknown as Logger, { dialect: 'sqlite' });
    const failure = new Error('it is locked');
    purge.register('broken', () => Promise.reject(failure));
    purge.register('rows', () => Promise.resolve(3));
    await expect(purge.run()).resolves.toEqual({ broken: 0, rows: 3 });
    expect(error).toHaveBeenCalledWith({ err: failure, table: 'broken' }, expect.any(String));
  });

  it('does not rest when the server stops', async () => {
    const purge = newPurge('sqlite');
    purge.register('rows', async (_now, limit) => {
      await new Promise((resolve) => setTimeout(resolve, 1000));
      return limit;
    });
    const round = purge.run();
    await new Promise((resolve) => setTimeout(resolve, 1500));
    await purge.onApplicationShutdown();
    const rested = new Promise((resolve) => setTimeout(resolve, 15_000, 'still resting').unref());
    await expect(Promise.race([round, rested])).resolves.toEqual({ rows: 50 });
  });
});
