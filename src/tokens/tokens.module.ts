import { Module } from '@nestjs/common';
import { AUDIT_EVENTS } from '../audit/audit-event-type.js';
import { Declares } from '../platform/declarations.js';
import { METADATA } from '../platform/metadata/server-metadata.js';
import { providePeers } from '../platform/peers.js';
import { METRICS } from '../platform/telemetry/metric.js';
import { AddedClaims } from './added-claims.service.js';
import { TOKEN_EVENTS } from './audit-events.js';
import { AuthorizationCodeGrant } from './grants/authorization-code.grant.js';
import { ClientCredentialsGrant } from './grants/client-credentials.grant.js';
import { GRANTS } from './grants/grant.js';
import { RefreshTokenGrant } from './grants/refresh-token.grant.js';
import { IntrospectionController } from './introspection.controller.js';
import { ResponseProtection } from './response-protection.js';
import { RevocationController } from './revocation.controller.js';
import { TokenController } from './token.controller.js';
import { TokenAudit } from './token-audit.js';
import { TOKEN_CLAIMS } from './token-claims.js';
import { TokenIssuer } from './token-issuer.js';
import { TokenLookup } from './token-lookup.js';
import { TOKEN_ANSWERS, TokenMetrics } from './token-metrics.js';
import { TokensMetadata } from './tokens-metadata.js';
import { UserinfoController } from './userinfo.controller.js';

const grants = GRANTS.of(AuthorizationCodeGrant, RefreshTokenGrant, ClientCredentialsGrant);

@Declares(
  grants,
  AUDIT_EVENTS.of(...Object.values(TOKEN_EVENTS)),
  METADATA.of(TokensMetadata),
  METRICS.of(TOKEN_ANSWERS),
)
@Module({
  controllers: [TokenController, IntrospectionController, RevocationController, UserinfoController],
  providers: [
    ResponseProtection,
    TokenAudit,
    TokenIssuer,
    TokenLookup,
    TokenMetrics,
    TokensMetadata,
    AddedClaims,
    providePeers(TOKEN_CLAIMS),
    providePeers(GRANTS),
    ...grants.items,
  ],
})
export class TokensModule {}
