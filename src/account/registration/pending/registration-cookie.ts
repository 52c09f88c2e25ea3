import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../../../platform/config/config.js';
import { digest, generateSecret } from '../../../platform/crypto/secrets.js';
import { type Cookies, clearCookie, readCookie, type SentCookies, setCookie } from '../../../platform/http/cookies.js';
import type { PendingRegistration } from './pending-registrations.service.js';
import { PENDING_LIFETIME } from './pending-registrations.service.js';

const COOKIE = 'gatehouse_registration';

/**
 * Marks the browser in which someone registers: only there counts the password that was typed before the address was proven,
 * and only there the request goes on that led to registration. The reference of the request is nowhere else.
 */
@Injectable()
export class RegistrationCookie {
  constructor(@Inject(CONFIG) private readonly config: Config) {}

  /** @returns the digest by which the browser is recognized */
  mark(cookies: Cookies, reference: string): string {
    const secret = generateSecret();
    setCookie(cookies, this.config, COOKIE, `${secret}.${reference}`, PENDING_LIFETIME);
    return digest(secret);
  }

  /** The reference of the request, empty if there is none; undefined if it is another browser. */
  referenceOf(sent: SentCookies, { browser }: PendingRegistration): string | undefined {
    const [secret = '', reference = ''] = (readCookie(sent, this.config, COOKIE) ?? '').split('.');
    return secret !== '' && digest(secret) === browser ? reference : undefined;
  }

  clear(cookies: Cookies): void {
    clearCookie(cookies, this.config, COOKIE);
  }
}
