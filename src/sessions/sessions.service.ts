import { randomUUID } from 'node:crypto';
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AuditService } from '../audit/audit.service.js';
import { FamiliesService } from '../families/families.service.js';
import { Clock } from '../platform/clock.js';
import { CONFIG, type Config } from '../platform/config/config.js';
import { Database } from '../platform/database/database.js';
import { clearCookie, readCookie, setCookie } from '../platform/http/cookies.js';
import { requestFacts } from '../platform/http/request-facts.js';
import { Purge } from '../platform/purge.js';
import { digest, generateSecret } from '../platform/secrets.js';
import type { User } from '../users/user.js';
import { UserStore } from '../users/user-store.js';
import { acrOf, isNewVisit, type Session, sessionEnd } from './session.js';
import { SessionsRepository } from './sessions.repository.js';

const COOKIE = 'gatehouse_session';

/** Who is signed in, in which browser. */
@Injectable()
export class SessionsService implements OnModuleInit {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly clock: Clock,
    private readonly database: Database,
    private readonly sessions: SessionsRepository,
    private readonly users: UserStore,
    private readonly families: FamiliesService,
    private readonly audit: AuditService,
    private readonly purge: Purge,
  ) {}

  onModuleInit(): void {
    this.purge.register('sessions', (now, limit) => this.sessions.purge(now, limit));
  }

  /** The running session of the browser that sent the request. Ends for a user who was disabled or deleted. */
  async current(request: FastifyRequest): Promise<Session | undefined> {
    const cookie = readCookie(request, this.config, COOKIE);
    if (!cookie) return undefined;
    const id = digest(cookie);
    const now = this.clock.now();
    const stored = await this.sessions.find(id, now);
    const user = stored && (await this.users.find(stored.userId));
    if (!user || user.disabled) return undefined;
    if (isNewVisit(stored.lastSeenAt, now)) {
      await this.sessions.extend(id, now, sessionEnd(stored.authenticatedAt, now, this.config.lifetimes));
    }
    const { sid, acr, authenticatedAt } = stored;
    return { sid, digest: id, user, amr: stored.amr.split(' '), acr, authenticatedAt };
  }

  /**
   * Starts a session in the browser that the reply goes to, always under a new identifier (session fixation).
   * A user who signs in again keeps the `sid`, so that a later logout still covers all that was authorized in it;
   * another user's session in that browser ends.
   */
  async start(reply: FastifyReply, user: User, amr: readonly string[]): Promise<void> {
    const now = this.clock.now();
    const cookie = generateSecret();
    const session = {
      digest: digest(cookie),
      userId: user.id,
      amr: amr.join(' '),
      acr: acrOf(amr),
      authenticatedAt: now,
      expiresAt: sessionEnd(now, now, this.config.lifetimes),
    };
    const old = readCookie(reply.request, this.config, COOKIE);
    const renewed = old && (await this.sessions.renew(digest(old), session));
    if (!renewed) {
      if (old) await this.sessions.remove(digest(old));
      await this.sessions.insert({ ...session, sid: randomUUID() });
    }
    setCookie(reply, this.config, COOKIE, cookie);
  }

  /** Ends the browser's session, and what was authorized in it without `offline_access`. */
  async end(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const session = await this.current(request);
    clearCookie(reply, this.config, COOKIE);
    if (!session) return;
    const event = { type: 'logout', actor: session.user.id, details: { sid: session.sid } };
    await this.database.transaction(async (transaction) => {
      await this.sessions.remove(session.digest, transaction);
      await this.families.revokeSession(session.sid, transaction);
      await this.audit.record(event, requestFacts(request), transaction);
    });
  }
}
