import { Inject, Injectable } from '@nestjs/common';
import { DAY } from '../../platform/clock.js';
import { CONFIG, type Config } from '../../platform/config/config.js';
import { keyedHash } from '../../platform/crypto/secrets.js';
import { ServerSecrets } from '../../platform/crypto/server-secrets.js';
import { type Cookies, readCookie, type SentCookies, setCookie } from '../../platform/http/cookies.js';
import type { User } from '../../users/user.js';
import { CSRF_SECRET } from '../csrf.js';

const COOKIE = 'gatehouse_known';

/** Seconds. */
const LIFETIME = 365 * DAY;

/** Accounts that a browser remembers; the one used last comes first. */
const MOST_ACCOUNTS = 10;

/** Bytes of a mark. */
const MARK = 16;

/**
 * Remembers in a browser which accounts were signed in to there, so that people are told of a sign-in elsewhere. Nothing is
 * decided by it. It outlives changes of the account, as a browser does.
 */
@Injectable()
export class KnownBrowsers {
  private readonly secret: Buffer;

  constructor(
    secrets: ServerSecrets,
    @Inject(CONFIG) private readonly config: Config,
  ) {
    this.secret = secrets.get(CSRF_SECRET);
  }

  knows(sent: SentCookies, user: Pick<User, 'id'>): boolean {
    return this.marks(sent).includes(this.markOf(user));
  }

  remember(cookies: Cookies, user: Pick<User, 'id'>): void {
    const mark = this.markOf(user);
    const others = this.marks(cookies.sent).filter((each) => each !== mark);
    const kept = [mark, ...others].slice(0, MOST_ACCOUNTS).join('.');
    setCookie(cookies, this.config, COOKIE, kept, LIFETIME);
  }

  private marks(sent: SentCookies): readonly string[] {
    return (readCookie(sent, this.config, COOKIE) ?? '').split('.').filter(Boolean);
  }

  private markOf({ id }: Pick<User, 'id'>): string {
    return keyedHash(this.secret, 'known-browser', id).subarray(0, MARK).toString('base64url');
  }
}
