import { Controller, Get, Inject, Query, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { PROBLEM_TYPE, problem } from '../admin/problem.js';
import { CONFIG, type Config } from '../platform/config/config.js';
import { cookiesOf, visitorOf } from '../platform/http/visitor.js';
import { Public } from '../resource-server/access.js';
import { type PageContent, Pages } from '../ui/pages.js';
import { Access, type Denial } from './access/access.service.js';
import { AccessCookies } from './access/access-cookie.js';
import { type AskedFor, ForwardedRequests, NotSetUp } from './access/forwarded-request.js';
import { identityHeaders } from './access/identity-headers.js';
import { brokenPage, deniedPage, detailOf, notSetUpPage } from './forward-auth-pages.js';
import { FORWARD_AUTH_PATH, originOf } from './hosts/host-client.js';
import { HostSignIns, SELECT_ACCOUNT, SignInBroken } from './sign-in/host-sign-ins.service.js';
import { returnTo } from './sign-in/sign-in-state.js';

/** How a proxy learns that someone has to sign in first: by a redirect, or as `auth_request` of nginx, by 401 with `Location`. */
type SignInAnswer = 'redirect' | 'status';

/** What reverse proxies of protected hosts ask, and where they send browsers that have to sign in. */
@ApiExcludeController()
@Controller('forward-auth')
export class ForwardAuthController {
  constructor(
    private readonly requests: ForwardedRequests,
    private readonly access: Access,
    private readonly cookies: AccessCookies,
    private readonly signIns: HostSignIns,
    private readonly pages: Pages,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** For Traefik, Caddy and HAProxy. */
  @Public()
  @Get()
  forward(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.atHost(request, reply, () => this.answer(request, reply, 'redirect'));
  }

  /** For nginx, which takes 200, 401 and 403 only, and drops the body. */
  @Public()
  @Get('nginx')
  authRequest(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.atHost(request, reply, () => this.answer(request, reply, 'status'));
  }

  /** Why a request is denied, for proxies that drop the body of the answer that said so. */
  @Public()
  @Get('refused')
  refused(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.atHost(request, reply, async () => {
      const asked = await this.requests.read(request);
      const verdict = await this.access.decide(asked, request.cookies);
      if (verdict.kind === 'denied') return this.deny(asked, request, reply, verdict.denial);
      this.lead(reply, originOf(asked.host.host, this.config.issuer) + returnTo(asked.uri, FORWARD_AUTH_PATH));
    });
  }

  @Public()
  @Get('sign-in')
  signIn(
    @Query('to') to: unknown,
    @Query('prompt') prompt: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    return this.atHost(request, reply, async () => {
      const host = await this.requests.hostOf(request);
      const asked = typeof to === 'string' ? to : undefined;
      const wished = prompt === SELECT_ACCOUNT ? SELECT_ACCOUNT : undefined;
      this.lead(reply, this.signIns.begin(host, asked, cookiesOf(reply), wished));
    });
  }

  /** The redirection endpoint of the host (RFC 6749 §3.1.2). */
  @Public()
  @Get('callback')
  callback(@Query() query: unknown, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.atHost(request, reply, async () => {
      const host = await this.requests.hostOf(request);
      this.lead(reply, await this.signIns.finish(host, query, visitorOf(reply)));
    });
  }

  /** Ends the access of this browser to this host, and leads to where the session can be ended. */
  @Public()
  @Get('sign-out')
  signOut(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.atHost(request, reply, async () => {
      await this.requests.hostOf(request);
      this.cookies.clear(cookiesOf(reply));
      this.lead(reply, `${this.config.issuer}/oauth2/logout`);
    });
  }

  /** Answers come from the host of an app: what this server demands of browsers for its own host is not said there. */
  private async atHost(request: FastifyRequest, reply: FastifyReply, work: () => Promise<void>): Promise<void> {
    reply.removeHeader('strict-transport-security');
    reply.header('cache-control', 'no-store');
    try {
      await work();
    } catch (error) {
      if (error instanceof NotSetUp) {
        request.log.warn({ ...error.forLog, reason: error.detail }, 'forward auth is not set up for the request');
        this.show(request, reply, notSetUpPage(error.detail, request.id), error.detail);
      } else if (error instanceof SignInBroken) {
        request.log.info({ error: error.code, description: error.description }, 'sign-in at a protected host refused');
        this.show(request, reply, brokenPage(error.code, error.description, request.id), error.description);
      } else throw error;
    }
  }

  private async answer(request: FastifyRequest, reply: FastifyReply, by: SignInAnswer): Promise<void> {
    const asked = await this.requests.read(request);
    const verdict = await this.access.decide(asked, request.cookies);
    if (verdict.kind === 'denied') return this.deny(asked, request, reply, verdict.denial);
    if (verdict.kind === 'sign-in') return this.demandSignIn(asked, request, reply, by);
    if (verdict.renewal) this.cookies.keep(cookiesOf(reply), asked.host.host, verdict.renewal);
    reply.headers(identityHeaders(asked.host.headers, verdict.session?.user)).status(200).send();
  }

  /** Only who loads a page can sign in: a script gets 401, and no form is lost on the way without a word. */
  private demandSignIn(asked: AskedFor, request: FastifyRequest, reply: FastifyReply, by: SignInAnswer): void {
    if (loadsPage(asked, request)) {
      reply.header('location', this.signIns.addressOf(asked.host, asked.uri));
      if (by === 'redirect') {
        reply.status(302).send();
        return;
      }
    }
    reply.status(401).header('www-authenticate', `Cookie realm="${asked.host.host}"`).send();
  }

  private deny({ host, uri }: AskedFor, request: FastifyRequest, reply: FastifyReply, denial: Denial): void {
    request.log.info({ denial, host: host.host }, 'a request to a protected host was denied');
    const signInUrl = this.signIns.addressOf(host, uri, SELECT_ACCOUNT);
    this.show(request, reply, deniedPage(denial, request.id, signInUrl), detailOf(denial));
  }

  private show(request: FastifyRequest, reply: FastifyReply, page: PageContent, detail: string): void {
    if (acceptsPages(request)) this.pages.send(reply, page);
    else {
      const status = page.status ?? 400;
      reply
        .status(status)
        .header('content-type', PROBLEM_TYPE)
        .send(JSON.stringify({ ...problem(status), detail }));
    }
  }

  private lead(reply: FastifyReply, location: string): void {
    reply.status(302).header('location', location).send();
  }
}

/** Whether a browser loads a page by the request that the proxy asks about (Fetch Metadata Request Headers §2). */
function loadsPage({ method }: AskedFor, request: FastifyRequest): boolean {
  if (method !== 'GET' && method !== 'HEAD') return false;
  const mode = request.headers['sec-fetch-mode'];
  return mode === undefined ? acceptsPages(request) : mode === 'navigate';
}

function acceptsPages({ headers }: FastifyRequest): boolean {
  return headers.accept?.includes('text/html') ?? false;
}
