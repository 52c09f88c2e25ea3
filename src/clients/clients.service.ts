import { isDeepStrictEqual } from 'node:util';
import { Inject, Injectable } from '@nestjs/common';
import { type Page, pageOf, parseCursor } from '../admin/cursor.js';
import { mergePatch } from '../admin/merge-patch.js';
import { SubjectIdentifiers } from '../admin/subject-identifiers.js';
import { AuditService } from '../audit/audit.service.js';
import type { AuditEventType } from '../audit/audit-event-type.js';
import { Cache } from '../platform/cache/cache.js';
import { after, Clock, type Instant } from '../platform/clock.js';
import { CONFIG, type Config } from '../platform/config/config.js';
import { generateIdentifier } from '../platform/crypto/secrets.js';
import { type Connection, Database, type Transaction } from '../platform/database/database.js';
import type { Typed } from '../platform/validation/typed-json.js';
import { type Violation, Violations } from '../platform/validation/violations.js';
import { ResourcesService } from '../resources/resources.service.js';
import { CLIENT_EVENTS } from './audit-events.js';
import { BuiltInClients } from './built-in-clients.js';
import { CLIENT_ID, type Client, type ClientMetadata, clientOf, hasSecret, type RegisteredBy } from './client.js';
import { ClientChanged, ClientHasNoSecret, ClientIdTaken, ClientNotFound } from './client-error.js';
import { demandClientIdentifier } from './client-identifiers.js';
import { ClientMetadataValidator } from './client-metadata-validator.js';
import { type ClientChanger, demandPowerOver } from './client-power.js';
import { outgoing, timesOf } from './client-secrets.js';
import { ClientSecretsService } from './client-secrets.service.js';
import {
  ADMINISTRATOR,
  CLIENTS,
  type ClientPosition,
  type ClientRecord,
  ClientsRepository,
} from './clients.repository.js';
import { ClientsBootstrap, type SecretStays } from './clients-bootstrap.js';
import { ClientMetadataDto } from './dto/client-metadata.dto.js';
import { CreateClientDto } from './dto/create-client.dto.js';
import { recordedChange } from './recorded-change.js';
import type { ClientsQuery, DynamicRegistrar, Registration } from './registration.js';
import { isSameSector } from './sector.js';
import { SectorVerifier } from './sector-verifier.js';

/** Milliseconds after which a change made by another replica is seen at the latest. */
const STALENESS = 5_000;
const CACHED_CLIENTS = 10_000;

/** The registered clients. */
@Injectable()
export class ClientsService {
  private readonly cache: Cache<Client>;

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly database: Database,
    private readonly repository: ClientsRepository,
    private readonly resources: ResourcesService,
    private readonly validator: ClientMetadataValidator,
    private readonly sectors: SectorVerifier,
    private readonly secrets: ClientSecretsService,
    private readonly bootstrap: ClientsBootstrap,
    private readonly audit: AuditService,
    private readonly clock: Clock,
    private readonly identifiers: SubjectIdentifiers,
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
  async get(clientId: string, connection: Connection = this.database): Promise<ClientRecord> {
    const record = CLIENT_ID.test(clientId) ? await this.repository.find(clientId, connection) : undefined;
    if (!record) throw new ClientNotFound(clientId);
    return record;
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
  async create(
    input: unknown,
    by: ClientChanger = {},
    registrar: DynamicRegistrar = ADMINISTRATOR,
  ): Promise<Registration> {
    const { client_id: chosenId, ...members } = this.validator.assertType(CreateClientDto, input);
    const clientId = chosenId ?? generateIdentifier();
    const catalogue = await this.resources.catalogue();
    const { metadata, warnings } = this.validator.validate(members, clientId, catalogue, registrar.registeredBy);
    this.demandPower([metadata], by);
    await this.sectors.verify(metadata, registrar);
    const secret = hasSecret(metadata) ? this.secrets.generate(metadata, this.clock.now()) : undefined;
    const client = await this.database.transaction(async (transaction) => {
      const now = this.clock.now();
      await registrar.admit?.(transaction);
      if (chosenId != null) await demandClientIdentifier(chosenId, this.identifiers, transaction);
      const isFree =
        !this.builtIn.has(clientId) && (await this.repository.insert(clientId, metadata, now, transaction, registrar));
      if (!isFree) throw new ClientIdTaken(clientId);
      await this.repository.replaceSecrets(clientId, secret ? [secret.stored] : [], transaction);
      const created = recordedChange(registrar.registeredBy, { after: metadata });
      await this.record(CLIENT_EVENTS.created, clientId, created, by, transaction);
      return this.get(clientId, transaction);
    });
    return { client, warnings, ...shown(secret?.text) };
  }

  /**
   * Changes a client by a JSON merge patch (RFC 7396). It gets a secret where it needs one from now on, and loses its own where it needs none.
   * @param expectedVersions versions that the caller knows; left out: any
   * @throws Violations, ClientNotFound, ClientChanged, InsufficientScope
   */
  async update(
    clientId: string,
    patch: unknown,
    by: ClientChanger = {},
    expectedVersions?: readonly number[],
  ): Promise<Registration> {
    const { client_id: sameId = clientId, ...members } = this.validator.assertType(ClientMetadataDto, patch);
    if (sameId !== clientId)
      throw new Violations([{ pointer: '/client_id', detail: 'cannot be changed; register a new client' }]);
    return this.change(clientId, ({ metadata }) => [mergePatch(metadata, members)], by, expectedVersions);
  }

  /**
   * Gives a client new metadata in place of all that it has (RFC 7592 §2.2).
   * @throws Violations, ClientNotFound, InsufficientScope
   */
  async replace(clientId: string, metadata: unknown, by: ClientChanger = {}): Promise<Registration> {
    const members = this.validator.assertType(ClientMetadataDto, metadata);
    return this.change(clientId, ({ registeredBy }) => [members, registeredBy], by);
  }

  private async change(
    clientId: string,
    /** Its members from now on, and as whose they are validated. */
    planOf: (present: ClientRecord) => [members: Typed<ClientMetadataDto>, registeredBy?: RegisteredBy],
    by: ClientChanger,
    expectedVersions?: readonly number[],
  ): Promise<Registration> {
    const catalogue = await this.resources.catalogue();
    const validated = (record: ClientRecord) => {
      const [members, registeredBy] = planOf(record);
      return this.validator.validate(members, clientId, catalogue, registeredBy);
    };
    // A transaction waits for nothing but statements, so the sector is verified before.
    const present = await this.get(clientId);
    const verified = validated(present).metadata;
    this.demandPower([present.metadata, verified], by);
    await this.sectors.verify(verified, present, present.metadata);
    return this.database.transaction(async (transaction) => {
      const before = await this.lock(clientId, transaction, expectedVersions);
      const { metadata, warnings } = validated(before);
      this.demandPower([before.metadata, metadata], by);
      if (isDeepStrictEqual(metadata, before.metadata)) return { client: before, warnings };
      if (!isSameSector(verified, metadata) && !isSameSector(before.metadata, metadata))
        throw new ClientChanged(clientId);
      const now = this.clock.now();
      const { secrets, text } = this.secrets.follow(before, metadata, now);
      await this.repository.update(clientId, metadata, now, transaction);
      if (secrets !== before.secrets) await this.repository.replaceSecrets(clientId, secrets, transaction);
      const changed = recordedChange(before.registeredBy, { before: before.metadata, after: metadata });
      await this.record(CLIENT_EVENTS.updated, clientId, changed, by, transaction);
      return { client: await this.get(clientId, transaction), warnings, ...shown(text) };
    });
  }

  /** @throws ClientNotFound, ClientChanged, InsufficientScope */
  async delete(clientId: string, by: ClientChanger = {}, expectedVersions?: readonly number[]): Promise<void> {
    await this.database.transaction(async (transaction) => {
      const before = await this.lock(clientId, transaction, expectedVersions);
      this.demandPower([before.metadata], by);
      await this.repository.delete(clientId, transaction);
      const deleted = recordedChange(before.registeredBy, { before: before.metadata });
      await this.record(CLIENT_EVENTS.deleted, clientId, deleted, by, transaction);
    });
  }

  /**
   * Gives a client a new secret; the present one works for `overlapSeconds` more.
   * @param lifetime of the new secret in seconds, 0: for ever; left out: as configured
   * @throws ClientNotFound, ClientHasNoSecret, InsufficientScope
   */
  async rotateSecret(
    clientId: string,
    overlapSeconds: number,
    by: ClientChanger = {},
    lifetime?: number,
  ): Promise<Registration> {
    return this.database.transaction(async (transaction) => {
      const before = await this.lock(clientId, transaction);
      this.demandPower([before.metadata], by);
      if (!hasSecret(before.metadata)) throw new ClientHasNoSecret(clientId);
      const now = this.clock.now();
      const { stored, text } = this.secrets.generate(before.metadata, now, lifetime);
      const secrets = [...outgoing(before.secrets, now, after(now, overlapSeconds)), stored];
      await this.repository.update(clientId, before.metadata, now, transaction);
      await this.repository.replaceSecrets(clientId, secrets, transaction);
      const details = { before: { secrets: timesOf(before.secrets) }, after: { secrets: timesOf(secrets) } };
      await this.record(CLIENT_EVENTS.secretRotated, clientId, details, by, transaction);
      return { client: await this.get(clientId, transaction), warnings: [], ...shown(text) };
    });
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

  private demandPower(versions: readonly Pick<ClientMetadata, 'scope'>[], by: ClientChanger): void {
    demandPowerOver(versions, by, this.resources.adminScopes.names);
  }

  private record(
    type: AuditEventType,
    clientId: string,
    details: Record<string, unknown>,
    { actor, facts }: ClientChanger,
    transaction: Transaction,
  ): Promise<void> {
    const event = { type, clientId, actor, details };
    return this.audit.record(event, facts, transaction);
  }

  private async lock(
    clientId: string,
    transaction: Transaction,
    expectedVersions?: readonly number[],
  ): Promise<ClientRecord> {
    if (!CLIENT_ID.test(clientId)) throw new ClientNotFound(clientId);
    await transaction.lock(`client ${clientId}`);
    const record = await this.get(clientId, transaction);
    if (expectedVersions && !expectedVersions.includes(record.version)) throw new ClientChanged(clientId);
    return record;
  }

  /** Deletes at most `limit` clients that strangers registered and no one has used for as long as is configured; returns how many. */
  purgeUnused(now: Instant, limit: number): Promise<number> {
    return this.repository.purgeUnused(after(now, -this.config.registration.unusedLifetime), limit);
  }

  private async load(clientId: string): Promise<Client | undefined> {
    const record = await this.repository.find(clientId);
    return record && clientOf(clientId, record.metadata, record.secrets, record);
  }
}

function shown(clientSecret: string | undefined): { clientSecret?: string } {
  return clientSecret === undefined ? {} : { clientSecret };
}
