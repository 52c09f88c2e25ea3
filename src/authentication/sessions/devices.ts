import { Inject, Injectable } from '@nestjs/common';
import { DAY } from '../../platform/clock.js';
import { CONFIG, type Config } from '../../platform/config/config.js';
import { equal, keyedHash } from '../../platform/crypto/secrets.js';
import { ServerSecrets } from '../../platform/crypto/server-secrets.js';
import { type Cookies, readCookie, type SentCookies, setCookie } from '../../platform/http/cookies.js';
import type { User } from '../../users/user.js';
import { CSRF_SECRET } from '../csrf.js';

const COOKIE = 'gatehouse_device';

/** Seconds. */
const LIFETIME = 365 * DAY;

/**
 * Remembers in a browser that an account was signed in to from it, so that strangers who guess at the account's
 * password cannot lock its owner out (OWASP: "Slow Down Online Guessing Attacks with Device Cookies"). The mark is good
 * for the account as it is now: it ends with every change of the password, the state and the profile.
 */
@Injectable()
export class Devices {
  private readonly secret: Buffer;

  constructor(
    secrets: ServerSecrets,
    @Inject(CONFIG) private readonly config: Config,
  ) {
    this.secret = secrets.get(CSRF_SECRET);
  }

  /** Whether the browser has signed in to this account since the account was last changed. */
  knows(sent: SentCookies, user: User): boolean {
    const mark = readCookie(sent, this.config, COOKIE);
    return mark !== undefined && equal(mark, this.markOf(user));
  }

  remember(cookies: Cookies, user: User): void {
    setCookie(cookies, this.config, COOKIE, this.markOf(user), LIFETIME);
  }

  private markOf({ id, accountVersion = 0 }: User): string {
    return keyedHash(this.secret, 'device', id, String(accountVersion)).toString('base64url');
  }
}
