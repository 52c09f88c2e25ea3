import { Inject, Injectable } from '@nestjs/common';
import { Cache } from '../../platform/cache/cache.js';
import { Clock, type Instant } from '../../platform/clock.js';
import { CONFIG, type Config } from '../../platform/config/config.js';
import { digest } from '../../platform/crypto/secrets.js';
import type { Cookies, SentCookies } from '../../platform/http/cookies.js';
import { noteReader } from '../../ui/reader.js';
import { isBarred } from '../../users/user.js';
import { UserStore } from '../../users/user-store.js';
import { type AccountPreference, type Accounts, pickAccount } from '../accounts/accounts.js';
import { isNewVisit, type Session, sessionEnd } from './session.js';
import { SessionCookies } from './session-cookies.js';
import { SessionsRepository } from './sessions.repository.js';
import { clientIdsOf, type StoredSession } from './stored-session.js';

/** Milliseconds. */
const DIGEST_STALENESS = 600_000;
const DIGESTS_KEPT = 10_000;

/** A session together with the secret by which this browser has it. */
export interface HeldSession {
  readonly secret: string;
  readonly session: Session;
  readonly lastSeenAt: Instant;
}

/** Who is signed in, in which browser. A browser may be signed in to several accounts, of which one is active. */
@Injectable()
export class SessionsService {
  /** The digests of sessions that are asked for by their `sid`. One that is behind leads to no session, never to another. */
  private readonly digests: Cache<string>;

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly clock: Clock,
    private readonly sessions: SessionsRepository,
    private readonly users: UserStore,
    private readonly cookies: SessionCookies,
  ) {
    const load = (sid: string) => sessions.digestOf(sid);
    this.digests = new Cache(clock, { load, staleness: DIGEST_STALENESS, capacity: DIGESTS_KEPT });
  }

  /**
   * The running session of the active account. Ends for a user who was disabled or deleted, or has to change the password.
   * @param mayBeRemembered for who finds out in time if it has ended meanwhile, and then {@link forget}s it
   */
  async current(sent: SentCookies, mayBeRemembered = false): Promise<Session | undefined> {
    const { active } = this.cookies.secrets(sent);
    if (active === undefined) return undefined;
    const id = digest(active);
    const stored = await (mayBeRemembered ? this.sessions.remembered(id) : this.sessions.find(id, this.clock.now()));
    const session = await this.visited(id, stored);
    if (session) noteReader(sent, { locale: session.user.claims.locale });
    return session;
  }

  /**
   * The running session of this `sid`, at most five seconds behind. Being asked for is a visit: it puts off the end by idling.
   * Who asks again within these seconds costs no statement.
   */
  async named(sid: string): Promise<Session | undefined> {
    const known = await this.digests.get(sid);
    if (known === undefined) return undefined;
    const session = await this.visited(known, await this.sessions.remembered(known));
    if (session) return session;
    this.digests.forget(sid);
    const now = await this.digests.get(sid);
    return now === undefined || now === known ? undefined : this.visited(now, await this.sessions.remembered(now));
  }

  /** What is remembered of the session is not true any more. */
  forget({ digest }: Session): void {
    this.sessions.forget(digest);
  }

  /** Every account that the browser is signed in to: the active one, then the others, the one used last first. */
  async accounts(sent: SentCookies): Promise<readonly Session[]> {
    return (await this.held(sent)).map(({ session }) => session);
  }

  /** Whether the browser may be signed in to more than one account; looks at its cookie only. */
  mayHaveSeveral(sent: SentCookies): boolean {
    const { active, others } = this.cookies.secrets(sent);
    return others.length > (active === undefined ? 1 : 0);
  }

  /**
   * The account that something is about: the active one, unless another is meant. Being meant makes no account the
   * active one, so that no link can change which that is.
   * @param mayBeRemembered as for {@link current}
   */
  async pick(sent: SentCookies, about: AccountPreference | undefined, mayBeRemembered = false): Promise<Accounts> {
    const active = await this.current(sent, mayBeRemembered);
    if (active && (!about || about.isMeant(active))) return { session: active, any: true };
    const held = await this.held(sent);
    const accounts = held.map((each) => each.session);
    const session = pickAccount(accounts, active, about);
    const used = held.find((each) => each.session === session);
    if (used) await this.noteVisit(used.session, used.lastSeenAt);
    return { session, any: accounts.length > 0 };
  }

  /** As {@link accounts}, with the secrets by which the browser has them. */
  async held(sent: SentCookies): Promise<readonly HeldSession[]> {
    const { active, others } = this.cookies.secrets(sent);
    const secrets = active === undefined ? others : [active, ...others];
    if (secrets.length === 0) return [];
    const stored = await this.sessions.findAll(secrets.map(digest), this.clock.now());
    const byDigest = new Map(stored.map((each) => [each.digest, each]));
    const held: HeldSession[] = [];
    for (const secret of secrets) {
      const found = byDigest.get(digest(secret));
      const session = found && (await this.sessionOf(found.digest, found));
      if (session) held.push({ secret, session, lastSeenAt: found.lastSeenAt });
    }
    return held;
  }

  /** OIDC Session Management §2: what lets the client's pages find out by themselves when who is signed in changes. */
  sessionState(cookies: Cookies, clientId: string, redirectUri: string): string | undefined {
    return this.cookies.sessionState(cookies, clientId, redirectUri);
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

  private async visited(id: string, stored: StoredSession | undefined): Promise<Session | undefined> {
    const session = stored && (await this.sessionOf(id, stored));
    if (session) await this.noteVisit(session, stored.lastSeenAt);
    return session;
  }

  private async noteVisit({ digest, authenticatedAt }: Session, lastSeenAt: Instant): Promise<void> {
    const now = this.clock.now();
    if (!isNewVisit(lastSeenAt, now)) return;
    await this.sessions.extend(digest, now, sessionEnd(authenticatedAt, now, this.config.lifetimes));
  }
}
