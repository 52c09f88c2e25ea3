import type { Instant } from '../../../platform/clock.js';
import type { User } from '../../../users/user.js';

/** An account that waits for an administrator. */
export interface WaitingRegistration {
  readonly user: User;
  readonly requestedAt: Instant;
}
