import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../platform/config/config.js';
import { equal, generateSecret, keyedHash } from '../platform/crypto/secrets.js';
import type { ServerSecret } from '../platform/crypto/server-secret.js';
import { ServerSecrets } from '../platform/crypto/server-secrets.js';
import { type Cookies, readCookie, type SentCookies, setCookie } from '../platform/http/cookies.js';

/** Marks forms and browsers. */
export const CSRF_SECRET: ServerSecret = {
  name: 'csrf',
  renewal: { ends: 'forms that are open, which have to be sent once more, and by what browsers are known again' },
};

/** Tells browsers apart before anyone is signed in. */
const BROWSER_COOKIE = 'gatehouse_browser';

/**
 * Tokens that prove that a form was sent from a page of this server: a keyed hash of what the form is for and of a
 * secret of that browser (a signed double-submit cookie). Nothing is stored, and every replica can check them.
 */
@Injectable()
export class Csrf {
  private readonly secret: Buffer;

  constructor(
    secrets: ServerSecrets,
    @Inject(CONFIG) private readonly config: Config,
  ) {
    this.secret = secrets.get(CSRF_SECRET);
  }

  /** @param binding what else the token is valid for: the session's digest, the reference of a request */
  token(purpose: string, ...binding: readonly string[]): string {
    return keyedHash(this.secret, 'csrf', purpose, ...binding).toString('base64url');
  }

  accepts(token: string, purpose: string, ...binding: readonly string[]): boolean {
    return equal(token, this.token(purpose, ...binding));
  }

  /** A token for a form that is shown to someone who is not signed in; marks the browser if it has no mark yet. */
  anonymousToken(cookies: Cookies, purpose: string): string {
    let browser = readCookie(cookies.sent, this.config, BROWSER_COOKIE);
    if (!browser) {
      browser = generateSecret();
      setCookie(cookies, this.config, BROWSER_COOKIE, browser);
    }
    return this.token(purpose, browser);
  }

  acceptsAnonymous(sent: SentCookies, token: string, purpose: string): boolean {
    const browser = readCookie(sent, this.config, BROWSER_COOKIE);
    return browser !== undefined && this.accepts(token, purpose, browser);
  }
}
