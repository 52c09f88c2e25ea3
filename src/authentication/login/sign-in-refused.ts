import type { AuditEvent } from '../../audit/audit.service.js';
import type { Message } from '../../platform/texts/message.js';
import { AUTHENTICATION_EVENTS } from '../audit-events.js';

/**
 * Why a sign-in was refused: an outdated form, a browser without cookies, a wrong username or password, too many attempts, or
 * what the authenticator says in its own words.
 */
export type Refusal = 'outdated' | 'without-cookies' | 'wrong' | 'throttled' | 'explained';

/** A sign-in that did not succeed; the sign-in page says why. */
export class SignInRefused extends Error {
  constructor(
    readonly refusal: Refusal,
    /** Whole seconds until a further attempt is looked at. */
    readonly retryAfter = 0,
    /** What the authenticator says to the person, if it explains the refusal. */
    readonly explanation?: Message,
  ) {
    super(refusal);
  }
}

/** What is recorded if a username and a password are not right together. */
export function loginFailed(username: string): AuditEvent {
  return { type: AUTHENTICATION_EVENTS.loginFailed, details: { username: username.slice(0, 255) } };
}
