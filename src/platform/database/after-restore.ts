import type { Instant } from '../clock.js';
import { Kind } from '../declarations.js';
import type { Statement, Value } from './database.js';

/** What a restored database brings back although it was used or ended since the backup was made, and how it is ended. */
export interface EndedAfterRestore {
  /** What the report and the audit log call it, which count together what has one name; left out: they do not count it. */
  readonly name?: string;
  /** Whether it stays if sessions shall go on. */
  readonly staysWithSessions?: boolean;
  readonly statement: Statement;
  /** Of the statement; left out: none. */
  readonly values?: (now: Instant) => readonly Value[];
}

/** What rooms bring that has to end before the first server starts on a restored database. */
export const ENDED_AFTER_RESTORE = new Kind<EndedAfterRestore>('ended after a restore');
