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
  /** What was let in and is not stored yet: the database does not tell of it. */
  storing: number;
  refusedUntil: Instant;
  /** While the database is asked. */
  asking: Promise<void> | undefined;
}

/**
 * How much may wait for people, by network and in all. What is let in is counted in memory, and the database is asked only
 * once a tenth of the limit was let in, or what was left of it: few requests cost a statement. In exchange each process may
 * let in a tenth too much, however many requests come at once.
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

  /**
   * Stores one more request of that many KiB, if it may wait.
   * @returns whether it was stored
   */
  store(network: string, size: number, now: Instant, store: () => Promise<void>): Promise<boolean> {
    const freeOfNetwork = async () => this.perNetwork - (await this.waiting(network));
    const freeInAll = async () => this.perNetwork * NETWORKS - (await this.waiting());
    return within(this.allowanceOf(network), { size, now, free: freeOfNetwork }, () =>
      within(this.all, { size, now, free: freeInAll }, async () => {
        await store();
        return true;
      }),
    );
  }

  private allowanceOf(network: string): Allowance {
    const known = this.networks.get(network);
    if (known) return known;
    const allowance = beginning(this.perNetwork);
    this.networks.set(network, allowance);
    return allowance;
  }
}

function beginning(limit: number): Allowance {
  const atOnce = Math.ceil(limit / 10);
  return { atOnce, left: atOnce, storing: 0, refusedUntil: 0, asking: undefined };
}

/** What is to be stored, and how it is found out how much may still be. */
interface Wish {
  readonly size: number;
  readonly now: Instant;
  readonly free: () => Promise<number>;
}

/** Of many at once, one asks what is free and the others wait for the answer, so that it is shared out once. */
async function within(allowance: Allowance, wish: Wish, work: () => Promise<boolean>): Promise<boolean> {
  const { size, now } = wish;
  while (allowance.left < size) {
    if (now < allowance.refusedUntil) return false;
    allowance.asking ??= ask(allowance, wish).finally(() => {
      allowance.asking = undefined;
    });
    await allowance.asking;
  }
  allowance.left -= size;
  allowance.storing += size;
  try {
    return await work();
  } finally {
    allowance.storing -= size;
  }
}

async function ask(allowance: Allowance, { size, now, free }: Wish): Promise<void> {
  const { storing } = allowance;
  allowance.left = Math.min(Math.max(allowance.atOnce, size), (await free()) - storing);
  if (allowance.left < size) allowance.refusedUntil = after(now, REFUSAL_LASTS);
}
