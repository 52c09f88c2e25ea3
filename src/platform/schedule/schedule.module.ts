import { Global, Module } from '@nestjs/common';
import { Declares } from '../declarations.js';
import { PERIODIC } from './periodic-work.js';
import { PURGING, Purge } from './purge.js';
import { Schedule } from './schedule.js';

/** What is done again and again while the server runs. */
@Global()
@Declares(PERIODIC.of(PURGING))
@Module({ providers: [Schedule, Purge], exports: [Schedule] })
export class ScheduleModule {}
