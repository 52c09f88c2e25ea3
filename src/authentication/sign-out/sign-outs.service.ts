import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { AuditContext } from '../../admin/actor.js';
import { AuditService } from '../../audit/audit.service.js';
import { AuthorizationsService } from '../../authorizations/authorizations.service.js';
import type { Client } from '../../clients/client.js';
import { Clock } from '../../platform/clock.js';
import type { Transaction } from '../../platform/database/database.js';
import type { RequestFacts } from '../../platform/http/request-facts.js';
import { UsersService } from '../../users/users.service.js';
import { AUTHENTICATION_EVENTS } from '../audit-events.js';
import type { Session } from '../sessions/session.js';
import { SessionsRepository } from '../sessions/sessions.repository.js';
import { BackchannelLogout } from './backchannel-logout.js';
import { type EndedSession, hearsOfLogout } from './logout-notice.js';

/** Ends sessions together with what hangs on them: what was authorized in them, and the sessions that clients have of them. */
@Injectable()
export class SignOuts implements OnModuleInit {
  constructor(
    private readonly sessions: SessionsRepository,
    private readonly authorizations: AuthorizationsService,
    private readonly backchannel: BackchannelLogout,
    private readonly users: UsersService,
    private readonly audit: AuditService,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.users.onSignOut((userId, transaction, by) => this.endAllOf(userId, transaction, by));
  }

  /**
   * Notes that the client gets an ID token in this session, if it wants to hear of the session's end.
   * @returns false if the session has ended meanwhile, so that the client would never hear of it
   */
  async note(session: Session, client: Client): Promise<boolean> {
    if (!hearsOfLogout(client) || session.clientIds.includes(client.clientId)) return true;
    return this.sessions.addClient(session.digest, client.clientId);
  }

  /** Ends the session of this digest. @returns undefined if another request was faster */
  async end(
    digest: string,
    facts: RequestFacts | undefined,
    transaction: Transaction,
  ): Promise<EndedSession | undefined> {
    const ended = await this.sessions.remove(digest, transaction);
    if (ended) await this.signOut(ended, facts, transaction);
    return ended;
  }

  /** Ends the session of this `sid`, in whatever browser it is. @returns undefined if there is none any more */
  async endNamed(
    sid: string,
    facts: RequestFacts | undefined,
    transaction: Transaction,
  ): Promise<EndedSession | undefined> {
    const ended = await this.sessions.removeNamed(sid, this.clock.now(), transaction);
    if (ended) await this.signOut(ended, facts, transaction);
    return ended;
  }

  /** Ends every session of the user, in whatever browser: at the end of the account, or if the password changes. */
  async endAllOf(userId: string, transaction: Transaction, by?: AuditContext): Promise<void> {
    for (const ended of await this.sessions.removeAllOf(userId, transaction)) await this.close(ended, transaction, by);
  }

  /** Ends one session of the user, as an administrator or the person wants it. @returns false if the user has no such session */
  async endOneOf(userId: string, sid: string, transaction: Transaction, by?: AuditContext): Promise<boolean> {
    const ended = await this.sessions.removeOneOf(userId, sid, transaction);
    if (ended) await this.close(ended, transaction, by);
    return ended !== undefined;
  }

  /** Ends every session of the user but one, as the person wants it. @returns how many there were */
  async endOthersOf(userId: string, sid: string, transaction: Transaction, by: AuditContext): Promise<number> {
    const others = await this.sessions.removeOthersOf(userId, sid, transaction);
    for (const ended of others) await this.close(ended, transaction, by);
    return others.length;
  }

  private async signOut(ended: EndedSession, facts: RequestFacts | undefined, transaction: Transaction): Promise<void> {
    await this.finish(ended, transaction);
    const event = { type: AUTHENTICATION_EVENTS.loggedOut, actor: ended.userId, details: { sid: ended.sid } };
    await this.audit.record(event, facts, transaction);
  }

  private async close(
    ended: EndedSession,
    transaction: Transaction,
    { actor, facts }: AuditContext = {},
  ): Promise<void> {
    await this.finish(ended, transaction);
    const details = { user: ended.userId, sid: ended.sid, before: { client_ids: ended.clientIds } };
    const event = { type: AUTHENTICATION_EVENTS.sessionEnded, actor, details };
    await this.audit.record(event, facts, transaction);
  }

  private async finish(ended: EndedSession, transaction: Transaction): Promise<void> {
    await this.authorizations.revokeSession(ended, transaction);
    await this.backchannel.announce(ended, transaction);
  }
}
