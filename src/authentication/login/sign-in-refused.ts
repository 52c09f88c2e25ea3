import type { AuditEvent } from '../../audit/audit.service.js';
import { AUTHENTICATION_EVENTS } from '../audit-events.js';

/** Why a sign-in was refused: an outdated form, a browser without cookies, a wrong username or password, or too many attempts. */
export type Refusal = 'outdated' | 'without-cookies' | 'wrong' | 'throttled';

/** A sign-in that did not succeed; the sign-in page says why. */
export class SignInRefused extends Error {
  constructor(
    readonly refusal: Refusal,
    /** Whole seconds until a further attempt is looked at. */
    readonly retryAfter = 0,
  ) {
    super(refusal);
  }
}

/** What is recorded where a username and a password are not right together. */
export function loginFailed(username: string): AuditEvent {
  return { type: AUTHENTICATION_EVENTS.loginFailed, details: { username: username.slice(0, 255) } };
}
