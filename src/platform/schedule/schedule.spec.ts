import 'reflect-metadata';
import { jest } from '@jest/globals';
import { Declarations, Declares } from '../declarations.js';
import type { Logger } from '../telemetry/log.js';
import { PERIODIC, periodic } from './periodic-work.js';
import { Schedule } from './schedule.js';

/** Its rounds end when a test says so. */
class Worker {
  readonly rounds: { readonly signal: AbortSignal; end(next?: number): void; fail(error: Error): void }[] = [];

  async round(signal: AbortSignal): Promise<number> {
    const next = await new Promise<number | undefined>((end, fail) => this.rounds.push({ signal, end, fail }));
    return next ?? Number.POSITIVE_INFINITY;
  }
}

const WORK = periodic({
  name: 'working',
  provider: Worker,
  first: 1,
  interval: 10,
  run: (worker, signal) => worker.round(signal),
});

@Declares(PERIODIC.of(WORK))
class Room {}

describe('a schedule', () => {
  let worker: Worker;
  let error: jest.Mock;
  let schedule: Schedule;

  beforeEach(() => {
    jest.useFakeTimers();
    worker = new Worker();
    error = jest.fn();
    const providers = { get: <T>() => worker as T };
    schedule = new Schedule(new Declarations([Room]), providers, { error } as unknown as Logger);
    schedule.onModuleInit();
    schedule.onApplicationBootstrap();
  });
  afterEach(() => jest.useRealTimers());

  const pass = (seconds: number) => jest.advanceTimersByTimeAsync(seconds * 1000);
  const begun = () => worker.rounds.length;
  const end = (next?: number) => worker.rounds.at(-1)?.end(next);

  it('begins the first round when it is due, and each other one an interval after the one before has ended', async () => {
    await pass(0.9);
    expect(begun()).toBe(0);
    await pass(0.2);
    expect(begun()).toBe(1);
    await pass(100);
    expect(begun()).toBe(1);
    end();
    await pass(9.9);
    expect(begun()).toBe(1);
    await pass(0.2);
    expect(begun()).toBe(2);
  });

  it('begins a round sooner, but never later, than after the interval if the one before says when it is due', async () => {
    await pass(1);
    end(2);
    await pass(2);
    expect(begun()).toBe(2);
    end(1000);
    await pass(10);
    expect(begun()).toBe(3);
  });

  it('begins a round at once, or within the time that is asked for', async () => {
    schedule.runWithin(WORK, 0);
    expect(begun()).toBe(1);
    end();
    await pass(0);
    schedule.runWithin(WORK, 3);
    schedule.runWithin(WORK, 5);
    await pass(3);
    expect(begun()).toBe(2);
    end();
    await pass(8);
    schedule.runWithin(WORK, 3);
    await pass(2);
    expect(begun()).toBe(3);
  });

  it('lets a round end before it begins the one that was asked for meanwhile', async () => {
    await pass(1);
    schedule.runWithin(WORK, 0);
    await pass(5);
    expect(begun()).toBe(1);
    end();
    await pass(0);
    expect(begun()).toBe(2);
    end();
    await pass(9);
    expect(begun()).toBe(2);
  });

  it('logs that a round has failed, and goes on', async () => {
    const failure = new Error('there is no database');
    await pass(1);
    worker.rounds[0]?.fail(failure);
    await pass(10);
    expect(begun()).toBe(2);
    expect(error).toHaveBeenCalledWith({ err: failure }, 'working failed');
  });

  it('tells a round that the server stops, waits for it, and begins no other', async () => {
    await pass(1);
    let stopped = false;
    const stopping = schedule.onModuleDestroy().then(() => {
      stopped = true;
    });
    schedule.runWithin(WORK, 0);
    await pass(1);
    expect([worker.rounds[0]?.signal.aborted, stopped]).toEqual([true, false]);
    end();
    await stopping;
    schedule.runWithin(WORK, 0);
    await pass(100);
    expect(begun()).toBe(1);
    expect(jest.getTimerCount()).toBe(0);
  });
});
