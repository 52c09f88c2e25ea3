import { type Instant, MINUTE } from '../platform/clock.js';

/** How many failures are free before every further one blocks for twice as long as the one before. */
export const FREE_FAILURES = { account: 5, device: 5, address: 50 } as const;

/** Seconds from the first failure within which the free ones are counted. */
export const WINDOW = 15 * MINUTE;

/** Seconds. */
export const LONGEST_BLOCK = 15 * MINUTE;

/** One counter of failed sign-ins: of an account, of one browser that knows the account, or of an address. */
export interface Counter {
  readonly kind: keyof typeof FREE_FAILURES;
  /** Which one; only its digest is stored. */
  readonly of: string;
}

/**
 * How many seconds a failure blocks: nothing while failures are free, then 2, 4, 8 … up to 15 minutes.
 * @param excess which failure beyond the free ones it is
 */
export function blockSeconds(excess: number): number {
  return excess <= 0 ? 0 : Math.min(2 ** excess, LONGEST_BLOCK);
}

/** Seconds after a failure that blocks until all are forgotten: 15 to 60 minutes, so that waiting out a block does not start it all over. */
export function memorySeconds(excess: number): number {
  return WINDOW + 3 * blockSeconds(excess);
}

/** Whole seconds until a further attempt is looked at; 0 where one is now. */
export function retryAfter(blockedUntil: readonly Instant[], now: Instant): number {
  return Math.max(0, ...blockedUntil.map((instant) => Math.ceil((instant - now) / 1000)));
}
