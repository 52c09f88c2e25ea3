import type { Instant } from '../../platform/clock.js';

/** A token that lets its holder register clients (RFC 7591 §1.2). The token itself is known to its holder only. */
export interface InitialAccessToken {
  readonly id: string;
  /** For administrators: whom it is for. */
  readonly description: string | null;
  /** The administrator. */
  readonly createdBy: string | null;
  readonly createdAt: Instant;
  /** Null: never. */
  readonly expiresAt: Instant | null;
  /** How many clients it may register; null: any number. */
  readonly maxUses: number | null;
  /** How many it has registered. */
  readonly uses: number;
}

/** Whether a client can be registered with it at that time. */
export function isUsable({ expiresAt, maxUses, uses }: InitialAccessToken, now: Instant): boolean {
  return (expiresAt === null || expiresAt > now) && (maxUses === null || uses < maxUses);
}
