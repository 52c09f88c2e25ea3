import { Global, Module } from '@nestjs/common';
import { Clock } from '../platform/clock.js';
import { CONFIG } from '../platform/config/config.js';
import { Database } from '../platform/database/database.js';
import { LOGGER } from '../platform/log.js';
import { Purge } from '../platform/purge.js';
import { Sealer } from '../platform/secrets.js';
import { OWN_ISSUER } from './access-token-verifier.js';
import { KeyRing } from './key-ring.js';
import { KeyRotation } from './key-rotation.js';
import { KeysService } from './keys.service.js';
import { ServerSecretRepository } from './server-secret.repository.js';
import { ServerSecrets } from './server-secrets.js';
import { SigningKeyRepository } from './signing-key.repository.js';

/** Whoever is given the keys or the secrets is given them loaded, so that using them never waits. */
@Global()
@Module({
  providers: [
    SigningKeyRepository,
    ServerSecretRepository,
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
    {
      provide: ServerSecrets,
      inject: [ServerSecretRepository, Sealer],
      useFactory: async (...parts: ConstructorParameters<typeof ServerSecrets>) => {
        const secrets = new ServerSecrets(...parts);
        await secrets.load();
        return secrets;
      },
    },
    { provide: OWN_ISSUER, useExisting: KeysService },
  ],
  exports: [KeysService, ServerSecrets, OWN_ISSUER],
})
export class KeysModule {}
