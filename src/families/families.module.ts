import { Global, Module } from '@nestjs/common';
import { ACCESS_TOKEN_STATUS } from '../resource-server/access-token-status.js';
import { FamiliesRepository } from './families.repository.js';
import { FamiliesService } from './families.service.js';
import { GrantsController } from './grants.controller.js';
import { GrantsRepository } from './grants.repository.js';
import { GrantsService } from './grants.service.js';

/** Global, because the bearer guard of every module asks it whether a token was revoked. */
@Global()
@Module({
  controllers: [GrantsController],
  providers: [
    FamiliesRepository,
    FamiliesService,
    GrantsRepository,
    GrantsService,
    { provide: ACCESS_TOKEN_STATUS, useExisting: FamiliesService },
  ],
  exports: [FamiliesService, ACCESS_TOKEN_STATUS],
})
export class FamiliesModule {}
