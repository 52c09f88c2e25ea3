import { roomsOf } from '../../src/app.module.js';
import { BuiltInClients } from '../../src/clients/built-in-clients.js';
import type { Config } from '../../src/platform/config/config.js';
import { Declarations } from '../../src/platform/declarations.js';
import { ADMIN_SCOPES } from './admin-scopes.js';

/** The clients that the server brings along. */
export function builtInClients(config: Config): BuiltInClients {
  return new BuiltInClients(new Declarations(roomsOf({ metrics: {} })), config, ADMIN_SCOPES);
}
