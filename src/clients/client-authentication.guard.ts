import {
  applyDecorators,
  type CanActivate,
  createParamDecorator,
  type ExecutionContext,
  Inject,
  Injectable,
  SetMetadata,
  UseGuards,
} from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import { InvalidClient, InvalidRequest, TooManyRequests } from '../oauth/oauth-error.js';
import { Parameters } from '../oauth/parameters.js';
import { Clock } from '../platform/clock.js';
import type { ValuesOf } from '../platform/config/room-settings.js';
import { networkOf } from '../platform/http/addresses.js';
import { formBody } from '../platform/http/form-body.js';
import { isRepeated } from '../platform/http/repeated-header.js';
import { addressOf } from '../platform/http/request-facts.js';
import type { Peers } from '../platform/peers.js';
import { inSpan } from '../platform/telemetry/spans.js';
import type { QuotaKind } from '../platform/throttling/quota-settings.js';
import { Quotas } from '../platform/throttling/quotas.service.js';
import { ACCESS, type Access } from '../resource-server/access.js';
import {
  AUTHENTICATION_METHODS,
  type AuthenticationMethod,
  type AuthenticationRequest,
  type Claim,
} from './authentication-methods/authentication-method.js';
import { readBasicCredentials } from './authentication-methods/basic-credentials.js';
import { authenticationMethodsOf, type Client, isPublic, LONGEST_CLIENT_ID } from './client.js';
import { CLIENT_SETTINGS } from './client-settings.js';
import { ClientsService } from './clients.service.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** Who sent the request, and its form, if {@link AuthenticateClient} has found out. */
    authenticated?: { readonly client: Client; readonly form: Parameters };
  }
}

/** By which quota the requests of a route are counted. */
const QUOTA = 'gatehouse:quota';

/** Lets requests of registered clients through that prove who they are (RFC 6749 §2.3). */
@Injectable()
export class ClientAuthenticationGuard implements CanActivate {
  constructor(
    @Inject(AUTHENTICATION_METHODS.token) private readonly methods: Peers<AuthenticationMethod>,
    private readonly clients: ClientsService,
    private readonly clock: Clock,
    @Inject(CLIENT_SETTINGS.token) private readonly settings: ValuesOf<typeof CLIENT_SETTINGS>,
    private readonly quotas: Quotas,
    private readonly reflector: Reflector,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const form = Parameters.from(formBody(request));
    const client = await inSpan('client authentication', () => this.authenticate(request, form));
    this.count(client, this.reflector.get<QuotaKind>(QUOTA, context.getHandler()), request);
    request.authenticated = { client, form };
    return true;
  }

  /**
   * Who does not prove to be the client uses up nothing of its quota. Anyone may say to be a public client, so its requests are
   * counted by where they come from too.
   * @throws TooManyRequests
   */
  private count(client: Client, kind: QuotaKind, request: FastifyRequest): void {
    const from = isPublic(client) ? ` ${networkOf(addressOf(request))}` : '';
    const wait = this.quotas.consume(kind, client.clientId + from);
    if (wait > 0) throw new TooManyRequests('the client has sent too many requests in this minute', wait);
  }

  /**
   * @throws InvalidClient if the proof fails: it names the method that the client is registered for, and of client and
   *   secret it never says which is wrong
   * @throws InvalidRequest if the request says in more than one way who sends it
   */
  private async authenticate(request: FastifyRequest, form: Parameters): Promise<Client> {
    const path = request.url.split('?', 1)[0] as string;
    const { authorization } = request.headers;
    if (authorization !== undefined && isRepeated(request.raw, 'authorization')) {
      throw new InvalidRequest('send one Authorization header only (RFC 6749 section 2.3)');
    }
    const { method, claim } = this.claimIn({
      authorization,
      basic: readBasicCredentials(authorization),
      form,
      path,
    });
    if (form.has('client_id') && form.get('client_id') !== claim.clientId) {
      throw new InvalidRequest('the parameter client_id names another client than the one that authenticates');
    }
    const client = await this.clients.find(claim.clientId);
    const expected = client && authenticationMethodsOf(client, this.settings.strictAuthentication);
    const fits = expected === undefined || expected.includes(method);
    if (fits && (await claim.proves(client, this.clock.now())) && client) return client;
    const clientId = claim.clientId.slice(0, LONGEST_CLIENT_ID);
    request.log.info({ client_id: clientId, method, expected }, 'client authentication failed');
    throw new InvalidClient(
      fits
        ? 'check client_id and secret or key'
        : `authenticate this client by ${expected.join(' or ')}, as it is registered; the request used ${method}`,
    );
  }

  /**
   * @throws InvalidRequest if two methods are used at once
   * @throws InvalidClient if no method is used
   */
  private claimIn(sent: AuthenticationRequest): { readonly method: string; readonly claim: Claim } {
    let found: { readonly method: string; readonly claim: Claim } | undefined;
    for (const method of this.methods.list) {
      const claim = method.claim(sent);
      if (claim && found) throw new InvalidRequest('authenticate the client by one method only (RFC 6749 section 2.3)');
      if (claim) found = { method: method.name, claim };
    }
    if (!found) throw new InvalidClient(`authenticate the client by one of ${this.methods.keys.join(', ')}`);
    return found;
  }
}

/**
 * The route is for registered clients that authenticate; {@link CurrentClient} is which.
 * @param quota by which their requests are counted
 */
export const AuthenticateClient = (quota: QuotaKind) =>
  applyDecorators(
    SetMetadata(ACCESS, 'client' satisfies Access),
    SetMetadata(QUOTA, quota),
    UseGuards(ClientAuthenticationGuard),
  );

/** The authenticated {@link Client}. */
export const CurrentClient = createParamDecorator(
  (_: unknown, context: ExecutionContext) => authenticatedIn(context)?.client,
);

/** The {@link Parameters} that the authenticated client sent. */
export const ClientForm = createParamDecorator(
  (_: unknown, context: ExecutionContext) => authenticatedIn(context)?.form,
);

function authenticatedIn(context: ExecutionContext) {
  return context.switchToHttp().getRequest<FastifyRequest>().authenticated;
}
