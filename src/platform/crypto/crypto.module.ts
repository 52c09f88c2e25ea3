import { Global, Module } from '@nestjs/common';
import { ENTITIES } from '../database/entities.js';
import { Declares } from '../declarations.js';
import { Sealer } from './secrets.js';
import { ServerSecretEntity } from './server-secret.entity.js';
import { ServerSecretRepository } from './server-secret.repository.js';
import { ServerSecrets } from './server-secrets.js';

/** Secrets of the server itself, loaded before anyone is given them, so that using them never waits. */
@Global()
@Declares(ENTITIES.of(ServerSecretEntity))
@Module({
  providers: [
    ServerSecretRepository,
    {
      provide: ServerSecrets,
      inject: [ServerSecretRepository, Sealer],
      useFactory: async (...parts: ConstructorParameters<typeof ServerSecrets>) => {
        const secrets = new ServerSecrets(...parts);
        await secrets.load();
        return secrets;
      },
    },
  ],
  exports: [ServerSecrets],
})
export class CryptoModule {}
