import type { Clock } from '../../src/platform/clock.js';
import type { Database } from '../../src/platform/database/database.js';
import { Declarations, type Room } from '../../src/platform/declarations.js';
import type { Providers } from '../../src/platform/providers.js';
import { PERIODIC, type PeriodicWork } from '../../src/platform/schedule/periodic-work.js';
import { Purge } from '../../src/platform/schedule/purge.js';
import { Schedule } from '../../src/platform/schedule/schedule.js';
import { ScheduleModule } from '../../src/platform/schedule/schedule.module.js';
import { createLogger } from '../../src/platform/telemetry/log.js';
import { declarationsOf } from './declared.js';
import { metricsOf } from './metrics.js';

const logger = createLogger({ logLevel: 'silent', logFormat: 'json' });

/** A schedule of this work. Start it and stop it as Nest does. */
export function newSchedule(providers: Providers, ...works: readonly PeriodicWork[]): Schedule {
  return new Schedule(declarationsOf(PERIODIC.of(...works)), providers, logger);
}

/** A purge by the rules that these rooms declare. */
export function newPurge(rooms: readonly Room[], providers: Providers, clock: Clock, database: Database): Purge {
  const purge = new Purge(new Declarations(rooms), providers, clock, logger, database, metricsOf(ScheduleModule));
  purge.onModuleInit();
  return purge;
}
