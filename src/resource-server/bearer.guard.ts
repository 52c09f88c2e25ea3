import type { IncomingMessage } from 'node:http';
import {
  type CanActivate,
  type ExecutionContext,
  Inject,
  Injectable,
  Logger,
  Optional,
  ServiceUnavailableException,
} from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { type AuthenticationRequirement, missing } from '../oauth/authentication-requirement.js';
import { InsufficientScope, InsufficientUserAuthentication, InvalidToken } from '../oauth/oauth-error.js';
import { ACCESS, type Access, AUTHENTICATION } from './access.js';
import { ACCESS_TOKEN_STATUS, type AccessTokenStatus } from './access-token-status.js';
import {
  type AccessTokenClaims,
  type AccessTokenVerifier,
  OWN_ISSUER,
  type TrustedIssuer,
} from './access-token-verifier.js';
import { type BearerOptions, readBearerToken } from './bearer-token.js';
import { rememberToken, tokenOf } from './current-token.js';
import { SCOPE_ROLES, type ScopeRoles } from './scope-roles.js';
import { SCOPE_STRENGTH, type ScopeStrength } from './scope-strength.js';
import { KeySetUnavailable } from './verify-jwt.js';

/** The injection token of the function that verifies access tokens. */
export const ACCESS_TOKEN_VERIFIER = Symbol('AccessTokenVerifier');

/** What a route or its controller says about access, if anything. */
type DeclaredAccess = 'public' | 'client' | (Exclude<Access, string> & BearerOptions) | undefined;

/** What requests are on Express, where they are the message itself, and on Fastify, where they have it. */
type HttpRequest = Pick<IncomingMessage, 'method' | 'headers' | 'headersDistinct'> & {
  readonly raw?: IncomingMessage;
  readonly query?: unknown;
  readonly body?: unknown;
};

/**
 * Lets a request pass whose access token is valid, has the scope that the route requires, and is of a person who was
 * authenticated as strongly and recently as it requires.
 * Where no scope is declared, any valid access token will do.
 */
@Injectable()
export class BearerGuard implements CanActivate {
  private readonly logger = new Logger(BearerGuard.name);

  constructor(
    private readonly reflector: Reflector,
    @Inject(ACCESS_TOKEN_VERIFIER) private readonly verify: AccessTokenVerifier,
    @Optional() @Inject(ACCESS_TOKEN_STATUS) private readonly status?: AccessTokenStatus,
    @Optional() @Inject(SCOPE_ROLES) private readonly roles?: ScopeRoles,
    @Optional() @Inject(OWN_ISSUER) private readonly own?: Pick<TrustedIssuer, 'now'>,
    @Optional() @Inject(SCOPE_STRENGTH) private readonly strength?: ScopeStrength,
  ) {}

  /**
   * @throws InvalidToken with an empty description if there is no token, else with what is wrong with it
   * @throws InsufficientScope, InsufficientUserAuthentication, InvalidBearerRequest
   * @throws ServiceUnavailableException if the issuer's keys cannot be fetched
   */
  async canActivate(context: ExecutionContext): Promise<boolean> {
    const access = this.reflector.getAllAndOverride<DeclaredAccess>(ACCESS, [context.getHandler(), context.getClass()]);
    // A controller may require a scope and except one of its routes.
    if (typeof access === 'string') return true;
    const request = context.switchToHttp().getRequest<HttpRequest>();
    const claims = tokenOf(request) ?? (await this.authenticate(request, access ?? {}));
    rememberToken(request, claims);
    if (access && !(claims.scope ?? '').split(' ').includes(access.scope))
      throw new InsufficientScope(await this.lack(access.scope), access.scope);
    this.demand(this.requirement(context), claims);
    if (access) this.demand(await this.strength?.requiredFor(access.scope, claims), claims);
    return true;
  }

  private requirement(context: ExecutionContext): AuthenticationRequirement | undefined {
    return this.reflector.getAllAndOverride(AUTHENTICATION, [context.getHandler(), context.getClass()]);
  }

  /** RFC 9470 §3. */
  private demand(required: AuthenticationRequirement | undefined, claims: AccessTokenClaims): void {
    const lack = required && missing(required, claims, (this.own?.now ?? Date.now)());
    if (required && lack !== undefined) throw new InsufficientUserAuthentication(lack, required);
  }

  private async lack(scope: string): Promise<string> {
    const roles = await this.roles?.rolesThatGet(scope);
    const who = roles?.length ? `, which users get who hold the role ${roles.join(' or ')}` : '';
    return `the access token does not have the scope ${scope}${who}`;
  }

  private async authenticate(request: HttpRequest, { tokenInForm = false }: BearerOptions): Promise<AccessTokenClaims> {
    const token = readBearerToken({
      authorization: (request.raw ?? request).headersDistinct.authorization ?? [],
      query: request.query,
      ...(tokenInForm && isPostedForm(request) ? { form: request.body } : {}),
    });
    if (token === undefined) throw new InvalidToken('');
    const claims = await this.current(await this.verifyToken(token));
    if (!claims) throw new InvalidToken('the access token was revoked: get a new one');
    return claims;
  }

  private async current(claims: AccessTokenClaims): Promise<AccessTokenClaims | undefined> {
    if (this.status?.asOfNow) return this.status.asOfNow(claims);
    return (await this.status?.isRevoked(claims)) ? undefined : claims;
  }

  private async verifyToken(token: string): Promise<AccessTokenClaims> {
    try {
      return await this.verify(token);
    } catch (error) {
      if (!(error instanceof KeySetUnavailable)) throw error;
      this.logger.error(error.message, error.cause);
      throw new ServiceUnavailableException('access tokens cannot be verified at the moment', { cause: error });
    }
  }
}

function isPostedForm({ method, headers }: HttpRequest): boolean {
  return method === 'POST' && /^application\/x-www-form-urlencoded\s*(;|$)/i.test(headers['content-type'] ?? '');
}
