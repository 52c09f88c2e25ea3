import { Injectable } from '@nestjs/common';
import { Cache } from '../../platform/cache/cache.js';
import { Clock, Stopwatch } from '../../platform/clock.js';
import { HashCostsRepository } from './hash-costs.repository.js';
import { PasswordHasher } from './password-hasher.js';

/** Milliseconds for which a measurement is good: people sign in and their hashes become cheap ones, others are imported. */
const REFRESH = 5 * 60_000;

/** How much longer than the slowest hash takes when it is measured: a core may be shared with others. */
const HEADROOM = 1.5;

/** Milliseconds that a failure is made to take at most. */
export const LONGEST_FAILURE = 3_000;

/** How many costs are measured. */
const MOST_COSTS = 32;

/**
 * Lets every failed sign-in take as long as with the slowest hash that anyone has. Imported hashes may take ten times as
 * long as ours, so the time would tell whose password was compared with one, and that the account exists. Only waits: no
 * core is busy meanwhile, and no one else's turn is later for it. While all have hashes with the present parameters,
 * nothing waits.
 */
@Injectable()
export class FailureTimes {
  /** Milliseconds that a failure takes at least. */
  private readonly shortest: Cache<number>;

  constructor(
    private readonly costs: HashCostsRepository,
    private readonly hasher: PasswordHasher,
    private readonly stopwatch: Stopwatch,
    clock: Clock,
  ) {
    this.shortest = new Cache(clock, { load: () => this.measure(), staleness: REFRESH, capacity: 1 });
  }

  /**
   * Resolves when the failure may be told. To be called when all else is done for it, so that it is counted before.
   * @param begunAt when the password's turn came, on the stopwatch
   */
  async endFailure(begunAt: number): Promise<void> {
    const rest = begunAt + ((await this.shortest.get('')) ?? 0) - this.stopwatch.now();
    if (rest > 0) await this.stopwatch.wait(rest);
  }

  private async measure(): Promise<number> {
    let slowest = 0;
    for (const hash of await this.costs.hashesFromElsewhere(MOST_COSTS)) {
      let begunAt = 0;
      await this.hasher.verify('any password', async () => {
        begunAt = this.stopwatch.now();
        return hash;
      });
      slowest = Math.max(slowest, this.stopwatch.now() - begunAt);
    }
    return Math.min(HEADROOM * slowest, LONGEST_FAILURE);
  }
}
