import { jest } from '@jest/globals';
import type { Logger } from '../telemetry/log.js';
import type { Database } from './database.js';
import { WriteProbe } from './write-probe.js';

describe('the probe of whether the database can be written to', () => {
  it('logs why it cannot, once, and when it can again', async () => {
    jest.useFakeTimers();
    const full = new Error('the disk is full');
    let outcome: Promise<unknown> = Promise.resolve(1);
    const database = { execute: () => outcome, refusedWrites: 0 } as unknown as Database;
    const log: unknown[][] = [];
    const note = (...words: unknown[]) => void log.push(words);
    const probe = new WriteProbe(database, { error: note, info: note } as unknown as Logger);
    const probeAgain = async () => {
      jest.advanceTimersByTime(5_000);
      await probe.run();
      return probe.succeeds;
    };

    expect([await probeAgain(), log]).toEqual([true, []]);
    outcome = Promise.reject(full);
    expect([await probeAgain(), await probeAgain()]).toEqual([false, false]);
    expect(log).toEqual([[{ err: full }, 'the database cannot be written to']]);
    outcome = Promise.resolve(1);
    expect(await probeAgain()).toBe(true);
    expect(log.slice(1)).toEqual([['the database can be written to again']]);
    jest.useRealTimers();
  });
});
