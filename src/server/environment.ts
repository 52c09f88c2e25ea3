import { existsSync } from 'node:fs';
import type { Config } from '../platform/config/config.js';
import { readConfig } from '../platform/config/read-config.js';

/**
 * The configuration from the environment; outside production also from `.env`, whose values count where the environment has none.
 * @throws ConfigViolations
 */
export function configFromEnvironment(): Config {
  if (process.env.NODE_ENV !== 'production' && existsSync('.env')) process.loadEnvFile('.env');
  return readConfig(process.env);
}
