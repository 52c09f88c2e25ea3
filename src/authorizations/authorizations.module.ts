import { Global, Module } from '@nestjs/common';
import { PERSONAL_DATA } from '../admin/personal-data.js';
import { SERVER_SECRETS } from '../platform/crypto/server-secret.js';
import { ENTITIES } from '../platform/database/entities.js';
import { Declares } from '../platform/declarations.js';
import { PURGE_RULES, purgeRule } from '../platform/schedule/purge-rule.js';
import { ACCESS_TOKEN_STATUS } from '../resource-server/access-token-status.js';
import { AccessTokensService } from './access-tokens.service.js';
import { PersonalAuthorizationDto } from './dto/personal-authorization.dto.js';
import { FamiliesRepository } from './families.repository.js';
import { CODE_SECRET, FamiliesService, REFRESH_TOKEN_SECRET } from './families.service.js';
import { FamilyEntity } from './family.entity.js';
import { GrantsController } from './grants.controller.js';
import { GrantsRepository } from './grants.repository.js';
import { GrantsService } from './grants.service.js';
import { PersonalAuthorizations } from './personal-authorizations.service.js';
import { RevokedTokenEntity } from './revoked-token.entity.js';

/** Global, because the bearer guard of every module asks it what a token is worth now. */
@Global()
@Declares(
  ENTITIES.of(FamilyEntity, RevokedTokenEntity),
  PURGE_RULES.of(
    purgeRule('families', FamiliesRepository, (families, now, limit) => families.purge(now, limit)),
    purgeRule('revoked_tokens', FamiliesRepository, (families, now, limit) => families.purgeDenied(now, limit)),
  ),
  SERVER_SECRETS.of(CODE_SECRET, REFRESH_TOKEN_SECRET),
  PERSONAL_DATA.of({
    section: 'authorizations',
    description: 'What clients hold or held for the user',
    scope: 'grants:read',
    item: PersonalAuthorizationDto,
    provider: PersonalAuthorizations,
  }),
)
@Module({
  controllers: [GrantsController],
  providers: [
    AccessTokensService,
    FamiliesRepository,
    FamiliesService,
    GrantsRepository,
    GrantsService,
    PersonalAuthorizations,
    { provide: ACCESS_TOKEN_STATUS, useExisting: AccessTokensService },
  ],
  exports: [AccessTokensService, FamiliesService, ACCESS_TOKEN_STATUS],
})
export class AuthorizationsModule {}
