import { type DynamicModule, Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { Clock, Stopwatch } from './clock.js';
import { CONFIG, type Config } from './config/config.js';
import { DatabaseClock } from './database/database-clock.js';
import { WriteProbe } from './database/write-probe.js';
import { HealthController } from './health.controller.js';
import { AssetsController } from './http/assets.controller.js';
import { Connections } from './http/connections.js';
import { FormGuard } from './http/form.guard.js';
import { OutgoingRequests } from './http/outgoing.js';
import { Pages } from './http/pages.js';
import { createLogger, LOGGER } from './log.js';
import { Metrics } from './metrics.js';
import { Purge } from './purge.js';
import { Sealer } from './secrets.js';

/** What every other module may rely on: configuration, time, log, sealing, purging, pages. */
@Module({})
export class PlatformModule {
  static forRoot(config: Config): DynamicModule {
    return {
      module: PlatformModule,
      global: true,
      controllers: [HealthController, AssetsController],
      providers: [
        { provide: CONFIG, useValue: config },
        { provide: LOGGER, useFactory: () => createLogger(config) },
        { provide: Sealer, useFactory: () => new Sealer(config.encryptionSecrets) },
        { provide: APP_GUARD, useClass: FormGuard },
        Clock,
        Stopwatch,
        Connections,
        Metrics,
        Purge,
        Pages,
        OutgoingRequests,
        WriteProbe,
        DatabaseClock,
      ],
      exports: [CONFIG, LOGGER, Sealer, Clock, Stopwatch, Connections, Metrics, Purge, Pages, OutgoingRequests],
    };
  }
}
