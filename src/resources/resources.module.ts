import { Global, Module } from '@nestjs/common';
import { SCOPE_ROLES } from '../resource-server/scope-roles.js';
import { ResourcesRepository } from './resources.repository.js';
import { ResourcesService } from './resources.service.js';

/** What tokens are for: protected resources and their scopes. */
@Global()
@Module({
  providers: [ResourcesRepository, ResourcesService, { provide: SCOPE_ROLES, useExisting: ResourcesService }],
  exports: [ResourcesService, SCOPE_ROLES],
})
export class ResourcesModule {}
