import { existsSync } from 'node:fs';

/** Outside production reads `.env`, whose values count if the environment has none. */
export function loadDotEnv(): void {
  if (process.env.NODE_ENV !== 'production' && existsSync('.env')) process.loadEnvFile('.env');
}
