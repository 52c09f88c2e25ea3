import { Global, Module } from '@nestjs/common';
import { ADMIN_SCOPES } from '../admin/admin-scope.js';
import { AUDIT_EVENTS } from '../audit/audit-event-type.js';
import { ENTITIES } from '../platform/database/entities.js';
import { Declares } from '../platform/declarations.js';
import { ACCESS_TOKEN_STATUS } from '../resource-server/access-token-status.js';
import { AccessTokensService } from './access-tokens.service.js';
import { AUTHORIZATION_EVENTS } from './audit-events.js';
import { FamiliesRepository } from './families.repository.js';
import { FamiliesService } from './families.service.js';
import { FamilyEntity } from './family.entity.js';
import { GrantsController } from './grants.controller.js';
import { GrantsRepository } from './grants.repository.js';
import { GrantsService } from './grants.service.js';
import { RevokedTokenEntity } from './revoked-token.entity.js';

/** Global, because the bearer guard of every module asks it what a token is worth now. */
@Global()
@Declares(
  ENTITIES.of(FamilyEntity, RevokedTokenEntity),
  ADMIN_SCOPES.of(
    { name: 'grants:read', description: 'See which applications hold tokens', roles: ['user-manager'], position: 11 },
    { name: 'grants:write', description: 'Revoke tokens of applications', roles: ['user-manager'], position: 12 },
  ),
  AUDIT_EVENTS.of(...Object.values(AUTHORIZATION_EVENTS)),
)
@Module({
  controllers: [GrantsController],
  providers: [
    AccessTokensService,
    FamiliesRepository,
    FamiliesService,
    GrantsRepository,
    GrantsService,
    { provide: ACCESS_TOKEN_STATUS, useExisting: AccessTokensService },
  ],
  exports: [AccessTokensService, FamiliesService, ACCESS_TOKEN_STATUS],
})
export class AuthorizationsModule {}
