import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { type AuditEvent, AuditService } from '../../audit/audit.service.js';
import { acrOf, together } from '../../oauth/authentication-levels.js';
import { Clock } from '../../platform/clock.js';
import { CONFIG, type Config } from '../../platform/config/config.js';
import { digest, generateSecret } from '../../platform/crypto/secrets.js';
import type { Cookies } from '../../platform/http/cookies.js';
import type { RequestFacts } from '../../platform/http/request-facts.js';
import type { Visitor } from '../../platform/http/visitor.js';
import type { User } from '../../users/user.js';
import { MOST_ACCOUNTS } from '../accounts/accounts.js';
import type { Proof } from '../authenticators/authenticator.js';
import { loginFailed, SignInRefused } from '../login/sign-in-refused.js';
import { BrowserSignOuts } from '../sign-out/browser-sign-outs.service.js';
import { sessionEnd } from './session.js';
import { SessionCookies } from './session-cookies.js';
import { isOutdated, type NewSession, SessionsRepository } from './sessions.repository.js';
import { type HeldSession, SessionsService } from './sessions.service.js';

/** Makes sessions, and makes one of a browser the active one. Only the sign-in gate calls it. */
@Injectable()
export class SessionStarts {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly clock: Clock,
    private readonly repository: SessionsRepository,
    private readonly sessions: SessionsService,
    private readonly signOuts: BrowserSignOuts,
    private readonly cookies: SessionCookies,
    private readonly audit: AuditService,
  ) {}

  /**
   * Starts a session in the browser, always under a new secret (session fixation), and makes
   * it the active one. A user who signs in again keeps the `sid`, so that a later logout still covers all that was
   * authorized in it; the sessions of other accounts go on.
   * @param event what is recorded of it
   * @throws SignInRefused if the account was changed since the user was verified, or the session has ended that is stepped up
   */
  async start({ cookies, facts }: Visitor, { user, ...proof }: Proof, event: AuditEvent): Promise<void> {
    const now = this.clock.now();
    const held = await this.sessions.held(cookies.sent);
    const before = held.find(({ session }) => session.user.id === user.id);
    if (isLost(proof.sid, before?.session.sid)) throw new SignInRefused('outdated');
    const secret = generateSecret();
    const amr = together(proof.amr);
    const session = {
      digest: digest(secret),
      userId: user.id,
      amr: amr.join(' '),
      acr: acrOf(amr),
      authenticatedAt: now,
      expiresAt: sessionEnd(now, now, this.config.lifetimes),
      accountVersion: user.accountVersion,
    };
    const renewed = before && (await this.repository.renew(before.session.digest, session));
    if (isLost(proof.sid, renewed)) throw new SignInRefused('outdated');
    const sid = renewed ?? randomUUID();
    // By this the list of sessions finds from where they were started.
    const started = { ...event, details: { ...event.details, session: sid } };
    if (renewed) await this.audit.record(started, facts);
    else await this.insert({ sid, ...session }, user, started, facts);
    const others = held.filter((each) => each.session.user.id !== user.id);
    await this.signOuts.remove(others.slice(MOST_ACCOUNTS - 1), facts);
    const kept = others.slice(0, MOST_ACCOUNTS - 1);
    this.cookies.keep(cookies, { active: secret, others: kept.map((each) => each.secret) });
  }

  /** Makes one of the browser's accounts the active one. */
  activate(cookies: Cookies, held: readonly HeldSession[], { secret: active }: HeldSession): void {
    const secrets = held.map(({ secret }) => secret);
    this.cookies.keep(cookies, { active, others: secrets.filter((secret) => secret !== active) });
  }

  private async insert(session: NewSession, user: User, event: AuditEvent, facts: RequestFacts): Promise<void> {
    try {
      await this.audit.recordWith(this.repository.inserting(session), event, facts);
    } catch (error) {
      if (!isOutdated(error)) throw error;
      await this.audit.record(loginFailed(user.username), facts);
      throw new SignInRefused('wrong');
    }
  }
}

/** Whether a session is stepped up that is not the one that runs (any more). */
function isLost(steppedUp: string | undefined, running: string | undefined): boolean {
  return steppedUp !== undefined && steppedUp !== running;
}
