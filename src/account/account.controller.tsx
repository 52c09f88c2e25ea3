import { Controller, Get, Post, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ClientsService } from '../clients/clients.service.js';
import { type Consent, ConsentService } from '../consent/consent.service.js';
import { inWords } from '../consent/scope-words.js';
import { fullDate, type Instant } from '../platform/clock.js';
import { Public } from '../platform/http/access.js';
import { formField } from '../platform/http/form-field.js';
import { Pages } from '../platform/http/pages.js';
import { seeOther } from '../platform/http/redirect.js';
import { requestFacts } from '../platform/http/request-facts.js';
import { ResourcesService } from '../resources/resources.service.js';
import { accountNames } from '../sessions/account.js';
import { Csrf } from '../sessions/csrf.js';
import { LOGOUT } from '../sessions/logout.controller.js';
import type { Session } from '../sessions/session.js';
import { SessionsService } from '../sessions/sessions.service.js';
import { AccountPage, type ClientAccess } from './account-page.js';

const WITHDRAW = 'withdraw';

/** What a signed-in person sees and decides about the own account. */
@ApiExcludeController()
@Controller('account')
export class AccountController {
  constructor(
    private readonly sessions: SessionsService,
    private readonly consents: ConsentService,
    private readonly clients: ClientsService,
    private readonly resources: ResourcesService,
    private readonly csrf: Csrf,
    private readonly pages: Pages,
  ) {}

  @Public()
  @Get()
  async account(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const session = await this.sessions.current(request);
    if (session) await this.show(reply, session);
    else seeOther(reply, '/login');
  }

  @Public()
  @Post('consents/withdraw')
  async withdraw(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const session = await this.sessions.current(request);
    if (!session) return seeOther(reply, '/login');
    if (!this.csrf.accepts(formField(request.body, 'csrf'), WITHDRAW, session.digest))
      return this.show(reply, session, true);
    await this.consents.withdraw(session.user.id, formField(request.body, 'client_id'), requestFacts(request));
    seeOther(reply, '/account');
  }

  private async show(reply: FastifyReply, session: Session, outdated = false): Promise<void> {
    const consents = await this.consents.list(session.user.id);
    const clients = await Promise.all(consents.map((consent) => this.accessOf(consent)));
    this.pages.send(reply, {
      title: 'Your account',
      status: outdated ? 403 : 200,
      body: (
        <AccountPage
          csrf={this.csrf.token(WITHDRAW, session.digest)}
          logoutCsrf={this.csrf.token(LOGOUT, session.digest)}
          account={accountNames(session.user)}
          clients={clients}
          outdated={outdated}
        />
      ),
    });
  }

  /** A client that is registered no more is shown by its identifier, so that its access can still be withdrawn. */
  private async accessOf({ clientId, scope, grantedAt }: Consent): Promise<ClientAccess> {
    const client = await this.clients.find(clientId);
    const items = inWords(await this.resources.describe(scope));
    return { clientId, name: client?.clientName ?? clientId, since: day(grantedAt), items };
  }
}

const DAY_IN_WORDS = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' });

/** The server does not know where the person is, so days are those of UTC. */
function day(instant: Instant): ClientAccess['since'] {
  return { text: DAY_IN_WORDS.format(instant), date: fullDate(instant) };
}
