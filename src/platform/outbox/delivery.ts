import { HOUR } from '../clock.js';

/** Something that has to reach another server, leased by this process. */
export interface Delivery {
  readonly id: string;
  readonly kind: string;
  readonly payload: unknown;
  /** How often it was leased, this time included. */
  readonly attempts: number;
}

/** The receiver has refused it for good: trying again would not help. */
export class Undeliverable extends Error {
  override readonly name = 'Undeliverable';
}

/** A delivery that failed so many times is given up, about six hours after it began. */
const MOST_ATTEMPTS = 15;

/** Seconds between two attempts. */
const SHORTEST_PAUSE = 5;
const LONGEST_PAUSE = HOUR;

/**
 * Seconds to wait after this many failed attempts, or undefined if it is to be given up. Doubles each time; chance takes
 * up to half of it away, so that what failed together does not come back together.
 * @param chance from 0 to 1
 */
export function pauseAfter(attempts: number, chance: number): number | undefined {
  if (attempts >= MOST_ATTEMPTS) return undefined;
  return Math.min(LONGEST_PAUSE, SHORTEST_PAUSE * 2 ** (attempts - 1)) * (1 - chance / 2);
}
