import type { Config } from '../config/config.js';
import { issuerPath } from '../config/issuer.js';

/** The cookies that a browser has sent, by name. */
export type SentCookies = Readonly<Record<string, string | undefined>>;

/** What a browser is told about one cookie (RFC 6265 §4.1). */
interface SetCookie {
  readonly name: string;
  /** Empty: the browser forgets the cookie. */
  readonly value: string;
  readonly httpOnly: boolean;
  readonly sameSite: 'lax' | 'none';
  readonly secure: boolean;
  /** Below it the browser sends the cookie. */
  readonly path: string;
  /** Seconds; left out: until the browser closes. */
  readonly maxAge?: number;
}

/** The cookies of one browser: those that it has sent, and those that the answer sets. */
export interface Cookies {
  readonly sent: SentCookies;
  set(cookie: SetCookie): void;
}

type Issuer = Pick<Config, 'issuer'>;

/**
 * Names a cookie: on https with the `__Host-` prefix (RFC 6265bis §4.1.3.2), so that neither a subdomain nor a plain-http page
 * can set it. That prefix demands the path `/`. An issuer with a path keeps its cookies below it, from the other applications
 * of the host: there the prefix is `__Secure-`, which a subdomain can set.
 */
export function cookieName(config: Issuer, name: string): string {
  if (!isSecure(config)) return name;
  return issuerPath(config.issuer) === '' ? `__Host-${name}` : `__Secure-${name}`;
}

export function readCookie(sent: SentCookies, config: Issuer, name: string): string | undefined {
  return sent[cookieName(config, name)];
}

/** @param maxAge seconds; left out: until the browser closes */
export function setCookie(cookies: Cookies, config: Issuer, name: string, value: string, maxAge?: number): void {
  cookies.set({ ...hidden(config, name), value, ...(maxAge === undefined ? {} : { maxAge }) });
}

/** Sets a cookie that scripts of this server may read, on https even inside pages of other sites. Never for a secret. */
export function setReadableCookie(cookies: Cookies, config: Issuer, name: string, value: string): void {
  const secure = isSecure(config);
  // Browsers take SameSite=None for secure cookies only.
  cookies.set({ ...hidden(config, name), value, httpOnly: false, sameSite: secure ? 'none' : 'lax' });
}

export function clearCookie(cookies: Cookies, config: Issuer, name: string): void {
  cookies.set({ ...hidden(config, name), value: '' });
}

function hidden(config: Issuer, name: string): Omit<SetCookie, 'value'> {
  const path = issuerPath(config.issuer) || '/';
  return { name: cookieName(config, name), httpOnly: true, sameSite: 'lax', secure: isSecure(config), path };
}

function isSecure(config: Issuer): boolean {
  return config.issuer.startsWith('https:');
}
