import { Global, Module } from '@nestjs/common';
import { CONFIG, type Config } from '../config/config.js';
import { ENTITIES } from '../database/entities.js';
import { Declarations, Declares } from '../declarations.js';
import { PERIODIC } from '../schedule/periodic-work.js';
import { LOGGER, type Logger } from '../telemetry/log.js';
import { Sealer } from './secrets.js';
import { ServerSecretEntity } from './server-secret.entity.js';
import { SERVER_SECRETS } from './server-secret.js';
import { ServerSecretRepository } from './server-secret.repository.js';
import { REFRESHING_SECRETS, ServerSecrets } from './server-secrets.js';

/** Secrets of the server itself, loaded before anyone is given them, so that using them never waits. */
@Global()
@Declares(ENTITIES.of(ServerSecretEntity), PERIODIC.of(REFRESHING_SECRETS))
@Module({
  providers: [
    ServerSecretRepository,
    {
      provide: ServerSecrets,
      inject: [ServerSecretRepository, Sealer, Declarations, CONFIG, LOGGER],
      useFactory: async (
        repository: ServerSecretRepository,
        sealer: Sealer,
        declarations: Declarations,
        { databaseUse }: Config,
        logger: Logger,
      ) => {
        const secrets = new ServerSecrets(repository, sealer, declarations.all(SERVER_SECRETS));
        await (databaseUse === 'read' ? secrets.read() : secrets.load());
        const refresh = () =>
          secrets
            .refresh()
            .catch((error: unknown) => logger.error({ err: error }, 'taking over renewed secrets failed'));
        repository.onChange(() => void refresh());
        return secrets;
      },
    },
  ],
  exports: [ServerSecrets],
})
export class CryptoModule {}
