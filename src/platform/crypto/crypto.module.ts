import { Global, Module } from '@nestjs/common';
import { CONFIG, type Config } from '../config/config.js';
import { ENTITIES } from '../database/entities.js';
import { Declarations, Declares } from '../declarations.js';
import { Sealer } from './secrets.js';
import { ServerSecretEntity } from './server-secret.entity.js';
import { SERVER_SECRETS } from './server-secret.js';
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
      inject: [ServerSecretRepository, Sealer, Declarations, CONFIG],
      useFactory: async (
        repository: ServerSecretRepository,
        sealer: Sealer,
        declarations: Declarations,
        { databaseUse }: Config,
      ) => {
        const secrets = new ServerSecrets(repository, sealer, declarations.all(SERVER_SECRETS));
        await (databaseUse === 'read' ? secrets.read() : secrets.load());
        return secrets;
      },
    },
  ],
  exports: [ServerSecrets],
})
export class CryptoModule {}
