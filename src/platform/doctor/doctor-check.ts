import type { INestApplicationContext } from '@nestjs/common';
import type { Instant } from '../clock.js';
import type { Config } from '../config/config.js';
import type { Database } from '../database/database.js';
import { type Declarations, Kind } from '../declarations.js';
import type { Finding } from './finding.js';

/** What a check of the stage `database` looks at: all migrations have run. */
export interface StoredState {
  readonly config: Config;
  readonly database: Database;
  readonly declarations: Declarations;
  readonly now: Instant;
}

interface Placed {
  /** Where its findings stand in the report: smaller numbers first, equal ones in the order of rooms. */
  readonly order: number;
}

/** Asked before any part of the server is started, because a server makes and deletes what is due. */
interface DatabaseCheck extends Placed {
  readonly stage: 'database';
  /** Whether the server has been started before. If not, it is not started now either: the doctor makes nothing. */
  wasStarted?(stored: StoredState): Promise<boolean>;
  find(stored: StoredState): Promise<readonly Finding[]>;
}

/** Asked with the parts of the server, without its HTTP edge, if they start. */
interface ServerCheck extends Placed {
  readonly stage: 'server';
  find(server: INestApplicationContext): Promise<readonly Finding[]>;
}

/** One thing that `gatehouse doctor` looks at. */
export type DoctorCheck = DatabaseCheck | ServerCheck;

/** The checks of rooms, loaded only by the doctor: `DOCTOR_CHECKS.of(() => import('./keys.doctor.js'))`. */
export const DOCTOR_CHECKS = new Kind<() => Promise<{ readonly checks: readonly DoctorCheck[] }>>('doctor checks');
