import { type DynamicModule, Module } from '@nestjs/common';
import { Clock, Stopwatch } from './clock.js';
import { CONFIG, type Config } from './config/config.js';
import { SETTINGS, withRoomDefaults } from './config/room-settings.js';
import { Sealer } from './crypto/secrets.js';
import { DatabaseClock } from './database/database-clock.js';
import { WriteProbe } from './database/write-probe.js';
import { Declarations } from './declarations.js';
import { OperatorsHosts } from './egress/operators-hosts.js';
import { OutgoingRequests } from './egress/outgoing.js';
import { Connections } from './http/connections.js';
import { OpenPaths } from './http/open-paths.js';
import { Providers } from './providers.js';
import { createLogger, LOGGER } from './telemetry/log.js';
import { Metrics } from './telemetry/metrics.js';

const CLASSES = [
  Clock,
  Stopwatch,
  Connections,
  OpenPaths,
  Metrics,
  Providers,
  OutgoingRequests,
  OperatorsHosts,
  WriteProbe,
  DatabaseClock,
];

/** What every other module may rely on: configuration, time, log, sealing, what rooms declare. */
@Module({})
export class PlatformModule {
  static forRoot(given: Config, declarations: Declarations): DynamicModule {
    const rooms = declarations.all(SETTINGS);
    const config = withRoomDefaults(given, rooms);
    const roomSettings = rooms.map(({ token, section }) => ({
      provide: token,
      useValue: config.roomSettings?.[section],
    }));
    return {
      module: PlatformModule,
      global: true,
      providers: [
        { provide: CONFIG, useValue: config },
        ...roomSettings,
        { provide: Declarations, useValue: declarations },
        { provide: LOGGER, useFactory: () => createLogger(config) },
        { provide: Sealer, useFactory: () => new Sealer(config.encryptionSecrets) },
        ...CLASSES,
      ],
      exports: [CONFIG, ...roomSettings.map(({ provide }) => provide), Declarations, LOGGER, Sealer, ...CLASSES],
    };
  }
}
