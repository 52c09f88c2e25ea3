import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type AuditEvent, AuditService } from '../../audit/audit.service.js';
import { Clock, type Instant } from '../../platform/clock.js';
import { CONFIG, type Config } from '../../platform/config/config.js';
import { digest, generateSecret } from '../../platform/crypto/secrets.js';
import { Database } from '../../platform/database/database.js';
import { clearCookie, readCookie, setCookie } from '../../platform/http/cookies.js';
import { type RequestFacts, requestFacts } from '../../platform/http/request-facts.js';
import { isBarred, type User } from '../../users/user.js';
import { UserStore } from '../../users/user-store.js';
import { type AccountPreference, type Accounts, MOST_ACCOUNTS, pickAccount } from '../accounts/accounts.js';
import { loginFailed, SignInRefused } from '../login/sign-in-refused.js';
import type { EndedSession } from '../sign-out/logout-notice.js';
import { SignOuts } from '../sign-out/sign-outs.service.js';
import { BrowserState } from './browser-state.js';
import { acrOf, isNewVisit, type Session, sessionEnd } from './session.js';
import { readSecrets, type Secrets, writeSecrets } from './session-cookie.js';
import {
  clientIdsOf,
  isOutdated,
  type NewSession,
  SessionsRepository,
  type StoredSession,
} from './sessions.repository.js';

const COOKIE = 'gatehouse_session';

/** A session together with the secret by which this browser has it. */
interface Held {
  readonly secret: string;
  readonly session: Session;
  readonly lastSeenAt: Instant;
}

/** Who is signed in, in which browser. A browser may be signed in to several accounts, of which one is active. */
@Injectable()
export class SessionsService {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly clock: Clock,
    private readonly database: Database,
    private readonly sessions: SessionsRepository,
    private readonly users: UserStore,
    private readonly signOuts: SignOuts,
    private readonly browserState: BrowserState,
    private readonly audit: AuditService,
  ) {}

  /**
   * The running session of the active account. Ends for a user who was disabled or deleted, or has to change the password.
   * @param mayBeRemembered for who finds out in time where it has ended meanwhile, and then {@link forget}s it
   */
  async current(request: FastifyRequest, mayBeRemembered = false): Promise<Session | undefined> {
    const { active } = this.secrets(request);
    if (active === undefined) return undefined;
    const id = digest(active);
    const stored = await (mayBeRemembered ? this.sessions.remembered(id) : this.sessions.find(id, this.clock.now()));
    const session = stored && (await this.sessionOf(id, stored));
    if (session) await this.noteVisit(session, stored.lastSeenAt);
    return session;
  }

  /** What is remembered of the session is not true any more. */
  forget({ digest }: Session): void {
    this.sessions.forget(digest);
  }

  /** Every account that the browser is signed in to: the active one, then the others, the one used last first. */
  async accounts(request: FastifyRequest): Promise<readonly Session[]> {
    return (await this.held(request)).map(({ session }) => session);
  }

  /** Whether the browser may be signed in to more than one account; looks at its cookie only. */
  mayHaveSeveral(request: FastifyRequest): boolean {
    const { active, others } = this.secrets(request);
    return others.length > (active === undefined ? 1 : 0);
  }

  /**
   * The account that something is about: the active one, unless another is meant. Being meant makes no account the
   * active one, so that no link can change which that is.
   * @param mayBeRemembered as for {@link current}
   */
  async pick(
    request: FastifyRequest,
    about: AccountPreference | undefined,
    mayBeRemembered = false,
  ): Promise<Accounts> {
    const active = await this.current(request, mayBeRemembered);
    if (active && (!about || about.isMeant(active))) return { session: active, any: true };
    const held = await this.held(request);
    const accounts = held.map((each) => each.session);
    const session = pickAccount(accounts, active, about);
    const used = held.find((each) => each.session === session);
    if (used) await this.noteVisit(used.session, used.lastSeenAt);
    return { session, any: accounts.length > 0 };
  }

  /**
   * Starts a session in the browser that the reply goes to, always under a new secret (session fixation), and makes
   * it the active one. A user who signs in again keeps the `sid`, so that a later logout still covers all that was
   * authorized in it; the sessions of other accounts go on.
   * @param event what is recorded of it
   * @throws SignInRefused where the account was changed since the user was verified
   */
  async start(reply: FastifyReply, user: User, amr: readonly string[], event: AuditEvent): Promise<void> {
    const now = this.clock.now();
    const held = await this.held(reply.request);
    const before = held.find(({ session }) => session.user.id === user.id);
    const secret = generateSecret();
    const session = {
      digest: digest(secret),
      userId: user.id,
      amr: amr.join(' '),
      acr: acrOf(amr),
      authenticatedAt: now,
      expiresAt: sessionEnd(now, now, this.config.lifetimes),
      accountVersion: user.accountVersion,
    };
    const renewed = before && (await this.sessions.renew(before.session.digest, session));
    const facts = requestFacts(reply.request);
    if (renewed) await this.audit.record(event, facts);
    else await this.insert({ sid: randomUUID(), ...session }, user, event, facts);
    const others = held.filter((each) => each.session.user.id !== user.id);
    await this.remove(reply.request, others.slice(MOST_ACCOUNTS - 1));
    this.keep(reply, secret, others.slice(0, MOST_ACCOUNTS - 1));
  }

  /** Makes an account of the browser the active one. @returns its session, or undefined where it has ended */
  async activate(reply: FastifyReply, sid: string): Promise<Session | undefined> {
    const held = await this.held(reply.request);
    const chosen = held.find(({ session }) => session.sid === sid);
    if (!chosen) return undefined;
    const others = held.filter((each) => each !== chosen);
    this.keep(reply, chosen.secret, others);
    return chosen.session;
  }

  /**
   * Ends sessions of the browser, with all that hangs on them; the clients concerned hear of it. Where the active one
   * ends, none is active afterwards: nobody goes on as somebody else without having chosen to. The browser's cookie
   * goes only when the sessions are gone: without it nothing could end them at the next attempt.
   */
  async end(
    request: FastifyRequest,
    reply: FastifyReply,
    sessions: readonly Session[],
  ): Promise<readonly EndedSession[]> {
    const held = await this.held(request);
    const ended = (each: Held) => sessions.some(({ digest }) => digest === each.session.digest);
    const left = held.filter((each) => !ended(each));
    const { active } = this.secrets(request);
    const staysActive = left.find(({ secret }) => secret === active);
    const gone = await this.remove(request, held.filter(ended));
    this.keep(
      reply,
      staysActive?.secret,
      left.filter((each) => each !== staysActive),
    );
    return gone;
  }

  /**
   * Ends the session that a client names, in whatever browser it is; for a request of a browser that is signed in to
   * no account.
   * @returns undefined if it has ended before
   */
  async endNamed(reply: FastifyReply, sid: string): Promise<EndedSession | undefined> {
    const facts = requestFacts(reply.request);
    const ended = await this.database.transaction((transaction) => this.signOuts.endNamed(sid, facts, transaction));
    this.keep(reply, undefined, []);
    return ended;
  }

  /** OIDC Session Management §2: what lets the client's pages find out by themselves when who is signed in changes. */
  sessionState(reply: FastifyReply, clientId: string, redirectUri: string): string | undefined {
    const sessions = readCookie(reply.request, this.config, COOKIE) ?? '';
    return this.browserState.sessionState(reply, sessions, clientId, redirectUri);
  }

  private async insert(session: NewSession, user: User, event: AuditEvent, facts: RequestFacts): Promise<void> {
    try {
      await this.audit.recordWith(this.sessions.inserting(session), event, facts);
    } catch (error) {
      if (!isOutdated(error)) throw error;
      await this.audit.record(loginFailed(user.username), facts);
      throw new SignInRefused('wrong');
    }
  }

  private async remove(request: FastifyRequest, held: readonly Held[]): Promise<readonly EndedSession[]> {
    if (held.length === 0) return [];
    return this.database.transaction(async (transaction) => {
      const ended: EndedSession[] = [];
      for (const { session } of held) {
        const each = await this.signOuts.end(session.digest, requestFacts(request), transaction);
        if (each) ended.push(each);
      }
      return ended;
    });
  }

  private async held(request: FastifyRequest): Promise<readonly Held[]> {
    const { active, others } = this.secrets(request);
    const secrets = active === undefined ? others : [active, ...others];
    if (secrets.length === 0) return [];
    const stored = await this.sessions.findAll(secrets.map(digest), this.clock.now());
    const byDigest = new Map(stored.map((each) => [each.digest, each]));
    const held: Held[] = [];
    for (const secret of secrets) {
      const found = byDigest.get(digest(secret));
      const session = found && (await this.sessionOf(found.digest, found));
      if (session) held.push({ secret, session, lastSeenAt: found.lastSeenAt });
    }
    return held;
  }

  private async sessionOf(id: string, stored: StoredSession): Promise<Session | undefined> {
    const user = await this.users.find(stored.userId);
    if (!user || isBarred(user)) return undefined;
    const { sid, acr, authenticatedAt } = stored;
    return {
      sid,
      digest: id,
      user,
      clientIds: clientIdsOf(stored.clients),
      amr: stored.amr.split(' '),
      acr,
      authenticatedAt,
    };
  }

  private async noteVisit({ digest, authenticatedAt }: Session, lastSeenAt: Instant): Promise<void> {
    const now = this.clock.now();
    if (!isNewVisit(lastSeenAt, now)) return;
    await this.sessions.extend(digest, now, sessionEnd(authenticatedAt, now, this.config.lifetimes));
  }

  private secrets(request: FastifyRequest): Secrets {
    return readSecrets(readCookie(request, this.config, COOKIE));
  }

  private keep(reply: FastifyReply, active: string | undefined, others: readonly Held[]): void {
    const value = writeSecrets({ active, others: others.map(({ secret }) => secret) });
    if (value === '') clearCookie(reply, this.config, COOKIE);
    else setCookie(reply, this.config, COOKIE, value);
    this.browserState.keep(reply, value);
  }
}
