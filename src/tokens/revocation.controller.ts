import { Controller, HttpCode, Post, Req } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { AuthorizationsService } from '../authorizations/authorizations.service.js';
import type { Client } from '../clients/client.js';
import { AuthenticateClient, ClientForm, CurrentClient } from '../clients/client-authentication.guard.js';
import { InvalidGrant } from '../oauth/oauth-error.js';
import { Parameters } from '../oauth/parameters.js';
import { AnyOrigin } from '../platform/http/any-origin.js';
import { NoStore } from '../platform/http/no-store.js';
import { requestFacts } from '../platform/http/request-facts.js';
import { TokenLookup } from './token-lookup.js';

/** RFC 7009: the revocation endpoint. A token that is not known is as good as revoked (§2.2). */
@ApiExcludeController()
@AnyOrigin()
@Controller('oauth2/revoke')
export class RevocationController {
  constructor(
    private readonly tokens: TokenLookup,
    private readonly authorizations: AuthorizationsService,
  ) {}

  @AuthenticateClient('introspection')
  @NoStore()
  @HttpCode(200)
  @Post()
  async revoke(
    @ClientForm() form: Parameters,
    @CurrentClient() client: Client,
    @Req() request: FastifyRequest,
  ): Promise<void> {
    const found = await this.tokens.find(form.require('token'));
    if (!found) return;
    const owner = found.kind === 'access_token' ? found.claims.client_id : found.authorization.clientId;
    // RFC 7009 §2.1: refused if the token was issued to another client.
    if (owner !== client.clientId) throw new InvalidGrant('the token was issued to another client');
    // RFC 7009 §2.1: with the refresh token go the access tokens of the same grant.
    if (found.kind === 'refresh_token') await this.authorizations.revoke(found.authorization, requestFacts(request));
    else await this.authorizations.revokeAccessToken(found.claims, requestFacts(request));
  }
}
