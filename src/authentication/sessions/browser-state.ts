import { hash } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { LruMap } from 'toad-cache';
import { CONFIG, type Config } from '../../platform/config/config.js';
import { digest, generateSecret } from '../../platform/crypto/secrets.js';
import { type Cookies, clearCookie, cookieName, readCookie, setReadableCookie } from '../../platform/http/cookies.js';

const COOKIE = 'gatehouse_browser_state';

/** Bytes. */
const SALT = 12;

/** Redirect URIs whose origin is remembered at most. */
const ORIGINS_KEPT = 1_000;

/**
 * OpenID Connect Session Management §3: who is signed in, as a value that tells nothing but whether that has changed. Scripts
 * of the `check_session_iframe` read it in a cookie. It is a hash of the session cookie, and empty if there is none.
 */
@Injectable()
export class BrowserState {
  /** The cookie's name in the browser. */
  readonly cookie: string;
  private readonly origins = new LruMap<string>(ORIGINS_KEPT);

  constructor(@Inject(CONFIG) private readonly config: Config) {
    this.cookie = cookieName(config, COOKIE);
  }

  /** Called if the session cookie gets another value; empty if it goes. */
  keep(cookies: Cookies, sessions: string): void {
    const state = stateOf(sessions);
    if (state === '') clearCookie(cookies, this.config, COOKIE);
    else setReadableCookie(cookies, this.config, COOKIE, state);
  }

  /**
   * §2: the `session_state` of an authorization response; the browser is brought up to date if its cookie was lost.
   * @param sessions the value of the session cookie
   * @returns undefined if the client is no web page, which could ask nothing
   */
  sessionState(cookies: Cookies, sessions: string, clientId: string, redirectUri: string): string | undefined {
    const origin = this.origins.get(redirectUri) ?? new URL(redirectUri).origin;
    this.origins.set(redirectUri, origin);
    if (origin === 'null') return undefined;
    const known = readCookie(cookies.sent, this.config, COOKIE) ?? '';
    // Inside a page of another site the browser keeps the session cookie from us: that does not mean that no one is signed in.
    const state = sessions === '' ? known : stateOf(sessions);
    if (state !== known) this.keep(cookies, sessions);
    const salt = generateSecret(SALT);
    return `${hash('sha256', `${clientId} ${origin} ${state} ${salt}`)}.${salt}`;
  }
}

/** The session cookie is nothing but secrets, so no one finds it by trying. */
function stateOf(sessions: string): string {
  return sessions === '' ? '' : digest(`browser-state ${sessions}`);
}
