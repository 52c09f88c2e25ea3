import { roomsOf } from '../../src/app.module.js';
import { BuiltInClients } from '../../src/clients/built-in-clients.js';
import { CLIENT_SOURCES } from '../../src/clients/client-source.js';
import type { Config } from '../../src/platform/config/config.js';
import { Declarations } from '../../src/platform/declarations.js';
import { Peers } from '../../src/platform/peers.js';
import { ADMIN_SCOPES } from './admin-scopes.js';

/** The clients that the server brings along. */
export function builtInClients(config: Config): BuiltInClients {
  const declarations = new Declarations(roomsOf({ metrics: {} }));
  return new BuiltInClients(declarations, config, ADMIN_SCOPES, Peers.of(CLIENT_SOURCES, []));
}
