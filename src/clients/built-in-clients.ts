import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../platform/config/config.js';
import { Declarations } from '../platform/declarations.js';
import { AdminScopes } from '../resources/admin-scopes.js';
import { BUILT_IN_CLIENTS } from './built-in-client.js';
import { type Client, clientOf } from './client.js';

/** The clients that rooms bring along, by identifier. */
@Injectable()
export class BuiltInClients {
  private readonly clients = new Map<string, Client | undefined>();

  /** @throws Error if an identifier is declared twice */
  constructor(declarations: Declarations, @Inject(CONFIG) config: Config, { names }: AdminScopes) {
    for (const { clientId, metadata } of declarations.all(BUILT_IN_CLIENTS)) {
      if (this.has(clientId)) throw new Error(`the built-in client ${clientId} is declared twice`);
      const found = metadata(config, names);
      this.clients.set(clientId, found && clientOf(clientId, found, []));
    }
  }

  /** Whether the identifier is that of a built-in client, whether this configuration has it or not. */
  has(clientId: string): boolean {
    return this.clients.has(clientId);
  }

  find(clientId: string): Client | undefined {
    return this.clients.get(clientId);
  }
}
