import { ConfigViolations } from '../config/settings.js';
import { CannotOpen } from '../crypto/secrets.js';
import { DatabaseNotReady } from '../database/database-not-ready.js';
import { DatabaseUnavailable } from '../database/database-unavailable.js';
import { Refusal } from '../validation/refusals.js';
import { Violations } from '../validation/violations.js';

/** Errors whose message says what to change. */
const INSTRUCTIVE = [ConfigViolations, Violations, Refusal, DatabaseUnavailable, DatabaseNotReady, CannotOpen];

/** What to tell a person of a failure: its message if that says what to change, else all that is known. */
export function explain(error: unknown): string {
  if (INSTRUCTIVE.some((kind) => error instanceof kind)) return (error as Error).message;
  if (error instanceof AggregateError) return error.errors.map(explain).join('; ');
  if (!(error instanceof Error)) return String(error);
  return 'code' in error ? error.message : (error.stack ?? error.message);
}
