import type { Type } from '@nestjs/common';
import { Kind } from '../declarations.js';
import type { Providers } from '../providers.js';

/** Does one round. @returns seconds until the next one, if it may be due sooner than after the interval */
type Round = (signal: AbortSignal) => Promise<void> | Promise<number>;

/** Work that is done again and again while the server runs. */
export interface PeriodicWork {
  /** For the log: what is being done. */
  readonly name: string;
  /** Seconds from the end of a round to the beginning of the next, at most. */
  readonly interval: number;
  /** Seconds from the start of the server to the first round; left out: the interval. */
  readonly first?: number | undefined;
  readonly bind: (providers: Providers) => Round;
}

/** The periodic work that rooms bring; the {@link Schedule} does it. */
export const PERIODIC = new Kind<PeriodicWork>('periodic work');

/**
 * Work that a provider does.
 * @param run does one round; ends early if the signal is aborted, because the server stops then
 */
export function periodic<P>({
  provider,
  run,
  ...work
}: Omit<PeriodicWork, 'bind'> & {
  readonly provider: Type<P>;
  readonly run: (provider: P, signal: AbortSignal) => ReturnType<Round>;
}): PeriodicWork {
  const bind = (providers: Providers): Round => {
    const found = providers.get(provider);
    return (signal) => run(found, signal);
  };
  return { ...work, bind };
}
