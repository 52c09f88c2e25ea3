import { Global, Inject, Module, type OnApplicationShutdown } from '@nestjs/common';
import { migrations } from '#migrations';
import { CONFIG, type Config } from '../config/config.js';
import { Declarations, Declares } from '../declarations.js';
import { DOCTOR_CHECKS } from '../doctor/doctor-check.js';
import { METRICS } from '../telemetry/metric.js';
import { Database } from './database.js';
import { DATABASE_METRICS, DatabaseMetrics } from './database-metrics.js';
import { ENTITIES } from './entities.js';
import { openPresentDatabase, openServerDatabase } from './open-database.js';
import { WriteProbeEntity } from './write-probe.entity.js';

/** Opens the database before anything that needs it is built, migrates it if that is configured, and closes it last. */
@Global()
@Declares(
  ENTITIES.of(WriteProbeEntity),
  METRICS.of(...DATABASE_METRICS),
  DOCTOR_CHECKS.of(() => import('./database.doctor.js')),
)
@Module({
  providers: [
    DatabaseMetrics,
    {
      provide: Database,
      inject: [CONFIG, Declarations],
      useFactory: async ({ databaseUrl, databaseUse, migrateOnStart }: Config, declarations: Declarations) => {
        const parts = { entities: [...declarations.all(ENTITIES)], migrations };
        if (databaseUse !== undefined)
          return openPresentDatabase(databaseUrl, parts, migrateOnStart && databaseUse === 'change');
        return openServerDatabase(databaseUrl, parts, migrateOnStart);
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
