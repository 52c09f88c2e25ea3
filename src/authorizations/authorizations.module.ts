import { Global, Module } from '@nestjs/common';
import { COMMANDS } from '../admin/terminal/command-line.js';
import { ENTITIES } from '../platform/database/entities.js';
import { Declares } from '../platform/declarations.js';
import { ACCESS_TOKEN_STATUS } from '../resource-server/access-token-status.js';
import { AccessTokensService } from './access-tokens.service.js';
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
  COMMANDS.of(() => import('./grants.commands.js')),
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
