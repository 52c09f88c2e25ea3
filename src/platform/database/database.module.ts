import { type DynamicModule, Inject, Module, type OnApplicationShutdown } from '@nestjs/common';
import { migrations } from '#migrations';
import { CONFIG, type Config } from '../config/config.js';
import { Database } from './database.js';
import { openDatabase } from './open-database.js';

/** Opens the database before anything that needs it is built, migrates it where that is wished, and closes it last. */
@Module({})
export class DatabaseModule implements OnApplicationShutdown {
  constructor(@Inject(Database) private readonly database: Database) {}

  /** @param entities every entity of the server */
  static forRoot(entities: readonly (new () => object)[]): DynamicModule {
    return {
      module: DatabaseModule,
      global: true,
      providers: [
        {
          provide: Database,
          inject: [CONFIG],
          useFactory: async (config: Config) => {
            const database = await openDatabase(config.databaseUrl, { entities: [...entities], migrations });
            if (config.migrateOnStart) await database.migrate();
            return database;
          },
        },
      ],
      exports: [Database],
    };
  }

  async onApplicationShutdown(): Promise<void> {
    await this.database.close();
  }
}
