import { Inject, Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ParkedRequest } from '../../authorization-requests/parked-request.js';
import { ParkedRequestsService } from '../../authorization-requests/parked-requests.service.js';
import { isTrusted } from '../../clients/client.js';
import { nameOf } from '../../clients/client-texts.js';
import { ClientsService } from '../../clients/clients.service.js';
import { cookiesOf } from '../../platform/http/visitor.js';
import type { Peers } from '../../platform/peers.js';
import { formField } from '../../ui/form-field.js';
import { FORM_SCRIPT } from '../../ui/form-script.js';
import { languagesOf } from '../../ui/languages.js';
import { Pages } from '../../ui/pages.js';
import { only } from '../accounts/accounts.js';
import { AUTHENTICATORS, type Authenticator } from '../authenticators/authenticator.js';
import { Csrf } from '../csrf.js';
import { ForgotPasswordLink } from '../recovery/forgot-password-link.js';
import { SessionsService } from '../sessions/sessions.service.js';
import { LOGIN_ALERT, LoginPage } from './login-page.js';
import { LOGIN } from './sign-in.guard.js';
import type { Refusal, SignInRefused } from './sign-in-refused.js';

const STATUS: Readonly<Record<Refusal, number>> = { outdated: 403, 'without-cookies': 403, wrong: 401, throttled: 429 };

/** Shows the sign-in page: at first, and again where a sign-in was refused. */
@Injectable()
export class LoginPresenter {
  constructor(
    private readonly pages: Pages,
    private readonly csrf: Csrf,
    private readonly requests: ParkedRequestsService,
    private readonly clients: ClientsService,
    private readonly sessions: SessionsService,
    private readonly forgotPassword: ForgotPasswordLink,
    @Inject(AUTHENTICATORS.token) private readonly authenticators: Peers<Authenticator>,
  ) {}

  /** @param input the query string or the form that names the parked request */
  async show(request: FastifyRequest, reply: FastifyReply, input: unknown, refused?: SignInRefused): Promise<void> {
    const reference = formField(input, 'request');
    const parked = await this.requests.find(reference);
    const client = parked && (await this.clients.find(parked.clientId));
    const username = refused ? formField(input, 'username') : await this.expected(request, parked);
    const forgotPassword = this.forgotPassword.to(parked && reference);
    const invalidBy = refused?.refusal === 'wrong' ? LOGIN_ALERT : undefined;
    if (refused?.refusal === 'throttled') reply.header('retry-after', String(refused.retryAfter));
    this.pages.send(reply, {
      title: 'Sign in',
      script: FORM_SCRIPT,
      status: refused ? STATUS[refused.refusal] : 200,
      body: (
        <LoginPage
          csrf={this.csrf.anonymousToken(cookiesOf(reply), LOGIN)}
          reference={parked && reference}
          clientName={client && nameOf(client, languagesOf(request, parked?.parameters))}
          unknown={client !== undefined && !isTrusted(client)}
          forms={this.authenticators.list.map((authenticator) =>
            authenticator.begin({ username, invalidBy, forgotPassword }),
          )}
          refused={refused}
        />
      ),
    });
  }

  /** Who is expected to sign in: the account that was picked, to whoever is signed in to it; otherwise the `login_hint`. */
  private async expected(request: FastifyRequest, parked: ParkedRequest | undefined): Promise<string> {
    const picked = parked?.accountSelectedAt != null ? parked.userId : null;
    const { session } = picked === null ? {} : await this.sessions.pick(request.cookies, only(picked));
    return session?.user.username ?? parked?.parameters.get('login_hint') ?? '';
  }
}
