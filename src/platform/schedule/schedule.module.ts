import { Global, Module } from '@nestjs/common';
import { Declares } from '../declarations.js';
import { METRICS } from '../telemetry/metric.js';
import { PERIODIC } from './periodic-work.js';
import { PURGE_METRICS, PURGING, Purge } from './purge.js';
import { Schedule } from './schedule.js';

/** What is done again and again while the server runs. */
@Global()
@Declares(PERIODIC.of(PURGING), METRICS.of(...PURGE_METRICS))
@Module({ providers: [Schedule, Purge], exports: [Schedule] })
export class ScheduleModule {}
