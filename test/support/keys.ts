import { AuditRepository } from '../../src/audit/audit.repository.js';
import { AuditService } from '../../src/audit/audit.service.js';
import { AlgorithmUses } from '../../src/keys/algorithm-uses.js';
import { KeyRing } from '../../src/keys/key-ring.js';
import { KeyRotation } from '../../src/keys/key-rotation.js';
import { KeysModule } from '../../src/keys/keys.module.js';
import { KeysService } from '../../src/keys/keys.service.js';
import { SigningKeyRepository } from '../../src/keys/signing-key.repository.js';
import { SIGNING } from '../../src/keys/signing-settings.js';
import type { Clock } from '../../src/platform/clock.js';
import type { Config } from '../../src/platform/config/config.js';
import type { ValuesOf } from '../../src/platform/config/room-settings.js';
import { Sealer } from '../../src/platform/crypto/secrets.js';
import type { Database } from '../../src/platform/database/database.js';
import type { Purge } from '../../src/platform/schedule/purge.js';
import { createLogger } from '../../src/platform/telemetry/log.js';
import { AUDIT_EVENT_CATALOGUE } from './audit-event-catalogue.js';
import { providersOf } from './declared.js';
import { DECLARATIONS } from './entities.js';
import { newPurge } from './schedule.js';
import { testConfig } from './test-app.js';

export interface TestKeys {
  readonly keys: KeysService;
  readonly ring: KeyRing;
  readonly purge: Purge;
}

/** The signing keys of one replica, not loaded yet. */
export async function newKeys(database: Database, clock: Clock, overrides: Partial<Config> = {}): Promise<TestKeys> {
  const config = await testConfig({ issuer: 'https://login.example', ...overrides });
  const logger = createLogger(config);
  const repository = new SigningKeyRepository(database);
  const sealer = new Sealer(config.encryptionSecrets);
  const ring = new KeyRing(repository, sealer, clock);
  const audit = new AuditService(database, new AuditRepository(), clock, AUDIT_EVENT_CATALOGUE);
  const { algorithms = [] } = config.roomSettings?.signing ?? {};
  const uses = new AlgorithmUses(database, DECLARATIONS, { algorithms } as ValuesOf<typeof SIGNING>);
  const rotation = new KeyRotation(database, repository, ring, sealer, audit, clock, config);
  const purge = newPurge([KeysModule], providersOf(repository), clock, database);
  return { keys: new KeysService(database, ring, rotation, uses, clock, config, logger), ring, purge };
}
