import { LruMap } from 'toad-cache';
import { after, type Instant } from '../platform/clock.js';

/** So many times as much as may wait of one network may wait in all. */
const NETWORKS = 10;

/** Seconds for which a refusal is not looked into again. */
const REFUSAL_LASTS = 5;

/** Networks that are remembered at most. */
const MOST_NETWORKS = 20_000;

/** What is let in before the database is asked again, in KiB. */
interface Allowance {
  /** The most that is let in without asking. */
  readonly atOnce: number;
  left: number;
  refusedUntil: Instant;
}

/**
 * How much may wait for people, by network and in all. What is let in is counted in memory, and the database is asked only
 * once a tenth of the limit was let in, or what was left of it: few requests cost a statement. In exchange each process may
 * let in a tenth too much.
 */
export class WaitingLimit {
  private readonly networks = new LruMap<Allowance>(MOST_NETWORKS);
  private readonly all: Allowance;

  /**
   * @param perNetwork KiB
   * @param waiting the KiB that wait at present, of one network or in all
   */
  constructor(
    private readonly perNetwork: number,
    private readonly waiting: (network?: string) => Promise<number>,
  ) {
    this.all = beginning(perNetwork * NETWORKS);
  }

  /** Whether one more request of that many KiB may wait; then it is counted. */
  async admits(network: string, size: number, now: Instant): Promise<boolean> {
    let own = this.networks.get(network);
    if (!own) {
      own = beginning(this.perNetwork);
      this.networks.set(network, own);
    }
    const fits =
      (await isWithin(own, size, now, async () => this.perNetwork - (await this.waiting(network)))) &&
      (await isWithin(this.all, size, now, async () => this.perNetwork * NETWORKS - (await this.waiting())));
    if (!fits) return false;
    own.left -= size;
    this.all.left -= size;
    return true;
  }
}

function beginning(limit: number): Allowance {
  const atOnce = Math.ceil(limit / 10);
  return { atOnce, left: atOnce, refusedUntil: 0 };
}

async function isWithin(
  allowance: Allowance,
  size: number,
  now: Instant,
  free: () => Promise<number>,
): Promise<boolean> {
  if (allowance.left >= size) return true;
  if (now < allowance.refusedUntil) return false;
  allowance.left = Math.min(allowance.atOnce, await free());
  if (allowance.left >= size) return true;
  allowance.refusedUntil = after(now, REFUSAL_LASTS);
  return false;
}
