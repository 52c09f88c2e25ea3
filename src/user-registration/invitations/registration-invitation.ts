import type { Instant } from '../../platform/clock.js';

/** A code that lets its holders register. The code itself is known to them only. */
export interface RegistrationInvitation {
  readonly id: string;
  /** For administrators: whom it is for. */
  readonly description: string | null;
  /** The administrator. */
  readonly createdBy: string | null;
  readonly createdAt: Instant;
  readonly expiresAt: Instant;
  /** How many people may register with it. */
  readonly maxUses: number;
  /** How many have registered with it. */
  readonly uses: number;
}

/** Whether someone can register with it at that time. */
export function isUsable({ expiresAt, maxUses, uses }: RegistrationInvitation, now: Instant): boolean {
  return expiresAt > now && uses < maxUses;
}
