import { Injectable } from '@nestjs/common';
import { type Page, pageOf, parseCursor } from '../admin/cursor.js';
import { Cache } from '../platform/cache/cache.js';
import { Clock } from '../platform/clock.js';
import { type Connection, Database, type Transaction } from '../platform/database/database.js';
import type { Violation } from '../platform/validation/violations.js';
import { BuiltInClients } from './built-in-clients.js';
import { CLIENT_ID, type Client, clientOf } from './client.js';
import { ClientChanges } from './client-changes.service.js';
import { ClientCreation } from './client-creation.service.js';
import type { ClientChanger } from './client-power.js';
import {
  ADMINISTRATOR,
  CLIENTS,
  type ClientPosition,
  type ClientRecord,
  ClientsRepository,
} from './clients.repository.js';
import { ClientsBootstrap, type SecretStays } from './clients-bootstrap.js';
import type { ClientsQuery, DynamicRegistrar, Registration } from './registration.js';
import { storedClient } from './stored-client.js';

/** Milliseconds after which a change made by another replica is seen at the latest. */
const STALENESS = 5_000;
const CACHED_CLIENTS = 10_000;

/** The registered clients. */
@Injectable()
export class ClientsService {
  private readonly cache: Cache<Client>;

  constructor(
    clock: Clock,
    private readonly database: Database,
    private readonly repository: ClientsRepository,
    private readonly creation: ClientCreation,
    private readonly changes: ClientChanges,
    private readonly bootstrap: ClientsBootstrap,
    private readonly builtIn: BuiltInClients,
  ) {
    this.cache = new Cache(clock, {
      load: (clientId) => this.load(clientId),
      staleness: STALENESS,
      capacity: CACHED_CLIENTS,
    });
    database.onChange(CLIENTS, (clientId) => this.cache.forget(clientId));
  }

  /** The client as the protocol sees it, at most five seconds behind a change that another replica made. */
  async find(clientId: string): Promise<Client | undefined> {
    if (this.builtIn.has(clientId)) return this.builtIn.find(clientId);
    return CLIENT_ID.test(clientId) ? this.cache.get(clientId) : undefined;
  }

  /** The client as it is stored right now. @throws ClientNotFound */
  get(clientId: string, connection: Connection = this.database): Promise<ClientRecord> {
    return storedClient(this.repository, clientId, connection);
  }

  /** A page of clients, oldest first, and the cursor of the next page if there is one. @throws Violations */
  async list({ limit, cursor, clientName = '' }: ClientsQuery): Promise<Page<ClientRecord>> {
    const after = cursor === undefined ? undefined : parseCursor<ClientPosition>(cursor, [0, '']);
    const found = await this.repository.list(limit + 1, after, clientName);
    return pageOf(found, limit, ({ createdAt, clientId }) => [createdAt, clientId]);
  }

  /**
   * Registers a client; one that authenticates by a secret gets it.
   * @param input client metadata and, if wished, `client_id`
   * @param registrar who registers it; left out: an administrator
   * @throws Violations, ClientIdTaken, InsufficientScope, and what the registrar throws
   */
  create(input: unknown, by: ClientChanger = {}, registrar: DynamicRegistrar = ADMINISTRATOR): Promise<Registration> {
    return this.creation.create(input, by, registrar);
  }

  /**
   * Changes a client by a JSON merge patch (RFC 7396). It gets a secret if it needs one from now on, and loses its own if it needs none.
   * @param expectedVersions versions that the caller knows; left out: any
   * @throws Violations, ClientNotFound, ClientChanged, InsufficientScope
   */
  update(
    clientId: string,
    patch: unknown,
    by: ClientChanger = {},
    expectedVersions?: readonly number[],
  ): Promise<Registration> {
    return this.changes.update(clientId, patch, by, expectedVersions);
  }

  /**
   * Gives a client new metadata in place of all that it has (RFC 7592 §2.2).
   * @throws Violations, ClientNotFound, InsufficientScope
   */
  replace(clientId: string, metadata: unknown, by: ClientChanger = {}): Promise<Registration> {
    return this.changes.replace(clientId, metadata, by);
  }

  /** @throws ClientNotFound, ClientChanged, InsufficientScope */
  delete(clientId: string, by: ClientChanger = {}, expectedVersions?: readonly number[]): Promise<void> {
    return this.changes.delete(clientId, by, expectedVersions);
  }

  /**
   * Gives a client a new secret; the present one works for `overlapSeconds` more.
   * @param lifetime of the new secret in seconds, 0: for ever; left out: as configured
   * @throws ClientNotFound, ClientHasNoSecret, InsufficientScope
   */
  rotateSecret(
    clientId: string,
    overlapSeconds: number,
    by: ClientChanger = {},
    lifetime?: number,
  ): Promise<Registration> {
    return this.changes.rotateSecret(clientId, overlapSeconds, by, lifetime);
  }

  /**
   * Creates or updates the clients of a bootstrap file; the same file twice changes nothing.
   * @param stays left out: every declared secret is applied
   * @returns warnings about what the file says in vain; pointers are into the list
   * @throws Violations of all entries at once
   */
  applyBootstrap(
    entries: readonly unknown[],
    transaction: Transaction,
    stays?: SecretStays,
  ): Promise<readonly Violation[]> {
    return this.bootstrap.apply(entries, transaction, stays);
  }

  private async load(clientId: string): Promise<Client | undefined> {
    const record = await this.repository.find(clientId);
    return record && clientOf(clientId, record.metadata, record.secrets, record);
  }
}
