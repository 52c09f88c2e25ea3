import { Inject, Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ParkedRequest } from '../../authorization-requests/parked-request.js';
import { isTrusted } from '../../clients/client.js';
import { nameOf } from '../../clients/client-texts.js';
import { cookiesOf } from '../../platform/http/visitor.js';
import type { Peers } from '../../platform/peers.js';
import { formField } from '../../ui/form-field.js';
import { FORM_SCRIPT } from '../../ui/form-script.js';
import { Pages } from '../../ui/pages.js';
import { only } from '../accounts/accounts.js';
import { AUTHENTICATORS, type Authenticator } from '../authenticators/authenticator.js';
import { Csrf } from '../csrf.js';
import { SessionsService } from '../sessions/sessions.service.js';
import { LOGIN_ALERT, LoginPage } from './login-page.js';
import { PageRequests } from './page-requests.js';
import { LOGIN } from './sign-in.guard.js';
import { SIGN_IN_LINKS, type SignInLink } from './sign-in-link.js';
import { isConfirmation } from './sign-in-paths.js';
import type { Refusal, SignInRefused } from './sign-in-refused.js';

const STATUS: Readonly<Record<Refusal, number>> = {
  outdated: 403,
  'without-cookies': 403,
  wrong: 401,
  explained: 401,
  throttled: 429,
};

/** Shows the sign-in page: at first, and again if a sign-in was refused. */
@Injectable()
export class LoginPresenter {
  constructor(
    private readonly pages: Pages,
    private readonly csrf: Csrf,
    private readonly requests: PageRequests,
    private readonly sessions: SessionsService,
    @Inject(AUTHENTICATORS.token) private readonly authenticators: Peers<Authenticator>,
    @Inject(SIGN_IN_LINKS.token) private readonly links: Peers<SignInLink>,
  ) {}

  /** @param input the query string or the form that names the parked request */
  async show(request: FastifyRequest, reply: FastifyReply, input: unknown, refused?: SignInRefused): Promise<void> {
    const reference = formField(input, 'request');
    const { parked, client } = await this.requests.find(request.cookies, reference);
    const username = refused
      ? formField(input, 'username')
      : await this.expected(request, parked, isConfirmation(input));
    const invalidBy = refused?.refusal === 'wrong' ? LOGIN_ALERT : undefined;
    if (refused?.refusal === 'throttled') reply.header('retry-after', String(refused.retryAfter));
    const scripts = this.authenticators.list.flatMap(({ script }) => script ?? []);
    this.pages.send(reply, {
      title: 'login.title',
      script: [FORM_SCRIPT, ...scripts],
      asksServer: scripts.length > 0,
      status: refused ? STATUS[refused.refusal] : 200,
      body: (
        <LoginPage
          csrf={this.csrf.anonymousToken(cookiesOf(reply), LOGIN)}
          reference={parked && reference}
          confirms={!parked && isConfirmation(input)}
          clientName={client && nameOf(client, this.pages.languagesOf(request))}
          unknown={client !== undefined && !isTrusted(client)}
          forms={this.authenticators.list.map((authenticator) =>
            authenticator.begin({ username, invalidBy, reference: parked && reference }),
          )}
          links={this.links.list.flatMap((each) => each.link(parked && reference) ?? [])}
          refused={refused}
        />
      ),
    });
  }

  /**
   * Who is expected to sign in: who is asked to confirm it; the account that was picked, to anyone who is signed in to it;
   * otherwise the `login_hint`.
   */
  private async expected(
    { cookies }: FastifyRequest,
    parked: ParkedRequest | undefined,
    confirms: boolean,
  ): Promise<string> {
    const picked = parked?.accountSelectedAt != null ? parked.userId : null;
    const { session } = picked === null ? {} : await this.sessions.pick(cookies, only(picked));
    const active = !parked && confirms ? await this.sessions.current(cookies) : session;
    return active?.user.username ?? parked?.parameters.get('login_hint') ?? '';
  }
}
