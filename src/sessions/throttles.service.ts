import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Clock } from '../platform/clock.js';
import { networkOf } from '../platform/http/addresses.js';
import { Purge } from '../platform/purge.js';
import { digest } from '../platform/secrets.js';
import { SignInRefused } from './sign-in-refused.js';
import { type Counter, FREE_FAILURES, retryAfter } from './throttle.js';
import { ThrottlesRepository } from './throttles.repository.js';

/** The counters that one attempt is measured by: the person's, and beside it the address's. */
export type Counters = readonly [person: Counter, address?: Counter];

/** How many suspects are remembered. */
const MOST_SUSPECTS = 10_000;

/** Slows down guessing of passwords without locking anyone out for ever. Only failures count. */
@Injectable()
export class ThrottlesService implements OnModuleInit {
  /** Counters that have counted something, as far as this process knows; the one known longest makes room. */
  private readonly suspects = new Set<string>();

  constructor(
    private readonly clock: Clock,
    private readonly throttles: ThrottlesRepository,
    private readonly purge: Purge,
  ) {}

  onModuleInit(): void {
    this.purge.register('throttles', (now, limit) => this.throttles.purge(now, limit));
  }

  /**
   * As {@link admit}, before any work is done for the attempt. Asks only about suspects: a block that this process has
   * not heard of is found when admission is asked for, at the price of that work.
   */
  async admitToWork(counters: Counters): Promise<void> {
    if (counters.some((counter) => counter && this.suspects.has(keyOf(counter)))) await this.admit(counters);
  }

  /**
   * @returns whether the person has failures that are not forgotten
   * @throws SignInRefused where one of the counters blocks at present
   */
  async admit([person, address = person]: Counters): Promise<boolean> {
    const keys = [keyOf(person), keyOf(address)] as const;
    const found = await this.throttles.find(keys);
    for (const key of keys) this.suspects.delete(key);
    for (const { key } of found) this.suspect(key);
    const blocked = found.map(({ blockedUntil }) => blockedUntil);
    const seconds = retryAfter(blocked, this.clock.now());
    if (seconds > 0) throw new SignInRefused('throttled', seconds);
    return found.some(({ key }) => key === keys[0]);
  }

  async failed(counters: Counters): Promise<void> {
    const now = this.clock.now();
    for (const counter of counters) {
      if (!counter) continue;
      this.suspect(keyOf(counter));
      await this.throttles.count(keyOf(counter), FREE_FAILURES[counter.kind], now);
    }
  }

  /**
   * Counts an act, right or wrong, of which an address may do `most` within a quarter of an hour.
   * @returns seconds until it may do one more; 0 where it may do this one
   */
  async spend(act: string, address: string, most: number): Promise<number> {
    const now = this.clock.now();
    const { count, expiresAt } = await this.throttles.spend(`${act}:${digest(networkOf(address))}`, now);
    return count > most ? retryAfter([expiresAt], now) : 0;
  }

  /** The person's failures are forgotten; those of the address are not, or one's own account would reset them. */
  async succeeded([person]: Counters): Promise<void> {
    await this.throttles.forget(keyOf(person));
  }

  private suspect(key: string): void {
    this.suspects.add(key);
    if (this.suspects.size > MOST_SUSPECTS) this.suspects.delete(this.suspects.keys().next().value as string);
  }
}

function keyOf({ kind, of }: Counter): string {
  return `${kind}:${digest(of)}`;
}
