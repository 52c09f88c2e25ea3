import { Global, Module } from '@nestjs/common';
import { ADMIN_SCOPES } from '../admin/admin-scope.js';
import { COMMANDS } from '../admin/terminal/command-line.js';
import { AUDIT_EVENTS } from '../audit/audit-event-type.js';
import { Clock } from '../platform/clock.js';
import { CONFIG } from '../platform/config/config.js';
import { SETTINGS } from '../platform/config/room-settings.js';
import { Database } from '../platform/database/database.js';
import { ENTITIES } from '../platform/database/entities.js';
import { Declares } from '../platform/declarations.js';
import { DOCTOR_CHECKS } from '../platform/doctor/doctor-check.js';
import { PERIODIC } from '../platform/schedule/periodic-work.js';
import { PURGE_RULES, purgeRule } from '../platform/schedule/purge-rule.js';
import { LOGGER } from '../platform/telemetry/log.js';
import { METRICS } from '../platform/telemetry/metric.js';
import { OWN_ISSUER } from '../resource-server/access-token-verifier.js';
import { AlgorithmUses } from './algorithm-uses.js';
import { KEY_EVENTS } from './audit-events.js';
import { KEY_AGE, KeyMetrics } from './key-metrics.js';
import { KeyRing } from './key-ring.js';
import { KeyRotation } from './key-rotation.js';
import { REFRESHING, RETIRING } from './key-rounds.js';
import { KeysController } from './keys.controller.js';
import { KeysService } from './keys.service.js';
import { SigningKeyEntity } from './signing-key.entity.js';
import { SigningKeyRepository } from './signing-key.repository.js';
import { SIGNING } from './signing-settings.js';

/** The keys are loaded before anyone is given them, so that using them never waits. */
@Global()
@Declares(
  ENTITIES.of(SigningKeyEntity),
  PURGE_RULES.of(purgeRule('signing_keys', SigningKeyRepository)),
  PERIODIC.of(REFRESHING, RETIRING),
  METRICS.of(KEY_AGE),
  SETTINGS.of(SIGNING),
  ADMIN_SCOPES.of(
    { name: 'keys:read', description: 'See the signing keys', position: 17 },
    { name: 'keys:write', description: 'Make new signing keys and revoke others', position: 18 },
  ),
  AUDIT_EVENTS.of(...Object.values(KEY_EVENTS)),
  COMMANDS.of(() => import('./keys.commands.js')),
  DOCTOR_CHECKS.of(() => import('./keys.doctor.js')),
)
@Module({
  controllers: [KeysController],
  providers: [
    AlgorithmUses,
    SigningKeyRepository,
    KeyRing,
    KeyMetrics,
    KeyRotation,
    {
      provide: KeysService,
      inject: [Database, KeyRing, KeyRotation, AlgorithmUses, Clock, CONFIG, LOGGER],
      useFactory: async (...parts: ConstructorParameters<typeof KeysService>) => {
        const keys = new KeysService(...parts);
        await keys.start();
        return keys;
      },
    },
    { provide: OWN_ISSUER, useExisting: KeysService },
  ],
  exports: [KeysService, OWN_ISSUER],
})
export class KeysModule {}
