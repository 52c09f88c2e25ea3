import { type Extensions, roomsOf } from '../app.module.js';
import type { Config } from '../platform/config/config.js';
import { loadDotEnv } from '../platform/config/dot-env.js';
import { type ConfigUse, readConfig } from '../platform/config/read-config.js';
import { SETTINGS } from '../platform/config/room-settings.js';
import { Declarations } from '../platform/declarations.js';

/**
 * The configuration from the environment; outside production also from `.env`, whose values count if the environment has none.
 * @throws ConfigViolations
 */
export function configFromEnvironment(extensions: Extensions = {}, use: ConfigUse = {}): Config {
  loadDotEnv();
  // What rooms declare does not depend on settings.
  return readConfig(process.env, new Declarations(roomsOf({ metrics: {} }, extensions)).all(SETTINGS), use);
}
