import type { Config } from '../platform/config/config.js';
import { Kind } from '../platform/declarations.js';
import type { ClientMetadata } from './client.js';

/** A client that is part of the server: it is not stored, and no one can change it. It authenticates without a secret. */
export interface BuiltInClient {
  /** No one can register it, whether the client is there or not. */
  readonly clientId: string;
  /**
   * @param adminScopes the names of all scopes of the admin API
   * @returns undefined if this configuration goes without the client
   */
  metadata(config: Config, adminScopes: Iterable<string>): ClientMetadata | undefined;
}

/** The clients that rooms bring along. */
export const BUILT_IN_CLIENTS = new Kind<BuiltInClient>('built-in clients');
