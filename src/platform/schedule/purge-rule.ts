import type { Type } from '@nestjs/common';
import type { Instant } from '../clock.js';
import { Kind } from '../declarations.js';
import type { Providers } from '../providers.js';

/** Deletes at most `limit` rows that have expired before `now`; returns how many. */
export type PurgeBatch = (now: Instant, limit: number) => Promise<number>;

/** How the rows of a table go that have expired. */
export interface PurgeRule {
  readonly table: string;
  /** The column with the end of a row, if a row goes by nothing else. */
  readonly endsAt?: string | undefined;
  readonly bind: (providers: Providers) => PurgeBatch;
}

/** The rules that rooms bring for their tables of short-lived rows; {@link Purge} follows them. */
export const PURGE_RULES = new Kind<PurgeRule>('purge rules');

/**
 * A rule for a table.
 * @param provider of the room that owns the table
 * @param endsAt the column with the end of a row, if a row goes by nothing else: `gatehouse doctor` looks at it
 * @param batch in one statement or one transaction; left out: the method `purge` of the provider
 */
export function purgeRule<P extends { readonly purge: PurgeBatch }>(
  table: string,
  provider: Type<P>,
  endsAt?: string,
  batch = (found: P, now: Instant, limit: number): Promise<number> => found.purge(now, limit),
): PurgeRule {
  const bind = (providers: Providers): PurgeBatch => {
    const found = providers.get(provider);
    return (now, limit) => batch(found, now, limit);
  };
  return { table, endsAt, bind };
}
