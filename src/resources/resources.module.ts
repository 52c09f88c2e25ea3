import { Global, Module } from '@nestjs/common';
import { COMMANDS } from '../admin/terminal/command-line.js';
import { ENTITIES } from '../platform/database/entities.js';
import { Declares } from '../platform/declarations.js';
import { SCOPE_ROLES } from '../resource-server/scope-roles.js';
import { ResourceEntity } from './resource.entity.js';
import { ResourceAdministration } from './resource-administration.service.js';
import { ResourcesController } from './resources.controller.js';
import { ResourcesRepository } from './resources.repository.js';
import { ResourcesService } from './resources.service.js';
import { RoleEntity } from './role.entity.js';
import { RolesController } from './roles.controller.js';
import { RolesRepository } from './roles.repository.js';
import { RolesService } from './roles.service.js';
import { ScopeEntity } from './scope.entity.js';

/** What tokens are for: protected resources and their scopes, and the roles that scopes require. */
@Global()
@Declares(
  ENTITIES.of(ResourceEntity, RoleEntity, ScopeEntity),
  COMMANDS.of(
    () => import('./resources.commands.js'),
    () => import('./roles.commands.js'),
  ),
)
@Module({
  controllers: [ResourcesController, RolesController],
  providers: [
    ResourcesRepository,
    ResourcesService,
    ResourceAdministration,
    RolesRepository,
    RolesService,
    { provide: SCOPE_ROLES, useExisting: ResourcesService },
  ],
  exports: [ResourcesService, RolesService, SCOPE_ROLES],
})
export class ResourcesModule {}
