import { Inject, Injectable } from '@nestjs/common';
import { after, Clock, type Instant, MINUTE } from '../../platform/clock.js';
import { CONFIG, type Config } from '../../platform/config/config.js';
import { equal, keyedHash } from '../../platform/crypto/secrets.js';
import { ServerSecrets } from '../../platform/crypto/server-secrets.js';
import { type Cookies, clearCookie, readCookie, type SentCookies, setCookie } from '../../platform/http/cookies.js';
import { CSRF_SECRET } from '../csrf.js';

const COOKIE = 'gatehouse_return';

/** Seconds in which the person has to sign in to come back. */
const LIFETIME = 15 * MINUTE;

/** Characters. Browsers keep cookies of 4096 bytes with name and attributes. */
const LONGEST = 3_000;

/** What someone typed into a form and is no secret, by the name of the field. */
export type Typed = Readonly<Record<string, string>>;

/** A page of the account to which a sign-in leads back. */
interface AccountReturn {
  readonly path: string;
  /** Who is to come back; left out: the one who signs in. */
  readonly userId?: string | undefined;
  readonly typed: Typed;
  /** Whether the person has come back: only what was typed is still to be told. */
  readonly isReached?: boolean;
}

/**
 * To which page of the account the browser comes back when its person has signed in, with whatever is asked of them on the
 * way. It is kept in a cookie with a keyed hash, so that no one but this server can say where that is, and nothing is stored.
 */
@Injectable()
export class AccountReturns {
  private readonly secret: Buffer;

  constructor(
    secrets: ServerSecrets,
    private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Config,
  ) {
    this.secret = secrets.get(CSRF_SECRET);
  }

  /** What was typed is left out if it is longer than a cookie can be. */
  keep(cookies: Cookies, wanted: AccountReturn): void {
    const value = this.write(wanted);
    const kept = value.length > LONGEST ? this.write({ ...wanted, typed: {} }) : value;
    setCookie(cookies, this.config, COOKIE, kept, LIFETIME);
  }

  /** Where this person comes back to after signing in, once: the next sign-in leads elsewhere. Undefined if nowhere. */
  takePath(cookies: Cookies, userId: string): string | undefined {
    const kept = this.read(cookies.sent, userId);
    if (!kept || kept.isReached) return undefined;
    if (Object.keys(kept.typed).length === 0) clearCookie(cookies, this.config, COOKIE);
    else this.keep(cookies, { ...kept, isReached: true });
    return kept.path;
  }

  /** What this person had typed into the page; the browser forgets it. */
  takeTyped(cookies: Cookies, userId: string, path: string): Typed {
    const kept = this.read(cookies.sent, userId);
    if (kept?.path !== path) return {};
    clearCookie(cookies, this.config, COOKIE);
    return kept.typed;
  }

  private write(wanted: AccountReturn): string {
    const stored = { ...wanted, until: after(this.clock.now(), LIFETIME) };
    const text = Buffer.from(JSON.stringify(stored)).toString('base64url');
    return `${text}.${this.proofOf(text)}`;
  }

  private read(sent: SentCookies, userId: string): AccountReturn | undefined {
    const [text = '', proof = ''] = (readCookie(sent, this.config, COOKIE) ?? '').split('.');
    if (text === '' || !equal(proof, this.proofOf(text))) return undefined;
    const kept = JSON.parse(Buffer.from(text, 'base64url').toString()) as AccountReturn & { readonly until: Instant };
    const isTheirs = kept.userId === undefined || kept.userId === userId;
    return isTheirs && kept.until > this.clock.now() ? kept : undefined;
  }

  private proofOf(text: string): string {
    return keyedHash(this.secret, 'account-return', text).toString('base64url');
  }
}
