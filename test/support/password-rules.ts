import { SubjectIdentifiers } from '../../src/admin/subject-identifiers.js';
import { Clock } from '../../src/platform/clock.js';
import { DEFAULT_LIFETIMES, DEFAULT_PASSWORDS, type PasswordPolicy } from '../../src/platform/config/config.js';
import type { Database } from '../../src/platform/database/database.js';
import { Peers } from '../../src/platform/peers.js';
import { Catalogues } from '../../src/resources/catalogues.js';
import { CLAIM_NAMES } from '../../src/resources/claims/claim-names.js';
import { ResourceReviews } from '../../src/resources/resource-reviews.service.js';
import { ResourcesRepository } from '../../src/resources/resources.repository.js';
import { ResourcesService } from '../../src/resources/resources.service.js';
import { RolesRepository } from '../../src/resources/roles.repository.js';
import { UserAttributesRepository } from '../../src/resources/user-attributes.repository.js';
import { PasswordRules } from '../../src/users/passwords/password-rules.service.js';
import { ADMIN_SCOPES } from './admin-scopes.js';
import { DECLARATIONS } from './entities.js';
import { testConfig } from './test-app.js';

/** The rules of a server at https://login.acme.example whose brand is Acme Corp. */
export async function newPasswordRules(
  database: Database,
  passwords: Partial<PasswordPolicy> = {},
): Promise<PasswordRules> {
  const config = await testConfig({
    issuer: 'https://login.acme.example',
    brand: { name: 'Acme Corp' },
    passwords: { ...DEFAULT_PASSWORDS, ...passwords },
    lifetimes: DEFAULT_LIFETIMES,
    databaseUrl: 'sqlite::memory:',
  });
  const clock = new Clock();
  const resourcesRepository = new ResourcesRepository(database);
  const catalogues = new Catalogues(
    config,
    resourcesRepository,
    new RolesRepository(database),
    new UserAttributesRepository(database),
    Peers.of(CLAIM_NAMES, []),
    ADMIN_SCOPES,
  );
  const resourceReviews = new ResourceReviews(catalogues, new SubjectIdentifiers(database, DECLARATIONS));
  const resources = new ResourcesService(
    config,
    database,
    resourcesRepository,
    catalogues,
    resourceReviews,
    clock,
    ADMIN_SCOPES,
  );
  return new PasswordRules(config, resources);
}
