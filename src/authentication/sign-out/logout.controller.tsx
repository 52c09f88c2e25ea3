import { Controller, Get, Header, Post, Req, Res, UseFilters } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Client, isTrusted } from '../../clients/client.js';
import { nameOf } from '../../clients/client-texts.js';
import { Parameters } from '../../oauth/parameters.js';
import { frameSource } from '../../oauth/redirect-uri.js';
import { formBody } from '../../platform/http/form-body.js';
import { visitorOf } from '../../platform/http/visitor.js';
import { Public } from '../../resource-server/access.js';
import { OAuthErrorPageFilter } from '../../ui/oauth-error-page.filter.js';
import { Pages } from '../../ui/pages.js';
import { Csrf } from '../csrf.js';
import { selectAccountPath } from '../login/sign-in-paths.js';
import type { Session } from '../sessions/session.js';
import { SessionsService } from '../sessions/sessions.service.js';
import { BrowserSignOuts } from './browser-sign-outs.service.js';
import type { EndedSession } from './logout-notice.js';
import { LogoutPage, NotSignedInPage, SignedOutPage } from './logout-page.js';
import { accountToEnd, postLogoutRedirect } from './logout-request.js';
import { LogoutRequests } from './logout-requests.service.js';
import { SigningOutPage, strangersGoodbyePage } from './signing-out-page.js';

/** What CSRF tokens of sign-out forms are for. */
export const LOGOUT = 'logout';

/** The parameters that travel along while the person is asked. */
const PARAMETERS = ['id_token_hint', 'logout_hint', 'client_id', 'post_logout_redirect_uri', 'state', 'ui_locales'];

const SIGNED_OUT = '/signed-out';

const SIGNING_OUT_SCRIPT = '/assets/signing-out.js';

/** Milliseconds for which the pages of clients are waited for. */
const CONTINUE_AFTER_MS = 6_000;

/** OpenID Connect RP-Initiated Logout 1.0. Errors are shown, and end no session. */
@ApiExcludeController()
@Controller()
@UseFilters(OAuthErrorPageFilter)
export class LogoutController {
  constructor(
    private readonly sessions: SessionsService,
    private readonly signOuts: BrowserSignOuts,
    private readonly requests: LogoutRequests,
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
    await this.logout(request, reply, Parameters.from(formBody(request)));
  }

  @Public()
  @Get(SIGNING_OUT_SCRIPT)
  @Header('content-type', 'text/javascript; charset=utf-8')
  @Header('cache-control', 'public, max-age=86400')
  signingOutScript(): string {
    return `setTimeout(() => document.getElementById('logout-continue').click(), ${CONTINUE_AFTER_MS});`;
  }

  @Public()
  @Get(SIGNED_OUT)
  async signedOut(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const others = (await this.sessions.accounts(request.cookies)).length > 0;
    this.pages.send(reply, { title: 'signed-out.title', body: <SignedOutPage others={others} /> });
  }

  private async logout(request: FastifyRequest, reply: FastifyReply, parameters: Parameters): Promise<void> {
    const { client, namedSession, isHinted } = await this.requests.read(parameters);
    const goOn = afterwards(parameters, client);
    const accounts = await this.sessions.accounts(request.cookies);
    const [active, ...others] = accounts;
    if (!active) return this.endElsewhere(reply, namedSession, goOn);
    const session = accountToEnd([active, ...others], parameters, isHinted);
    if (!isHinted(session) && !this.agreed(parameters, session)) {
      return this.ask(reply, parameters, session, { client, several: others.length > 0 });
    }
    const all = parameters.get('accounts') === 'all' && this.agreed(parameters, session);
    const ended = await this.signOuts.end(visitorOf(reply), all ? accounts : [session]);
    await this.goOn(reply, ended, goOn, ended.length > 0);
  }

  /**
   * §2 for a browser that is signed in to no account, or no browser but the client's server: there is no one to ask, and
   * the ID token is proof that the client was part of the session it names. What was not ended is not confirmed.
   */
  private async endElsewhere(reply: FastifyReply, sid: string | undefined, goOn: GoOn): Promise<void> {
    const ended = sid === undefined ? undefined : await this.signOuts.endNamed(visitorOf(reply), sid);
    if (!ended && goOn.address === SIGNED_OUT)
      return this.pages.send(reply, { title: 'not-signed-in.title', body: <NotSignedInPage /> });
    await this.goOn(reply, ended ? [ended] : [], goOn, false);
  }

  /**
   * OIDC Front-Channel Logout §3: by way of a page that frames one of each client which wants that.
   * @param byPerson whether this browser was signed in. If not, the address of a stranger is shown first (RFC 9700 §4.11.2).
   */
  private async goOn(
    reply: FastifyReply,
    ended: readonly EndedSession[],
    { address, byStranger }: GoOn,
    byPerson: boolean,
  ): Promise<void> {
    const frames = await this.requests.frames(ended);
    const sources = [...new Set(frames.map(frameSource))];
    if (byStranger && !byPerson)
      return this.pages.send(reply, strangersGoodbyePage(address, ended.length > 0, frames, sources));
    if (frames.length === 0) return this.pages.leave(reply, address);
    // Browsers count from when every frame has loaded; the script goes on if one takes too long.
    reply.header('refresh', `1; url=${address}`);
    this.pages.send(reply, {
      title: 'signing-out.title',
      frames: sources,
      script: SIGNING_OUT_SCRIPT,
      body: <SigningOutPage frames={frames} goOnAt={address} />,
    });
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
    const outdated = parameters.has('csrf');
    this.pages.send(reply, {
      title: 'logout.title',
      status: outdated ? 403 : 200,
      body: (
        <LogoutPage
          csrf={this.csrf.token(LOGOUT, session.digest)}
          user={session.user}
          parameters={{
            ...Object.fromEntries(PARAMETERS.map((name) => [name, parameters.get(name)])),
            sid: session.sid,
          }}
          clientName={client && nameOf(client, this.pages.languagesOf(reply.request))}
          several={several}
          outdated={outdated}
        />
      ),
    });
  }
}

/** Where the browser goes on. */
interface GoOn {
  readonly address: string;
  /** Whether a stranger registered the address. */
  readonly byStranger: boolean;
}

/**
 * The browser goes where the client wants it; else to the chooser it came from, or to a page that says good-bye.
 * @throws InvalidRequest
 */
function afterwards(parameters: Parameters, client: Client | undefined): GoOn {
  const uri = postLogoutRedirect(parameters, client);
  if (client && uri !== undefined) return { address: uri, byStranger: !isTrusted(client) };
  const reference = parameters.get('request');
  return { address: reference === undefined ? SIGNED_OUT : selectAccountPath(reference), byStranger: false };
}
