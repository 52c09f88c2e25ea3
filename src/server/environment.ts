import { existsSync } from 'node:fs';
import type { Config } from '../platform/config/config.js';
import { readConfig } from '../platform/config/read-config.js';
import { ConfigViolations } from '../platform/config/settings.js';
import { DatabaseUnavailable } from '../platform/database/database-unavailable.js';
import { NotFound, VersionConflict } from '../platform/validation/refusals.js';
import { Violations } from '../platform/validation/violations.js';

/**
 * The configuration from the environment; outside production also from `.env`, whose values count where the environment has none.
 * @throws ConfigViolations
 */
export function configFromEnvironment(): Config {
  if (process.env.NODE_ENV !== 'production' && existsSync('.env')) process.loadEnvFile('.env');
  return readConfig(process.env);
}

/** Errors whose message says what to change. */
const INSTRUCTIVE = [ConfigViolations, Violations, NotFound, VersionConflict, DatabaseUnavailable];

/** What to tell a person of a failure: its message where that says what to change, else all that is known. */
export function explain(error: unknown): string {
  if (INSTRUCTIVE.some((kind) => error instanceof kind)) return (error as Error).message;
  if (error instanceof AggregateError) return error.errors.map(explain).join('; ');
  if (!(error instanceof Error)) return String(error);
  return 'code' in error ? error.message : (error.stack ?? error.message);
}
