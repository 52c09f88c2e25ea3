import { Global, Inject, Module, type OnApplicationShutdown } from '@nestjs/common';
import { migrations } from '#migrations';
import { CONFIG, type Config } from '../config/config.js';
import { Declarations, Declares } from '../declarations.js';
import { Database } from './database.js';
import { ENTITIES } from './entities.js';
import { openDatabase } from './open-database.js';
import { WriteProbeEntity } from './write-probe.entity.js';

/** Opens the database before anything that needs it is built, migrates it if that is configured, and closes it last. */
@Global()
@Declares(ENTITIES.of(WriteProbeEntity))
@Module({
  providers: [
    {
      provide: Database,
      inject: [CONFIG, Declarations],
      useFactory: async (config: Config, declarations: Declarations) => {
        const entities = [...declarations.all(ENTITIES)];
        const database = await openDatabase(config.databaseUrl, { entities, migrations });
        if (config.migrateOnStart) await database.migrate();
        return database;
      },
    },
  ],
  exports: [Database],
})
export class DatabaseModule implements OnApplicationShutdown {
  constructor(@Inject(Database) private readonly database: Database) {}

  async onApplicationShutdown(): Promise<void> {
    await this.database.close();
  }
}
