import { SubjectIdentifiers } from '../../src/admin/subject-identifiers.js';
import { AuditRepository } from '../../src/audit/audit.repository.js';
import { AuditService } from '../../src/audit/audit.service.js';
import { AUTHENTICATION_METHODS } from '../../src/clients/authentication-methods/authentication-method.js';
import { ClientSecretBasic } from '../../src/clients/authentication-methods/client-secret-basic.js';
import { ClientSecretJwt } from '../../src/clients/authentication-methods/client-secret-jwt.js';
import { ClientSecretPost } from '../../src/clients/authentication-methods/client-secret-post.js';
import { None } from '../../src/clients/authentication-methods/none.js';
import { PrivateKeyJwt } from '../../src/clients/authentication-methods/private-key-jwt.js';
import { ClientAssertionsRepository } from '../../src/clients/client-assertions.repository.js';
import { ClientAssertionsService } from '../../src/clients/client-assertions.service.js';
import { ClientChanges } from '../../src/clients/client-changes.service.js';
import { ClientCreation } from '../../src/clients/client-creation.service.js';
import { ClientIdentifiers } from '../../src/clients/client-identifiers.js';
import { ClientKeysService } from '../../src/clients/client-keys.service.js';
import { ClientMetadataValidator } from '../../src/clients/client-metadata-validator.js';
import { ClientReviews } from '../../src/clients/client-reviews.service.js';
import { ClientSecretsRepository } from '../../src/clients/client-secrets.repository.js';
import { ClientSecretsService } from '../../src/clients/client-secrets.service.js';
import { CLIENT_SETTINGS } from '../../src/clients/client-settings.js';
import { ClientsModule } from '../../src/clients/clients.module.js';
import { ClientsRepository } from '../../src/clients/clients.repository.js';
import { ClientsService } from '../../src/clients/clients.service.js';
import { ClientsBootstrap } from '../../src/clients/clients-bootstrap.js';
import { GRANT_DESCRIPTIONS } from '../../src/clients/metadata/grant-description.js';
import { SectorVerifier } from '../../src/clients/sector-verifier.js';
import { TestClock } from '../../src/platform/clock.spec-support.js';
import { defaultsOf } from '../../src/platform/config/settings.js';
import { Sealer } from '../../src/platform/crypto/secrets.js';
import type { Database } from '../../src/platform/database/database.js';
import { Declarations } from '../../src/platform/declarations.js';
import { OutgoingRequests } from '../../src/platform/egress/outgoing.js';
import { Peers } from '../../src/platform/peers.js';
import type { Purge } from '../../src/platform/schedule/purge.js';
import { ResourcesRepository } from '../../src/resources/resources.repository.js';
import { ResourcesService } from '../../src/resources/resources.service.js';
import { AUDIT_EVENT_CATALOGUE } from './audit-event-catalogue.js';
import { builtInClients } from './built-in-clients.js';
import { providersOf } from './declared.js';
import { DECLARATIONS } from './entities.js';
import { newKeys } from './keys.js';
import { newResources } from './resources.js';
import { newPurge } from './schedule.js';
import { testConfig } from './test-app.js';
import { newDatabase, type TestDialect } from './test-database.js';

export interface Rooms {
  readonly clock: TestClock;
  readonly database: Database;
  readonly purge: Purge;
  readonly resources: ResourcesService;
  readonly resourcesRepository: ResourcesRepository;
  readonly clients: ClientsService;
  readonly clientsRepository: ClientsRepository;
  readonly clientSecrets: ClientSecretsService;
  readonly secretsRepository: ClientSecretsRepository;
}

/** Clients and resources of `https://login.example` on an empty database, at a time that stands still. */
export async function openRooms(dialect: TestDialect): Promise<Rooms> {
  const config = await testConfig({ issuer: 'https://login.example' });
  const clock = new TestClock();
  const database = await newDatabase(dialect);
  const { keys } = await newKeys(database, clock);
  const audit = new AuditService(database, new AuditRepository(), clock, AUDIT_EVENT_CATALOGUE);
  const subjects = new SubjectIdentifiers(database, DECLARATIONS);
  const { resources, resourcesRepository } = newResources(config, database, clock);
  const clientsRepository = new ClientsRepository(database, DECLARATIONS);
  const secretsRepository = new ClientSecretsRepository(database);
  const clientSecrets = new ClientSecretsService(config, new Sealer(config.encryptionSecrets), secretsRepository);
  const assertionsRepository = new ClientAssertionsRepository(database);
  const assertions = new ClientAssertionsService(config, assertionsRepository);
  const outgoing = new OutgoingRequests(config);
  const methods = Peers.of(AUTHENTICATION_METHODS, [
    new ClientSecretBasic(),
    new ClientSecretPost(),
    new ClientSecretJwt(assertions, clientSecrets),
    new PrivateKeyJwt(assertions, new ClientKeysService(outgoing, clock)),
    new None(),
  ]);
  const grants = Peers.of(
    GRANT_DESCRIPTIONS,
    ['authorization_code', 'refresh_token', 'client_credentials'].map((grantType) => ({ grantType })),
  );
  const judge = new ClientMetadataValidator(
    methods,
    grants,
    keys,
    defaultsOf(CLIENT_SETTINGS.schema),
    new Declarations([ClientsModule]),
  );
  const builtIn = builtInClients(config);
  const identifiers = new ClientIdentifiers(subjects, builtIn, resources);
  const bootstrap = new ClientsBootstrap(clientsRepository, resources, judge, clientSecrets, audit, clock, identifiers);
  const reviews = new ClientReviews(resources, judge, new SectorVerifier(outgoing), keys);
  const parts = [database, clientsRepository, reviews, clientSecrets] as const;
  const creation = new ClientCreation(...parts, identifiers, audit, clock);
  const changes = new ClientChanges(...parts, audit, clock, config);
  const clients = new ClientsService(clock, database, clientsRepository, creation, changes, bootstrap, builtIn);
  const providers = providersOf(changes, secretsRepository, assertionsRepository);
  const purge = newPurge([ClientsModule], providers, clock, database);
  return {
    clock,
    database,
    purge,
    resources,
    resourcesRepository,
    clients,
    clientsRepository,
    clientSecrets,
    secretsRepository,
  };
}
