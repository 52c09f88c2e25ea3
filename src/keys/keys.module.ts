import { Global, Module } from '@nestjs/common';
import { COMMANDS } from '../admin/terminal/command-line.js';
import { Clock } from '../platform/clock.js';
import { CONFIG } from '../platform/config/config.js';
import { Database } from '../platform/database/database.js';
import { ENTITIES } from '../platform/database/entities.js';
import { Declares } from '../platform/declarations.js';
import { DOCTOR_CHECKS } from '../platform/doctor/doctor-check.js';
import { Purge } from '../platform/schedule/purge.js';
import { LOGGER } from '../platform/telemetry/log.js';
import { OWN_ISSUER } from '../resource-server/access-token-verifier.js';
import { KeyRing } from './key-ring.js';
import { KeyRotation } from './key-rotation.js';
import { KeysController } from './keys.controller.js';
import { KeysService } from './keys.service.js';
import { SigningKeyEntity } from './signing-key.entity.js';
import { SigningKeyRepository } from './signing-key.repository.js';

/** The keys are loaded before anyone is given them, so that using them never waits. */
@Global()
@Declares(
  ENTITIES.of(SigningKeyEntity),
  COMMANDS.of(() => import('./keys.commands.js')),
  DOCTOR_CHECKS.of(() => import('./keys.doctor.js')),
)
@Module({
  controllers: [KeysController],
  providers: [
    SigningKeyRepository,
    KeyRing,
    KeyRotation,
    {
      provide: KeysService,
      inject: [Database, KeyRing, KeyRotation, SigningKeyRepository, Clock, CONFIG, LOGGER, Purge],
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
