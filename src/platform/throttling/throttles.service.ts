import { Injectable } from '@nestjs/common';
import type { Counter as PromCounter } from 'prom-client';
import { LruMap } from 'toad-cache';
import { Clock } from '../clock.js';
import { digest } from '../crypto/secrets.js';
import { networkOf } from '../http/addresses.js';
import { counter } from '../telemetry/metric.js';
import { Metrics } from '../telemetry/metrics.js';
import {
  blocksSilently,
  type Counter,
  FREE_FAILURES,
  outlastsSuccess,
  retryAfter,
  TooManyAttempts,
} from './throttle.js';
import { ThrottlesRepository } from './throttles.repository.js';

/** The counters that one attempt is measured by, one to four. */
export type Counters = readonly Counter[];

/** What an attempt that is let in has to know. */
export interface Admission {
  /** The person has failures that are not forgotten. */
  readonly hasFailed: boolean;
  /** The account is blocked silently: the attempt fails, even with the right password. */
  readonly isHeld: boolean;
}

/** Counted once for each counter that blocks. */
export const TURNED_AWAY = counter({
  name: 'throttled_attempts_total',
  help: 'Attempts that were turned away, or held without a word, because too many came before them',
  labels: { counter: 'what was counted too often, such as `login`, `address`, `codes`, `mail-network`' },
  most: 20,
});

/** How many throttled keys are remembered. */
const THROTTLED_KEYS_KEPT = 10_000;

/** Slows down guessing of passwords without locking anyone out for ever. Only failures count. */
@Injectable()
export class ThrottlesService {
  /** Counters that have counted something, as far as this process knows; the least recently used makes room. */
  private readonly throttledKeys = new LruMap<true>(THROTTLED_KEYS_KEPT);
  private readonly turnedAway: PromCounter<'counter'>;

  constructor(
    private readonly clock: Clock,
    private readonly throttles: ThrottlesRepository,
    metrics: Metrics,
  ) {
    this.turnedAway = metrics.counter(TURNED_AWAY);
  }

  /**
   * As {@link admit}, before any work is done for the attempt. Asks only about throttled keys: a block that this process has
   * not heard of is found when admission is asked for, at the price of that work.
   */
  async admitToWork(counters: Counters): Promise<void> {
    if (counters.some((counter) => !blocksSilently(counter) && this.throttledKeys.get(counter.key)))
      await this.admit(counters);
  }

  /** @throws TooManyAttempts if one of the counters blocks at present, and may say so */
  async admit(counters: Counters): Promise<Admission> {
    const rows = await this.throttles.find(counters.map(({ key }) => key));
    const blockedUntil = new Map(rows.map((row) => [row.key, row.blockedUntil]));
    for (const { key } of counters) {
      if (blockedUntil.has(key)) this.throttledKeys.set(key, true);
      else this.throttledKeys.delete(key);
    }
    const failed = counters.filter(({ key }) => blockedUntil.has(key));
    const now = this.clock.now();
    const wait = (those: Counters) =>
      retryAfter(
        those.map(({ key }) => blockedUntil.get(key) ?? 0),
        now,
      );
    const blocking = failed.filter((counter) => wait([counter]) > 0);
    for (const { kind } of blocking) this.turnedAway.inc({ counter: kind });
    const seconds = wait(blocking.filter((counter) => !blocksSilently(counter)));
    if (seconds > 0) throw new TooManyAttempts(seconds);
    return {
      hasFailed: failed.some((counter) => !outlastsSuccess(counter)),
      isHeld: blocking.some(blocksSilently),
    };
  }

  /** Counts with all counters at once: one after another would take longer, the more there are. */
  async failed(counters: Counters): Promise<void> {
    const now = this.clock.now();
    for (const { key } of counters) this.throttledKeys.set(key, true);
    await Promise.all(counters.map(({ kind, key }) => this.throttles.count(key, FREE_FAILURES[kind], now)));
  }

  /**
   * Counts an attempt as failed before it is looked at: of many at once no more are looked at than may fail. Who succeeds says
   * so by {@link succeeded}.
   * @throws TooManyAttempts if the counter blocks
   */
  async attempt(counter: Counter): Promise<void> {
    const now = this.clock.now();
    if (await this.throttles.attempt(counter.key, FREE_FAILURES[counter.kind], now)) return;
    this.turnedAway.inc({ counter: counter.kind });
    const blocked = await this.throttles.find([counter.key]);
    throw new TooManyAttempts(
      retryAfter(
        blocked.map(({ blockedUntil }) => blockedUntil),
        now,
      ) || 1,
    );
  }

  /** The person's failures are forgotten. */
  async succeeded(counters: Counters): Promise<void> {
    await this.throttles.forget(counters.filter((counter) => !outlastsSuccess(counter)).map(({ key }) => key));
  }

  /**
   * Counts an act, right or wrong, of which an address may do `most` within a quarter of an hour.
   * @returns seconds until it may do one more; 0 if it may do this one
   */
  async consume(act: string, address: string, most: number): Promise<number> {
    const now = this.clock.now();
    const { count, expiresAt } = await this.throttles.consume(`${act}:${digest(networkOf(address))}`, now);
    if (count <= most) return 0;
    this.turnedAway.inc({ counter: act });
    return retryAfter([expiresAt], now);
  }
}
