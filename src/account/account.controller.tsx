import { Controller, Get, Post, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AccountPages } from '../authentication/account-pages/account-pages.js';
import { accountNames } from '../authentication/accounts/accounts.js';
import { selectAccountPurpose } from '../authentication/accounts/select-account.controller.js';
import { Csrf } from '../authentication/csrf.js';
import { PASSWORD_CHANGED, PASSWORD_ONLY_CHANGED } from '../authentication/own-password/own-password.controller.js';
import type { Session } from '../authentication/sessions/session.js';
import { SessionsService } from '../authentication/sessions/sessions.service.js';
import { ACCOUNT } from '../authentication/sign-in/sign-in-goals.service.js';
import { LOGOUT } from '../authentication/sign-out/logout.controller.js';
import { ConsentService } from '../consent/consent.service.js';
import { seeOther } from '../platform/http/redirect.js';
import { requestFacts } from '../platform/http/request-facts.js';
import { cookiesOf } from '../platform/http/visitor.js';
import { Public } from '../resource-server/access.js';
import type { ListedAccount } from '../ui/components/account-list.js';
import { formField } from '../ui/form-field.js';
import { Pages } from '../ui/pages.js';
import { AccountApps } from './account-apps.service.js';
import { AccountHead, type AccountHeadProps, AccountPage } from './account-page.js';
import type { AppWithAccess } from './app-section.js';
import { WithdrawPage } from './withdraw-page.js';

/** What CSRF tokens of the withdrawal are for. */
const WITHDRAW = 'withdraw';

/** What a signed-in person sees and decides about the own account. */
@ApiExcludeController()
@Controller('account')
export class AccountController {
  constructor(
    private readonly sessions: SessionsService,
    private readonly consents: ConsentService,
    private readonly apps: AccountApps,
    private readonly csrf: Csrf,
    private readonly pages: Pages,
    private readonly account: AccountPages,
  ) {}

  @Public()
  @Get()
  async overview(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { session, any } = await this.sessions.pick(request.cookies, undefined);
    if (session) await this.show(request, reply, session);
    else seeOther(reply, any ? '/select-account' : '/login');
  }

  /** Asks before an app loses its access. */
  @Public()
  @Get('withdraw')
  async askWithdrawal(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const session = await this.sessions.current(request.cookies);
    const app =
      session &&
      (await this.apps.find(session.user, formField(request.query, 'client_id'), this.pages.languagesOf(request)));
    if (!app) return seeOther(reply, ACCOUNT);
    const body = <WithdrawPage csrf={this.csrf.token(WITHDRAW, session.digest)} app={app} />;
    this.pages.send(reply, { title: 'withdraw.title', body });
  }

  @Public()
  @Post('consents/withdraw')
  async withdraw(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const session = await this.sessions.current(request.cookies);
    if (!session) return seeOther(reply, '/login');
    if (!this.csrf.accepts(formField(request.body, 'csrf'), WITHDRAW, session.digest))
      return this.show(request, reply, session, true);
    const clientId = formField(request.body, 'client_id');
    const isDone = await this.consents.withdraw(session.user.id, clientId, requestFacts(request));
    if (!isDone) return seeOther(reply, ACCOUNT);
    const proof = this.csrf.token(withdrawn(clientId), session.digest);
    seeOther(reply, `${ACCOUNT}?${new URLSearchParams({ withdrawn: clientId, proof })}`);
  }

  private async show(request: FastifyRequest, reply: FastifyReply, session: Session, outdated = false): Promise<void> {
    const apps = await this.apps.list(session.user, this.pages.languagesOf(request));
    const accounts = await this.sessions.accounts(request.cookies);
    const head = { account: accountNames(session.user), done: await this.done(request, session, apps), outdated };
    await this.account.send(reply, session, {
      path: ACCOUNT,
      title: 'account.title',
      status: outdated ? 403 : 200,
      head: <AccountHead {...head} />,
      body: (
        <AccountPage
          logoutCsrf={this.csrf.token(LOGOUT, session.digest)}
          selectCsrf={this.csrf.anonymousToken(cookiesOf(reply), selectAccountPurpose())}
          others={accounts.filter(({ sid }) => sid !== session.sid).map(listed)}
          apps={apps}
        />
      ),
    });
  }

  /** What was done, if the address says so with a token of this server: no link can make the page claim it. */
  private async done(
    request: FastifyRequest,
    { digest }: Session,
    apps: readonly AppWithAccess[],
  ): Promise<AccountHeadProps['done']> {
    const { query, cookies } = request;
    const isChanged = (how: string) => this.csrf.acceptsAnonymous(cookies, formField(query, 'changed'), how);
    if (isChanged(PASSWORD_CHANGED)) return 'password-changed';
    if (isChanged(PASSWORD_ONLY_CHANGED)) return 'password-changed-only';
    const clientId = formField(query, 'withdrawn');
    if (!this.csrf.accepts(formField(query, 'proof'), withdrawn(clientId), digest)) return undefined;
    if (apps.some((app) => app.clientId === clientId)) return undefined;
    return { withdrawn: await this.apps.nameOf(clientId, this.pages.languagesOf(request)) };
  }
}

/** What the token is for by which the page knows that the app has lost its access. */
function withdrawn(clientId: string): string {
  return `withdrawn ${clientId}`;
}

function listed({ sid, user }: Session): ListedAccount {
  return { ...accountNames(user), value: sid };
}
