import { Controller, Get, Post, Req, Res, UseFilters } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Client } from '../clients/client.js';
import { ClientsService } from '../clients/clients.service.js';
import { SubjectService } from '../clients/subject.service.js';
import { KeysService } from '../keys/keys.service.js';
import { InvalidRequest } from '../oauth/oauth-error.js';
import { Parameters } from '../oauth/parameters.js';
import { formActionSource } from '../oauth/redirect-uri.js';
import { Public } from '../platform/http/access.js';
import { OAuthErrorPageFilter } from '../platform/http/oauth-error-page.filter.js';
import { Pages } from '../platform/http/pages.js';
import { seeOther } from '../platform/http/redirect.js';
import { Csrf } from './csrf.js';
import { selectAccountPath } from './interactions.js';
import { LogoutPage, SignedOutPage } from './logout-page.js';
import { accountToEnd, askingClientId, type Hint, isAbout, postLogoutRedirect } from './logout-request.js';
import type { Session } from './session.js';
import { SessionsService } from './sessions.service.js';

/** What CSRF tokens of sign-out forms are for. */
export const LOGOUT = 'logout';

/** The parameters that travel along while the person is asked. */
const PARAMETERS = ['id_token_hint', 'client_id', 'post_logout_redirect_uri', 'state'];

/** OpenID Connect RP-Initiated Logout 1.0. Errors are shown, and end no session. */
@ApiExcludeController()
@Controller()
@UseFilters(OAuthErrorPageFilter)
export class LogoutController {
  constructor(
    private readonly sessions: SessionsService,
    private readonly clients: ClientsService,
    private readonly subjects: SubjectService,
    private readonly keys: KeysService,
    private readonly csrf: Csrf,
    private readonly pages: Pages,
  ) {}

  @Public()
  @Get('oauth2/logout')
  async fromQuery(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.logout(request, reply, Parameters.from(request.query));
  }

  /** Also where the page's own form leads, which proves by its CSRF token that the person agreed. */
  @Public()
  @Post('oauth2/logout')
  async fromForm(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.logout(request, reply, Parameters.from(request.body));
  }

  @Public()
  @Get('signed-out')
  async signedOut(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const others = (await this.sessions.accounts(request)).length > 0;
    this.pages.send(reply, { title: 'Signed out', body: <SignedOutPage others={others} /> });
  }

  private async logout(request: FastifyRequest, reply: FastifyReply, parameters: Parameters): Promise<void> {
    const hint = await this.hintOf(parameters);
    const clientId = askingClientId(parameters, hint);
    const client = clientId === undefined ? undefined : await this.clients.find(clientId);
    const goOnAt = postLogoutRedirect(parameters, client) ?? afterwards(parameters);
    const accounts = await this.sessions.accounts(request);
    const isHinted = (account: Session) =>
      isAbout(account, hint, client && this.subjects.subjectFor(account.user, client));
    const session = accountToEnd(accounts, parameters, isHinted);
    if (session && !isHinted(session) && !this.agreed(parameters, session)) {
      return this.ask(reply, parameters, session, { client, several: accounts.length > 1 });
    }
    const all = session && parameters.get('accounts') === 'all' && this.agreed(parameters, session);
    await this.sessions.end(request, reply, all ? accounts : [session].filter((each) => each !== undefined));
    seeOther(reply, goOnAt);
  }

  /** §4: the hint of an expired session is as good as any. */
  private async hintOf(parameters: Parameters): Promise<Hint | undefined> {
    const hint = parameters.get('id_token_hint');
    if (hint === undefined) return undefined;
    try {
      return await this.keys.verify(hint, { typ: 'JWT', ignoreExpiry: true });
    } catch (error) {
      throw new InvalidRequest('id_token_hint is no ID token that this server issued', { cause: error });
    }
  }

  private agreed(parameters: Parameters, session: Session): boolean {
    return this.csrf.accepts(parameters.get('csrf') ?? '', LOGOUT, session.digest);
  }

  private ask(
    reply: FastifyReply,
    parameters: Parameters,
    session: Session,
    { client, several }: { readonly client: Client | undefined; readonly several: boolean },
  ): void {
    const uri = parameters.get('post_logout_redirect_uri');
    const outdated = parameters.has('csrf');
    this.pages.send(reply, {
      title: 'Sign out?',
      status: outdated ? 403 : 200,
      formAction: uri === undefined ? [] : [formActionSource(uri)],
      body: (
        <LogoutPage
          csrf={this.csrf.token(LOGOUT, session.digest)}
          user={session.user}
          parameters={{
            ...Object.fromEntries(PARAMETERS.map((name) => [name, parameters.get(name)])),
            sid: session.sid,
          }}
          clientName={client?.clientName}
          several={several}
          outdated={outdated}
        />
      ),
    });
  }
}

/** Where the browser goes on that no client wants back: to the chooser it came from, or to a page that says good-bye. */
function afterwards(parameters: Parameters): string {
  const reference = parameters.get('request');
  return reference === undefined ? '/signed-out' : selectAccountPath(reference);
}
