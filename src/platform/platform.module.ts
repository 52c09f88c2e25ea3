import { type DynamicModule, Module } from '@nestjs/common';
import { Clock, Stopwatch } from './clock.js';
import { CONFIG, type Config } from './config/config.js';
import { Sealer } from './crypto/secrets.js';
import { DatabaseClock } from './database/database-clock.js';
import { WriteProbe } from './database/write-probe.js';
import { Declarations } from './declarations.js';
import { OutgoingRequests } from './egress/outgoing.js';
import { Connections } from './http/connections.js';
import { Providers } from './providers.js';
import { createLogger, LOGGER } from './telemetry/log.js';
import { Metrics } from './telemetry/metrics.js';

/** What every other module may rely on: configuration, time, log, sealing, what rooms declare. */
@Module({})
export class PlatformModule {
  static forRoot(config: Config, declarations: Declarations): DynamicModule {
    return {
      module: PlatformModule,
      global: true,
      providers: [
        { provide: CONFIG, useValue: config },
        { provide: Declarations, useValue: declarations },
        { provide: LOGGER, useFactory: () => createLogger(config) },
        { provide: Sealer, useFactory: () => new Sealer(config.encryptionSecrets) },
        Clock,
        Stopwatch,
        Connections,
        Metrics,
        Providers,
        OutgoingRequests,
        WriteProbe,
        DatabaseClock,
      ],
      exports: [
        CONFIG,
        Declarations,
        LOGGER,
        Sealer,
        Clock,
        Stopwatch,
        Connections,
        Metrics,
        Providers,
        OutgoingRequests,
        WriteProbe,
        DatabaseClock,
      ],
    };
  }
}
