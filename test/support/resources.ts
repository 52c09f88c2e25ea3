import { SubjectIdentifiers } from '../../src/admin/subject-identifiers.js';
import type { Clock } from '../../src/platform/clock.js';
import type { Config } from '../../src/platform/config/config.js';
import type { Database } from '../../src/platform/database/database.js';
import { Peers } from '../../src/platform/peers.js';
import { Catalogues } from '../../src/resources/catalogues.js';
import { CLAIM_NAMES } from '../../src/resources/claims/claim-names.js';
import { ResourceReviews } from '../../src/resources/resource-reviews.service.js';
import { ResourcesRepository } from '../../src/resources/resources.repository.js';
import { ResourcesService } from '../../src/resources/resources.service.js';
import { RolesRepository } from '../../src/resources/roles.repository.js';
import { UserAttributesRepository } from '../../src/resources/user-attributes.repository.js';
import { ADMIN_SCOPES } from './admin-scopes.js';
import { DECLARATIONS } from './entities.js';

interface Resources {
  readonly resources: ResourcesService;
  readonly resourcesRepository: ResourcesRepository;
}

/** The resources of a server with this configuration. */
export function newResources(config: Config, database: Database, clock: Clock): Resources {
  const resourcesRepository = new ResourcesRepository(database);
  const roles = new RolesRepository(database);
  const attributes = new UserAttributesRepository(database);
  const claimNames = Peers.of(CLAIM_NAMES, []);
  const catalogues = new Catalogues(config, resourcesRepository, roles, attributes, claimNames, ADMIN_SCOPES);
  const reviews = new ResourceReviews(catalogues, new SubjectIdentifiers(database, DECLARATIONS));
  const parts = [config, database, resourcesRepository, catalogues, reviews, clock, ADMIN_SCOPES] as const;
  return { resources: new ResourcesService(...parts), resourcesRepository };
}
