import { Controller, Get, Inject, Post, Query, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { SessionsService } from '../authentication/sessions/sessions.service.js';
import { isTrusted } from '../clients/client.js';
import { brandOf } from '../clients/client-brand.js';
import { OAuthError, TooManyRequests } from '../oauth/oauth-error.js';
import { CONFIG, type Config } from '../platform/config/config.js';
import { networkOf } from '../platform/http/addresses.js';
import { formBody } from '../platform/http/form-body.js';
import { isPageLoad } from '../platform/http/page-load.js';
import { addressOf } from '../platform/http/request-facts.js';
import { cookiesOf } from '../platform/http/visitor.js';
import { Quotas } from '../platform/throttling/quotas.service.js';
import { Public } from '../resource-server/access.js';
import { formField } from '../ui/form-field.js';
import { Pages } from '../ui/pages.js';
import { noteReader } from '../ui/reader.js';
import { type Answer, AuthorizationService } from './authorization.service.js';
import { authorizationErrorPage, strangersErrorPage } from './authorization-error-page.js';
import { asksForOpenId, type ReceivedRequest } from './received-requests.service.js';
import { type ResponseParameters, redirect } from './response-modes/response-mode.js';
import { ResponseModes } from './response-modes/response-modes.js';

/** The parameter by which a parked request comes from the page that goes on by itself. */
const LEAVING = 'leaving';

/**
 * Whether a form of ours may have brought the browser, with a parked request: the policy of its page then governs where the
 * answer redirects to; see {@link Pages.leave}.
 */
function comesFromForm(request: FastifyRequest): boolean {
  return request.method === 'GET' && isPageLoad(request) && !Object.hasOwn(request.query as object, LEAVING);
}

/** RFC 6749 §3.1, OIDC Core §3.1.2: the authorization endpoint. */
@ApiExcludeController()
@Controller('oauth2/authorize')
export class AuthorizationController {
  constructor(
    private readonly authorization: AuthorizationService,
    private readonly sessions: SessionsService,
    private readonly responseModes: ResponseModes,
    private readonly pages: Pages,
    private readonly quotas: Quotas,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Public()
  @Get()
  get(@Query() query: unknown, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.authorize(() => query, request, reply);
  }

  @Public()
  @Post()
  post(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.authorize(() => formBody(request), request, reply);
  }

  /** Failures before client and redirect URI are known are shown to the person, later ones go to the client. */
  private async authorize(sent: () => unknown, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    try {
      noteReader(request.cookies, { uiLocales: formField(sent(), 'ui_locales') });
      const wait = this.quotas.consume('authorization', networkOf(addressOf(request)));
      if (wait > 0) throw new TooManyRequests('too many requests came from your network in this minute', wait);
      const received = await this.authorization.receive(sent());
      const { parameters, parked } = received;
      noteReader(request.cookies, {
        uiLocales: parameters.get('ui_locales'),
        requestedAt: parked?.createdAt,
        client: brandOf(received.client, this.config.issuer),
      });
      const sender = {
        sent: request.cookies,
        address: addressOf(request),
        mayLeave: received.parked === undefined || !comesFromForm(request),
      };
      this.send(reply, received, await this.authorization.answer(received, sender));
    } catch (error) {
      this.show(error, request, reply);
    }
  }

  private send(reply: FastifyReply, received: ReceivedRequest, answer: Answer): void {
    const { parameters, redirectUri } = received;
    if (answer.kind === 'page') redirect(reply, answer.path);
    else if (answer.kind === 'onward') this.pages.goOn(reply, `${reply.request.url}&${LEAVING}=1`);
    else if (answer.kind === 'error') this.refuse(reply, received, answer);
    else
      this.responseModes.of(parameters).send(reply, redirectUri, this.response(reply, received, { code: answer.code }));
  }

  /**
   * RFC 9700 §4.11.2: an address that a stranger registered is shown first, or an invalid request would be a link that leads
   * anywhere. A hidden frame (`prompt=none`) has no one to show it to.
   */
  private refuse(
    reply: FastifyReply,
    received: ReceivedRequest,
    { error, decided }: Extract<Answer, { kind: 'error' }>,
  ): void {
    const { parameters, client, redirectUri } = received;
    reply.request.log.info({ error: error.code, description: error.description }, 'authorization refused');
    const mode = this.responseModes.ofError(parameters);
    const response = this.response(reply, received, error.toJSON());
    if (decided || isTrusted(client) || parameters.get('prompt') === 'none') mode.send(reply, redirectUri, response);
    else this.pages.send(reply, strangersErrorPage(error, reply.request.id, mode.onward(redirectUri, response)));
  }

  /** `state` as it came (RFC 6749 §4.1.2), who answers (RFC 9207 §2), and OIDC Session Management §2 `session_state`. */
  private response(
    reply: FastifyReply,
    { parameters, client, redirectUri }: ReceivedRequest,
    own: ResponseParameters,
  ): ResponseParameters {
    const state = parameters.get('state');
    const session = asksForOpenId(parameters)
      ? this.sessions.sessionState(cookiesOf(reply), client.clientId, redirectUri)
      : undefined;
    return {
      iss: this.config.issuer,
      ...own,
      ...(state === undefined ? {} : { state }),
      ...(session === undefined ? {} : { session_state: session }),
    };
  }

  private show(error: unknown, request: FastifyRequest, reply: FastifyReply): void {
    if (!(error instanceof OAuthError)) throw error;
    request.log.info({ error: error.code, description: error.description }, 'authorization request refused');
    if (error instanceof TooManyRequests) reply.header('retry-after', error.retryAfter);
    this.pages.send(reply, authorizationErrorPage(error, request.id));
  }
}
