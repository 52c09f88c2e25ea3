import { Injectable } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { after, Clock, MINUTE } from '../../platform/clock.js';
import { seeOther } from '../../platform/http/redirect.js';
import { cookiesOf } from '../../platform/http/visitor.js';
import { formField } from '../../ui/form-field.js';
import { SIGN_IN_AGAIN } from '../login/sign-in-paths.js';
import type { Session } from '../sessions/session.js';
import { SessionsService } from '../sessions/sessions.service.js';
import { AccountReturns, type Typed } from './account-returns.service.js';

/** Seconds that a sign-in is good for changes of the account that a thief of the session must not make. */
const RECENT = 5 * MINUTE;

/** Has people sign in again before they change what protects their account. */
@Injectable()
export class RecentSignIns {
  constructor(
    private readonly sessions: SessionsService,
    private readonly returns: AccountReturns,
    private readonly clock: Clock,
  ) {}

  /** Whether a sensitive change may be made in this session without signing in again. */
  isRecent({ authenticatedAt }: Session): boolean {
    return after(authenticatedAt, RECENT) > this.clock.now();
  }

  /**
   * Who is signed in, if that was less than five minutes ago. Everyone else is led through the sign-in, with all that is
   * required there, and comes back to the page. Ask it both where the page is shown and where its form is taken.
   * @param page the path of the page that is come back to, with its query; it answers GET
   * @param fields of the form that was sent: what is to be kept of it. Never a secret.
   * @returns undefined if the reply was sent
   */
  async require(reply: FastifyReply, page: string, fields: readonly string[] = []): Promise<Session | undefined> {
    const session = await this.signedIn(reply, page, fields);
    if (!session || this.isRecent(session)) return session;
    this.keepReturn(reply, page, session, fields);
    seeOther(reply, SIGN_IN_AGAIN);
    return undefined;
  }

  /** Who is signed in, whenever that was; for what anyone may do who has the session. For the rest as {@link require}. */
  async signedIn(reply: FastifyReply, page: string, fields: readonly string[] = []): Promise<Session | undefined> {
    const { session, any } = await this.sessions.pick(reply.request.cookies, undefined);
    if (session) return session;
    this.keepReturn(reply, page, undefined, fields);
    seeOther(reply, any ? '/select-account' : '/login');
    return undefined;
  }

  /** What the person had typed into the page before signing in again, by field; told once. */
  typedBefore(reply: FastifyReply, { user }: Session, page: string): Typed {
    return this.returns.takeTyped(cookiesOf(reply), user.id, page);
  }

  private keepReturn(reply: FastifyReply, path: string, session: Session | undefined, fields: readonly string[]): void {
    const typed = Object.fromEntries(fields.map((name) => [name, formField(reply.request.body, name)]));
    this.returns.keep(cookiesOf(reply), { path, userId: session?.user.id, typed });
  }
}
