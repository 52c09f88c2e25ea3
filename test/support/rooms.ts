import { AuditRepository } from '../../src/audit/audit.repository.js';
import { AuditService } from '../../src/audit/audit.service.js';
import { ClientSecretBasic } from '../../src/clients/authentication-methods/client-secret-basic.js';
import { ClientSecretPost } from '../../src/clients/authentication-methods/client-secret-post.js';
import { None } from '../../src/clients/authentication-methods/none.js';
import { ClientJudge } from '../../src/clients/client-judge.js';
import { ClientSecretsService } from '../../src/clients/client-secrets.service.js';
import { ClientsRepository } from '../../src/clients/clients.repository.js';
import { ClientsService } from '../../src/clients/clients.service.js';
import { ClientsBootstrap } from '../../src/clients/clients-bootstrap.js';
import type { Database } from '../../src/platform/database/database.js';
import type { Purge } from '../../src/platform/purge.js';
import { Sealer } from '../../src/platform/secrets.js';
import { ResourcesRepository } from '../../src/resources/resources.repository.js';
import { ResourcesService } from '../../src/resources/resources.service.js';
import { newKeys } from './keys.js';
import { testConfig } from './test-app.js';
import { TestClock } from './test-clock.js';
import { newDatabase, type TestDialect } from './test-database.js';

export interface Rooms {
  readonly clock: TestClock;
  readonly database: Database;
  readonly purge: Purge;
  readonly resources: ResourcesService;
  readonly resourcesRepository: ResourcesRepository;
  readonly clients: ClientsService;
  readonly clientsRepository: ClientsRepository;
}

/** Clients and resources of `https://login.example` on an empty database, at a time that stands still. */
export async function openRooms(dialect: TestDialect): Promise<Rooms> {
  const config = await testConfig({ issuer: 'https://login.example' });
  const clock = new TestClock();
  const database = await newDatabase(dialect);
  const { keys, purge } = await newKeys(database, clock);
  const audit = new AuditService(database, new AuditRepository(), clock);
  const resourcesRepository = new ResourcesRepository(database);
  const resources = new ResourcesService(config, database, resourcesRepository, clock);
  const clientsRepository = new ClientsRepository(database);
  const judge = new ClientJudge([new ClientSecretBasic(), new ClientSecretPost(), new None()], keys);
  const secrets = new ClientSecretsService(config, new Sealer(config.encryptionSecrets), clientsRepository);
  const bootstrap = new ClientsBootstrap(clientsRepository, resources, judge, secrets, audit, clock);
  const clients = new ClientsService(
    config,
    database,
    clientsRepository,
    resources,
    judge,
    secrets,
    bootstrap,
    audit,
    purge,
    clock,
  );
  clients.onModuleInit();
  return { clock, database, purge, resources, resourcesRepository, clients, clientsRepository };
}
