import { Controller, HttpCode, Inject, Post, Req } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { type Client, mayUseGrant } from '../clients/client.js';
import { AuthenticateClient, ClientForm, CurrentClient } from '../clients/client-authentication.guard.js';
import { UnauthorizedClient, UnsupportedGrantType } from '../oauth/oauth-error.js';
import { Parameters } from '../oauth/parameters.js';
import { AnyOrigin } from '../platform/http/any-origin.js';
import { NoStore } from '../platform/http/no-store.js';
import { requestFacts } from '../platform/http/request-facts.js';
import type { Peers } from '../platform/peers.js';
import { inSpan } from '../platform/telemetry/spans.js';
import { GRANTS, type Grant } from './grants/grant.js';
import { ResponseProtection } from './response-protection.js';
import { TokenAudit } from './token-audit.js';
import { TokenIssuer, type TokenResponse } from './token-issuer.js';
import { TokenMetrics } from './token-metrics.js';

/** RFC 6749 §3.2: the token endpoint. */
@ApiExcludeController()
@AnyOrigin()
@Controller('oauth2/token')
export class TokenController {
  constructor(
    @Inject(GRANTS.token) private readonly grants: Peers<Grant>,
    private readonly protection: ResponseProtection,
    private readonly issuer: TokenIssuer,
    private readonly audit: TokenAudit,
    private readonly metrics: TokenMetrics,
  ) {}

  @AuthenticateClient('token')
  @NoStore()
  @HttpCode(200)
  @Post()
  token(
    @ClientForm() parameters: Parameters,
    @CurrentClient() client: Client,
    @Req() request: FastifyRequest,
  ): Promise<TokenResponse> {
    const asked = parameters.get('grant_type') ?? '';
    const known = this.grants.get(asked) ? asked : 'unknown';
    return this.metrics.count(known, () => this.answer(parameters, client, request));
  }

  private async answer(parameters: Parameters, client: Client, request: FastifyRequest): Promise<TokenResponse> {
    const grantType = parameters.require('grant_type');
    const grant = this.grants.get(grantType);
    if (!grant) throw new UnsupportedGrantType(`grant_type must be one of ${this.grants.keys.join(', ')}`);
    if (!mayUseGrant(client, grantType) && !isRefreshOfOfflineAccess(client, grantType)) {
      throw new UnauthorizedClient(`the client is not registered for the grant type ${grantType}`);
    }
    const preparation = grant.forEndUser ? this.protection.prepareIdToken(client) : undefined;
    if (preparation) await preparation;
    const facts = () => requestFacts(request);
    const attributes = { 'oauth.grant_type': grantType };
    const approval = await inSpan('grant', () => grant.approve(client, parameters, facts), { attributes });
    const response = await inSpan('token issue', () => this.issuer.issue(approval));
    if (this.audit.isWanted) await this.audit.record(grantType, approval, facts);
    return response;
  }
}

/** Anyone who may be granted `offline_access` gets a refresh token by it, and may use it. */
function isRefreshOfOfflineAccess(client: Client, grantType: string): boolean {
  return grantType === 'refresh_token' && client.scope.includes('offline_access');
}
