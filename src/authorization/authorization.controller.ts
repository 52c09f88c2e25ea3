import { Controller, Get, Inject, Post, Query, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { SessionsService } from '../authentication/sessions/sessions.service.js';
import { isTrusted } from '../clients/client.js';
import { InvalidRequest, OAuthError, TooManyRequests } from '../oauth/oauth-error.js';
import { CONFIG, type Config } from '../platform/config/config.js';
import { formBody } from '../platform/http/form-body.js';
import { addressOf } from '../platform/http/request-facts.js';
import { cookiesOf } from '../platform/http/visitor.js';
import { dispatchBy } from '../platform/provide-all.js';
import { Public } from '../resource-server/access.js';
import { Pages } from '../ui/pages.js';
import { AuthorizationService, asksForOpenId, type ReceivedRequest } from './authorization.service.js';
import { authorizationErrorPage, strangersErrorPage } from './authorization-error-page.js';
import {
  RESPONSE_MODES,
  type ResponseMode,
  type ResponseParameters,
  redirect,
} from './response-modes/response-mode.js';

/** RFC 6749 §3.1, OIDC Core §3.1.2: the authorization endpoint. */
@ApiExcludeController()
@Controller('oauth2/authorize')
export class AuthorizationController {
  private readonly responseModes: ReadonlyMap<string, ResponseMode>;

  constructor(
    private readonly authorization: AuthorizationService,
    private readonly sessions: SessionsService,
    private readonly pages: Pages,
    @Inject(RESPONSE_MODES) responseModes: readonly ResponseMode[],
    @Inject(CONFIG) private readonly config: Config,
  ) {
    this.responseModes = dispatchBy(responseModes, (mode) => mode.name);
  }

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
    let arrived: ReceivedRequest;
    try {
      arrived = await this.authorization.arrive(sent());
    } catch (error) {
      this.show(error, request, reply);
      return;
    }
    try {
      await this.answer(arrived, request, reply);
    } catch (error) {
      // RFC 6585 §4: a redirect could not say how long to wait.
      if (!(error instanceof OAuthError) || error instanceof TooManyRequests) this.show(error, request, reply);
      else await this.refuse(arrived, error, reply);
    }
  }

  private async answer(arrived: ReceivedRequest, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const responseMode = this.responseMode(arrived);
    const asked = await this.authorization.check(arrived);
    const accounts = await this.sessions.pick(
      request.cookies,
      this.authorization.accountPreferenceOf(arrived, asked),
      true,
    );
    const { session } = accounts;
    const { interaction, granted, decided } = await this.authorization.decide(arrived, asked, accounts);
    if (interaction instanceof OAuthError) return this.refuse(arrived, interaction, reply, decided);
    if (interaction !== 'go' || !session) {
      const reference = await this.authorization.park(arrived, session, addressOf(request));
      redirect(reply, `/${interaction}?request=${reference}`);
      return;
    }
    const again = () => this.answer({ ...arrived, parked: undefined }, request, reply);
    if (!(await this.authorization.use(arrived))) return again();
    const code = await this.authorization.issueCode(arrived, asked, granted, session);
    if (code === undefined) {
      this.sessions.forget(session);
      return again();
    }
    responseMode.send(reply, arrived.redirectUri, this.response(reply, arrived, { code }));
  }

  /**
   * RFC 9700 §4.11.2: an address that a stranger registered is shown first, or an invalid request would be a link that leads
   * anywhere. A hidden frame (`prompt=none`) has no one to show it to.
   * @param decided whether the person who is signed in has answered this request on the consent page, which names the address
   */
  private async refuse(
    arrived: ReceivedRequest,
    error: OAuthError,
    reply: FastifyReply,
    decided = false,
  ): Promise<void> {
    reply.request.log.info({ error: error.code, description: error.description }, 'authorization refused');
    await this.authorization.use(arrived);
    const mode = this.responseModes.get(arrived.parameters.get('response_mode') ?? 'query') ?? this.responseMode();
    const response = this.response(reply, arrived, error.toJSON());
    if (decided || isTrusted(arrived.client) || arrived.parameters.get('prompt') === 'none')
      mode.send(reply, arrived.redirectUri, response);
    else
      this.pages.send(reply, strangersErrorPage(error, reply.request.id, mode.onward(arrived.redirectUri, response)));
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

  private responseMode(arrived?: ReceivedRequest): ResponseMode {
    const name = arrived?.parameters.get('response_mode') ?? 'query';
    const mode = this.responseModes.get(name);
    if (!mode)
      throw new InvalidRequest(
        `response_mode must be one of ${[...this.responseModes.keys()].join(', ')}, not ${name}`,
      );
    return mode;
  }

  private show(error: unknown, request: FastifyRequest, reply: FastifyReply): void {
    if (!(error instanceof OAuthError)) throw error;
    request.log.info({ error: error.code, description: error.description }, 'authorization request refused');
    if (error instanceof TooManyRequests) reply.header('retry-after', error.retryAfter);
    this.pages.send(reply, authorizationErrorPage(error, request.id));
  }
}
