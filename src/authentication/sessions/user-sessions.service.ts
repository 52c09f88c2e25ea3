import { Injectable } from '@nestjs/common';
import type { Administrator } from '../../admin/admin-api.js';
import { type Page, pageOf, parseCursor } from '../../admin/cursor.js';
import { Clock } from '../../platform/clock.js';
import { Database } from '../../platform/database/database.js';
import { NotFound } from '../../platform/validation/refusals.js';
import { People } from '../../users/people.service.js';
import { SignOuts } from '../sign-out/sign-outs.service.js';
import { SessionLists } from './session-lists.repository.js';
import type { ListedSession, SessionPosition } from './stored-session.js';

/** How identifiers of sessions look. */
const SID = /^[\x21-\x7e]{1,36}$/;

/** What administrators do with the sessions of a user. */
@Injectable()
export class UserSessionsService {
  constructor(
    private readonly database: Database,
    private readonly sessions: SessionLists,
    private readonly signOuts: SignOuts,
    private readonly people: People,
    private readonly clock: Clock,
  ) {}

  /** Running sessions, the oldest sign-in first. @throws NotFound, Violations if the cursor is none of this list */
  async list(userId: string, limit: number, cursor: string | undefined): Promise<Page<ListedSession>> {
    const after = cursor === undefined ? undefined : parseCursor<SessionPosition>(cursor, [0, '']);
    await this.people.get(userId);
    const found = await this.sessions.list(userId, this.clock.now(), limit + 1, after);
    return pageOf(found, limit, ({ authenticatedAt, sid }) => [authenticatedAt, sid]);
  }

  /** With the tokens that came from it, save offline access; clients hear of it. @throws NotFound, InsufficientScope */
  async end(userId: string, sid: string, by: Administrator): Promise<void> {
    await this.people.getForChange(userId, by);
    const ended =
      SID.test(sid) &&
      (await this.database.transaction((transaction) => this.signOuts.endOneOf(userId, sid, transaction, by)));
    if (!ended) throw new NotFound(`the user ${userId} has no session ${sid}`);
  }

  /** @throws NotFound, InsufficientScope */
  async endAll(userId: string, by: Administrator): Promise<void> {
    await this.people.getForChange(userId, by);
    await this.database.transaction((transaction) => this.signOuts.endAllOf(userId, transaction, by));
  }
}
