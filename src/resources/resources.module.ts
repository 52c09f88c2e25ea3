import { Global, Module } from '@nestjs/common';
import { ADMIN_SCOPES } from '../admin/admin-scope.js';
import { API_DESCRIPTIONS } from '../admin/api-description.js';
import { BOOTSTRAP_SECTIONS } from '../admin/bootstrap/bootstrap-section.js';
import { SubjectIdentifiers } from '../admin/subject-identifiers.js';
import { COMMANDS } from '../admin/terminal/command-line.js';
import { AUDIT_EVENTS } from '../audit/audit-event-type.js';
import { ALGORITHM_USES } from '../keys/algorithm-uses.js';
import { ENTITIES } from '../platform/database/entities.js';
import { Declares } from '../platform/declarations.js';
import { METADATA } from '../platform/metadata/server-metadata.js';
import { providePeers } from '../platform/peers.js';
import { SCOPE_ROLES } from '../resource-server/scope-roles.js';
import { AdminScopes } from './admin-scopes.js';
import { ATTRIBUTE_EVENTS, RESOURCE_EVENTS, ROLE_EVENTS } from './audit-events.js';
import { ResourcesSection } from './bootstrap/resources.section.js';
import { RolesSection } from './bootstrap/roles.section.js';
import { UserAttributesSection } from './bootstrap/user-attributes.section.js';
import { Catalogues } from './catalogues.js';
import { CLAIM_NAMES } from './claims/claim-names.js';
import { TEXTS_DESCRIPTION } from './describe-texts.js';
import { ResourceEntity } from './resource.entity.js';
import { ResourceAdministration } from './resource-administration.service.js';
import { ResourceReviews } from './resource-reviews.service.js';
import { ResourcesController } from './resources.controller.js';
import { RESOURCES_ALGORITHM_USE, ResourcesRepository } from './resources.repository.js';
import { ResourcesService } from './resources.service.js';
import { ResourcesMetadata } from './resources-metadata.js';
import { RoleEntity, RolePolicyEntity } from './role.entity.js';
import { RolesController } from './roles.controller.js';
import { RolesRepository } from './roles.repository.js';
import { RolesService } from './roles.service.js';
import { ScopeEntity } from './scope.entity.js';
import { UserAttributeEntity } from './user-attribute.entity.js';
import { UserAttributesController } from './user-attributes.controller.js';
import { UserAttributesRepository } from './user-attributes.repository.js';
import { UserAttributes } from './user-attributes.service.js';

const sections = BOOTSTRAP_SECTIONS.of(UserAttributesSection, ResourcesSection, RolesSection);

/** What tokens are for: protected resources and their scopes, the roles that scopes require, and of what claims are made. */
@Global()
@Declares(
  ENTITIES.of(ResourceEntity, RoleEntity, RolePolicyEntity, ScopeEntity, UserAttributeEntity),
  ADMIN_SCOPES.of(
    {
      name: 'resources:read',
      description: 'See the protected resources and their scopes',
      roles: ['client-manager'],
      position: 13,
    },
    { name: 'resources:write', description: 'Change the protected resources and their scopes', position: 14 },
    { name: 'roles:read', description: 'See which roles there are', roles: ['user-manager'], position: 15 },
    { name: 'roles:write', description: 'Decide what administrators may do, and who is one', position: 16 },
  ),
  ALGORITHM_USES.of(RESOURCES_ALGORITHM_USE),
  AUDIT_EVENTS.of(...Object.values(RESOURCE_EVENTS), ...Object.values(ROLE_EVENTS), ...Object.values(ATTRIBUTE_EVENTS)),
  API_DESCRIPTIONS.of(TEXTS_DESCRIPTION),
  METADATA.of(ResourcesMetadata),
  sections,
  COMMANDS.of(
    () => import('./resources.commands.js'),
    () => import('./roles.commands.js'),
    () => import('./user-attributes.commands.js'),
  ),
)
@Module({
  controllers: [ResourcesController, RolesController, UserAttributesController],
  providers: [
    AdminScopes,
    Catalogues,
    ResourcesMetadata,
    ResourcesRepository,
    ResourcesService,
    ResourceAdministration,
    ResourceReviews,
    RolesRepository,
    RolesService,
    UserAttributes,
    UserAttributesRepository,
    SubjectIdentifiers,
    ...sections.items,
    providePeers(CLAIM_NAMES),
    { provide: SCOPE_ROLES, useExisting: ResourcesService },
  ],
  exports: [AdminScopes, ResourcesService, RolesService, UserAttributes, SCOPE_ROLES],
})
export class ResourcesModule {}
