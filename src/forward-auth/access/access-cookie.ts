import { Inject, Injectable } from '@nestjs/common';
import type { AuthorizationId } from '../../authorizations/refresh-token.js';
import { after, Clock, type Instant } from '../../platform/clock.js';
import { CONFIG, type Config } from '../../platform/config/config.js';
import { equal, keyedHash } from '../../platform/crypto/secrets.js';
import type { ServerSecret } from '../../platform/crypto/server-secret.js';
import { ServerSecrets } from '../../platform/crypto/server-secrets.js';
import type { Cookies, SentCookies } from '../../platform/http/cookies.js';

/** Signs what browsers keep for protected hosts. */
export const FORWARD_AUTH_SECRET: ServerSecret = {
  name: 'forward-auth',
  renewal: { ends: 'what browsers keep for protected hosts, which lead through a sign-in once more' },
};

/** Seconds for which a browser that does not come back keeps it, and after which one that does gets a new one. */
const COOKIE_LIFETIME = 900;
const RENEWED_AFTER = 300;

const ACCESS = 'gatehouse_access';
const BROWSER = 'gatehouse_access_browser';

/** Who was let in to a protected host, and by what. */
export interface Entrance {
  readonly authorizationId: AuthorizationId;
  readonly sid: string;
}

/** What is in the cookie: it tells nothing of the person, and is worth nothing at another host. */
type Content = readonly [host: string, authorizationId: AuthorizationId, sid: string, issuedAt: Instant];

/**
 * The cookies of protected hosts. Each host gets its own from its own answers; on https by the prefix `__Host-`, so that
 * neither another host of the domain nor a plain-http page can set it (RFC 6265bis §4.1.3.2).
 */
@Injectable()
export class AccessCookies {
  private readonly secret: Buffer;

  constructor(
    secrets: ServerSecrets,
    private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Config,
  ) {
    this.secret = secrets.get(FORWARD_AUTH_SECRET);
  }

  /** What the browser has of this host; undefined if that is nothing, too old, of another host or was not made here. */
  read(sent: SentCookies, host: string): (Entrance & { readonly isDue: boolean }) | undefined {
    const [content = '', mark = '', ...more] = (sent[this.named(ACCESS)] ?? '').split('.');
    if (mark === '' || more.length > 0 || !equal(mark, this.markOf(content))) return undefined;
    const [of, authorizationId, sid, issuedAt] = JSON.parse(Buffer.from(content, 'base64url').toString()) as Content;
    const now = this.clock.now();
    if (of !== host || now >= after(issuedAt, COOKIE_LIFETIME)) return undefined;
    return { authorizationId, sid, isDue: now >= after(issuedAt, RENEWED_AFTER) };
  }

  keep(cookies: Cookies, host: string, { authorizationId, sid }: Entrance): void {
    const written: Content = [host, authorizationId, sid, this.clock.now()];
    const content = Buffer.from(JSON.stringify(written)).toString('base64url');
    this.set(cookies, ACCESS, `${content}.${this.markOf(content)}`, COOKIE_LIFETIME);
  }

  clear(cookies: Cookies): void {
    this.set(cookies, ACCESS, '');
  }

  /** The secret of the browser at this host, by which it is known again when it comes back with a code. */
  browser(sent: SentCookies): string | undefined {
    return sent[this.named(BROWSER)] || undefined;
  }

  keepBrowser(cookies: Cookies, secret: string): void {
    this.set(cookies, BROWSER, secret);
  }

  private markOf(content: string): string {
    return keyedHash(this.secret, 'access', content).toString('base64url');
  }

  private named(name: string): string {
    return this.isSecure ? `__Host-${name}` : name;
  }

  private set(cookies: Cookies, name: string, value: string, maxAge?: number): void {
    const where = { httpOnly: true, sameSite: 'lax', secure: this.isSecure, path: '/' } as const;
    cookies.set({ name: this.named(name), value, ...where, ...(maxAge === undefined ? {} : { maxAge }) });
  }

  private get isSecure(): boolean {
    return this.config.issuer.startsWith('https:');
  }
}
