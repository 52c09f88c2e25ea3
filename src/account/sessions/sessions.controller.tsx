import { Controller, Get, HttpStatus, Post, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AccountPages } from '../../authentication/account-pages/account-pages.js';
import { Csrf } from '../../authentication/csrf.js';
import { RecentSignIns } from '../../authentication/recent-sign-in/recent-sign-ins.js';
import { OwnSessions } from '../../authentication/sessions/own-sessions.service.js';
import type { Session } from '../../authentication/sessions/session.js';
import { seeOther } from '../../platform/http/redirect.js';
import { requestFacts } from '../../platform/http/request-facts.js';
import { Public } from '../../resource-server/access.js';
import { formField } from '../../ui/form-field.js';
import { Outcomes } from '../outcomes.js';
import { OWN_SESSIONS } from './sessions.entry.js';
import { SESSION_OUTCOMES, SessionsPage } from './sessions-page.js';

/** What CSRF tokens of the page are for. */
const PURPOSE = 'own-sessions';

/**
 * Shows a person where they are signed in, and signs them out there. That needs no recent sign-in: it takes nothing from the
 * account, and who finds a stranger's session has to be quick.
 */
@ApiExcludeController()
@Controller(OWN_SESSIONS)
export class SessionsController {
  constructor(
    private readonly signIns: RecentSignIns,
    private readonly own: OwnSessions,
    private readonly outcomes: Outcomes,
    private readonly csrf: Csrf,
    private readonly pages: AccountPages,
  ) {}

  @Public()
  @Get()
  async list(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const session = await this.signIns.signedIn(reply, OWN_SESSIONS);
    if (session) await this.show(request, reply, session, HttpStatus.OK);
  }

  @Public()
  @Post('end')
  async end(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const session = await this.trusted(request, reply);
    if (!session) return;
    const isEnded = await this.own.end(session, formField(request.body, 'session'), requestFacts(request));
    if (isEnded) this.outcomes.show(reply, OWN_SESSIONS, 'session-ended', session);
    else seeOther(reply, OWN_SESSIONS);
  }

  @Public()
  @Post('end-others')
  async endOthers(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const session = await this.trusted(request, reply);
    if (!session) return;
    await this.own.endOthers(session, requestFacts(request));
    this.outcomes.show(reply, OWN_SESSIONS, 'other-sessions-ended', session);
  }

  /** The session whose page sent the form; undefined if the reply was sent. */
  private async trusted(request: FastifyRequest, reply: FastifyReply): Promise<Session | undefined> {
    const session = await this.signIns.signedIn(reply, OWN_SESSIONS);
    if (!session || this.csrf.accepts(formField(request.body, 'csrf'), PURPOSE, session.digest)) return session;
    await this.show(request, reply, session, HttpStatus.FORBIDDEN);
    return undefined;
  }

  private async show(request: FastifyRequest, reply: FastifyReply, session: Session, status: number): Promise<void> {
    await this.pages.send(reply, session, {
      path: OWN_SESSIONS,
      title: 'account.sessions',
      status,
      body: (
        <SessionsPage
          csrf={this.csrf.token(PURPOSE, session.digest)}
          sessions={await this.own.list(session)}
          done={this.outcomes.of(request, session, SESSION_OUTCOMES)}
          outdated={status === HttpStatus.FORBIDDEN}
        />
      ),
    });
  }
}
