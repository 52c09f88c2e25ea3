import type { LimitedCredential } from '../../../admin/limited-credential.js';
import type { Instant } from '../../../platform/clock.js';

/** A code that lets its holders register. The code itself is known to them only. */
export interface RegistrationInvitation extends LimitedCredential {
  readonly expiresAt: Instant;
  /** How many people may register with it. */
  readonly maxUses: number;
}
