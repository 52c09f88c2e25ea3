import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../platform/config/config.js';
import { Declarations } from '../platform/declarations.js';
import type { Peers } from '../platform/peers.js';
import { AdminScopes } from '../resources/admin-scopes.js';
import { BUILT_IN_CLIENTS } from './built-in-client.js';
import { type Client, clientOf } from './client.js';
import { CLIENT_SOURCES, type ClientSource } from './client-source.js';

/** The clients that rooms bring along, by identifier, and those that rooms make of what they keep. */
@Injectable()
export class BuiltInClients {
  private readonly clients = new Map<string, Client | undefined>();

  /** @throws Error if an identifier is declared twice */
  constructor(
    declarations: Declarations,
    @Inject(CONFIG) config: Config,
    { names }: AdminScopes,
    @Inject(CLIENT_SOURCES.token) private readonly sources: Peers<ClientSource>,
  ) {
    for (const { clientId, metadata } of declarations.all(BUILT_IN_CLIENTS)) {
      if (this.clients.has(clientId)) throw new Error(`the built-in client ${clientId} is declared twice`);
      const found = metadata(config, names);
      this.clients.set(clientId, found && clientOf(clientId, found, []));
    }
  }

  /** Whether the identifier is that of a built-in client, or one that a room makes clients for, whether there is one or not. */
  has(clientId: string): boolean {
    return this.clients.has(clientId) || this.sourceOf(clientId) !== undefined;
  }

  async find(clientId: string): Promise<Client | undefined> {
    return this.clients.get(clientId) ?? this.sourceOf(clientId)?.find(clientId);
  }

  private sourceOf(clientId: string): ClientSource | undefined {
    return this.sources.list.find(({ prefix }) => clientId.startsWith(prefix));
  }
}
