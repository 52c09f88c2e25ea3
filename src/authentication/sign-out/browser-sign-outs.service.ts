import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database.js';
import type { RequestFacts } from '../../platform/http/request-facts.js';
import type { Visitor } from '../../platform/http/visitor.js';
import type { Session } from '../sessions/session.js';
import { SessionCookies } from '../sessions/session-cookies.js';
import { type HeldSession, SessionsService } from '../sessions/sessions.service.js';
import type { EndedSession } from './logout-notice.js';
import { SignOuts } from './sign-outs.service.js';

/** Signs people out in the browser that they use. */
@Injectable()
export class BrowserSignOuts {
  constructor(
    private readonly database: Database,
    private readonly sessions: SessionsService,
    private readonly signOuts: SignOuts,
    private readonly cookies: SessionCookies,
  ) {}

  /**
   * Ends sessions of the browser, with all that hangs on them; the clients concerned hear of it. Where the active one
   * ends, none is active afterwards: no one goes on as someone else without having chosen to. The browser's cookie
   * goes only when the sessions are gone: without it nothing could end them at the next attempt.
   */
  async end({ cookies, facts }: Visitor, sessions: readonly Session[]): Promise<readonly EndedSession[]> {
    const held = await this.sessions.held(cookies.sent);
    const ended = (each: HeldSession) => sessions.some(({ digest }) => digest === each.session.digest);
    const left = held.filter((each) => !ended(each)).map(({ secret }) => secret);
    const { active } = this.cookies.secrets(cookies.sent);
    const gone = await this.remove(held.filter(ended), facts);
    this.cookies.keep(cookies, {
      active: left.find((secret) => secret === active),
      others: left.filter((secret) => secret !== active),
    });
    return gone;
  }

  /**
   * Ends the session that a client names, in whatever browser it is; for a request of a browser that is signed in to
   * no account.
   * @returns undefined if it has ended before
   */
  async endNamed({ cookies, facts }: Visitor, sid: string): Promise<EndedSession | undefined> {
    const ended = await this.database.transaction((transaction) => this.signOuts.endNamed(sid, facts, transaction));
    this.cookies.keep(cookies, { active: undefined, others: [] });
    return ended;
  }

  /** Ends sessions in one transaction; the browser's cookie stays. */
  async remove(held: readonly HeldSession[], facts: RequestFacts): Promise<readonly EndedSession[]> {
    if (held.length === 0) return [];
    return this.database.transaction(async (transaction) => {
      const ended: EndedSession[] = [];
      for (const { session } of held) {
        const each = await this.signOuts.end(session.digest, facts, transaction);
        if (each) ended.push(each);
      }
      return ended;
    });
  }
}
