import { Controller, Get, Inject, Post, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { accountNames } from '../authentication/accounts/accounts.js';
import { selectAccountPurpose } from '../authentication/accounts/select-account.controller.js';
import { Csrf } from '../authentication/csrf.js';
import type { Session } from '../authentication/sessions/session.js';
import { SessionsService } from '../authentication/sessions/sessions.service.js';
import { LOGOUT } from '../authentication/sign-out/logout.controller.js';
import { ClientsService } from '../clients/clients.service.js';
import { type Consent, ConsentService } from '../consent/consent.service.js';
import { describeScopes } from '../consent/scope-words.js';
import { fullDate, type Instant } from '../platform/clock.js';
import { CONFIG, type Config } from '../platform/config/config.js';
import { seeOther } from '../platform/http/redirect.js';
import { requestFacts } from '../platform/http/request-facts.js';
import { cookiesOf } from '../platform/http/visitor.js';
import { Public } from '../resource-server/access.js';
import { ResourcesService } from '../resources/resources.service.js';
import type { ListedAccount } from '../ui/components/account-list.js';
import { formField } from '../ui/form-field.js';
import { Pages } from '../ui/pages.js';
import type { User } from '../users/user.js';
import { AccountPage, type ClientAccess } from './account-page.js';
import { initiateLoginUrl } from './initiate-login.js';

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
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Public()
  @Get()
  async account(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { session, any } = await this.sessions.pick(request.cookies, undefined);
    if (session) await this.show(request, reply, session);
    else seeOther(reply, any ? '/select-account' : '/login');
  }

  @Public()
  @Post('consents/withdraw')
  async withdraw(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const session = await this.sessions.current(request.cookies);
    if (!session) return seeOther(reply, '/login');
    if (!this.csrf.accepts(formField(request.body, 'csrf'), WITHDRAW, session.digest))
      return this.show(request, reply, session, true);
    await this.consents.withdraw(session.user.id, formField(request.body, 'client_id'), requestFacts(request));
    seeOther(reply, '/account');
  }

  private async show(request: FastifyRequest, reply: FastifyReply, session: Session, outdated = false): Promise<void> {
    const consents = await this.consents.list(session.user.id);
    const clients = await Promise.all(consents.map((consent) => this.accessOf(consent, session.user)));
    const accounts = await this.sessions.accounts(request.cookies);
    this.pages.send(reply, {
      title: 'Your account',
      status: outdated ? 403 : 200,
      body: (
        <AccountPage
          csrf={this.csrf.token(WITHDRAW, session.digest)}
          logoutCsrf={this.csrf.token(LOGOUT, session.digest)}
          selectCsrf={this.csrf.anonymousToken(cookiesOf(reply), selectAccountPurpose())}
          account={accountNames(session.user)}
          others={accounts.filter(({ sid }) => sid !== session.sid).map(listed)}
          clients={clients}
          outdated={outdated}
        />
      ),
    });
  }

  /** A client that is registered no more is shown by its identifier, so that its access can still be withdrawn. */
  private async accessOf({ clientId, scope, grantedAt }: Consent, user: User): Promise<ClientAccess> {
    const client = await this.clients.find(clientId);
    const items = describeScopes(await this.resources.describe(scope));
    const { issuer } = this.config;
    const openUrl = initiateLoginUrl(client?.metadata.initiate_login_uri, { issuer, user, granted: scope });
    return { clientId, name: client?.clientName ?? clientId, since: day(grantedAt), items, openUrl };
  }
}

function listed({ sid, user }: Session): ListedAccount {
  return { ...accountNames(user), value: sid };
}

const DAY_IN_WORDS = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' });

/** The server does not know where the person is, so days are those of UTC. */
function day(instant: Instant): ClientAccess['since'] {
  return { text: DAY_IN_WORDS.format(instant), date: fullDate(instant) };
}
