import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../../platform/config/config.js';
import { type Cookies, clearCookie, readCookie, type SentCookies, setCookie } from '../../platform/http/cookies.js';
import { BrowserState } from './browser-state.js';
import { readSecrets, type Secrets, writeSecrets } from './session-cookie.js';

const COOKIE = 'gatehouse_session';

/** The cookie by which a browser has its sessions. */
@Injectable()
export class SessionCookies {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly browserState: BrowserState,
  ) {}

  secrets(sent: SentCookies): Secrets {
    return readSecrets(readCookie(sent, this.config, COOKIE));
  }

  /** Has the browser keep these secrets, and no other. */
  keep(cookies: Cookies, secrets: Secrets): void {
    const value = writeSecrets(secrets);
    if (value === '') clearCookie(cookies, this.config, COOKIE);
    else setCookie(cookies, this.config, COOKIE, value);
    this.browserState.keep(cookies, value);
  }

  /** OIDC Session Management §2: what lets the client's pages find out by themselves when who is signed in changes. */
  sessionState(cookies: Cookies, clientId: string, redirectUri: string): string | undefined {
    const sessions = readCookie(cookies.sent, this.config, COOKIE) ?? '';
    return this.browserState.sessionState(cookies, sessions, clientId, redirectUri);
  }
}
