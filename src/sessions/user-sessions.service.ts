import { Injectable } from '@nestjs/common';
import type { By } from '../audit/audit.service.js';
import { Clock } from '../platform/clock.js';
import { Database } from '../platform/database/database.js';
import { type Page, pageOf, parseCursor } from '../platform/http/cursor.js';
import { NotThere } from '../platform/refusals.js';
import { USER_ID } from '../users/user.js';
import { UserStore } from '../users/user-store.js';
import { type ListedSession, type SessionPosition, SessionsRepository } from './sessions.repository.js';
import { SignOuts } from './sign-outs.service.js';

/** How identifiers of sessions look. */
const SID = /^[\x21-\x7e]{1,36}$/;

/** What administrators do with the sessions of a user. */
@Injectable()
export class UserSessionsService {
  constructor(
    private readonly database: Database,
    private readonly sessions: SessionsRepository,
    private readonly signOuts: SignOuts,
    private readonly users: UserStore,
    private readonly clock: Clock,
  ) {}

  /** Running sessions, the oldest sign-in first. @throws NotThere, Mistakes where the cursor is none of this list */
  async list(userId: string, limit: number, cursor: string | undefined): Promise<Page<ListedSession>> {
    const after = cursor === undefined ? undefined : parseCursor<SessionPosition>(cursor, [0, '']);
    await this.demand(userId);
    const found = await this.sessions.list(userId, this.clock.now(), limit + 1, after);
    return pageOf(found, limit, ({ authenticatedAt, sid }) => [authenticatedAt, sid]);
  }

  /** With the tokens that came from it, save offline access; clients hear of it. @throws NotThere */
  async end(userId: string, sid: string, by: By): Promise<void> {
    await this.demand(userId);
    const ended =
      SID.test(sid) &&
      (await this.database.transaction((transaction) => this.signOuts.endOneOf(userId, sid, transaction, by)));
    if (!ended) throw new NotThere(`the user ${userId} has no session ${sid}`);
  }

  /** @throws NotThere */
  async endAll(userId: string, by: By): Promise<void> {
    await this.demand(userId);
    await this.database.transaction((transaction) => this.signOuts.endAllOf(userId, transaction, by));
  }

  private async demand(userId: string): Promise<void> {
    if (USER_ID.test(userId) && (await this.users.find(userId))) return;
    throw new NotThere(`there is no user ${userId}`);
  }
}
