import { Controller, Get, HttpCode, Post, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import type { Client } from '../clients/client.js';
import { ClientsService } from '../clients/clients.service.js';
import { InvalidToken } from '../oauth/oauth-error.js';
import { readScope } from '../oauth/scope.js';
import { AnyOrigin } from '../platform/http/any-origin.js';
import { NoStore } from '../platform/http/no-store.js';
import type { AccessTokenClaims } from '../resource-server/access-token-verifier.js';
import { CurrentToken } from '../resource-server/current-token.js';
import { RequireScope } from '../resource-server/require-scope.js';
import { holderOf } from '../resource-server/token-holder.js';
import type { Claims } from '../resource-server/verify-jwt.js';
import { ResourcesService } from '../resources/resources.service.js';
import { isBarred } from '../users/user.js';
import { claimsFor } from '../users/user-claims.js';
import { UserStore } from '../users/user-store.js';
import { AddedClaims } from './added-claims.service.js';
import { mappedClaims } from './mapped-claims.js';
import { ResponseProtection } from './response-protection.js';
import { seenBy } from './seen-by.js';

/** OIDC Core §5.3: the userinfo endpoint. */
@ApiExcludeController()
@AnyOrigin()
@Controller('oauth2/userinfo')
export class UserinfoController {
  constructor(
    private readonly users: UserStore,
    private readonly clients: ClientsService,
    private readonly resources: ResourcesService,
    private readonly protection: ResponseProtection,
    private readonly added: AddedClaims,
  ) {}

  @RequireScope('openid')
  @NoStore()
  @Get()
  get(
    @CurrentToken() token: AccessTokenClaims,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object | string> {
    return this.answer(token, reply);
  }

  @RequireScope('openid', { tokenInForm: true })
  @NoStore()
  @HttpCode(200)
  @Post()
  post(
    @CurrentToken() token: AccessTokenClaims,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object | string> {
    return this.answer(token, reply);
  }

  private async answer(token: AccessTokenClaims, reply: FastifyReply): Promise<object | string> {
    const client = await this.clients.find(token.client_id);
    if (!client) throw new InvalidToken('the client of the token does not exist any more');
    const answer = await this.protection.userinfo(client, await this.claims(token, client));
    if (typeof answer === 'string') reply.type('application/jwt');
    return answer;
  }

  private async claims(token: AccessTokenClaims, client: Client): Promise<Claims> {
    const holder = holderOf(token);
    const user = holder && (await this.users.find(holder.userId));
    if (!user || isBarred(user)) throw new InvalidToken('the end-user can no longer sign in');
    const { userinfo, locales } = holder.askedClaims ?? {};
    const catalogue = this.resources.catalogueAtHand() ?? (await this.resources.catalogue());
    const seen = seenBy(client, user, catalogue);
    const scope = readScope(token.scope);
    const claims = claimsFor(seen, scope, userinfo, locales);
    const others = catalogue.claimMappings('userinfo', scope);
    const mapped = mappedClaims('userinfo', { client, user: seen, scope, others, asked: userinfo });
    const added = this.added.userinfo({ user, client, token });
    return mapped || added ? { ...added, ...claims, ...mapped, sub: token.sub } : { sub: token.sub, ...claims };
  }
}
