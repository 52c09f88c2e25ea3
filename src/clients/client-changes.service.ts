import { isDeepStrictEqual } from 'node:util';
import { Inject, Injectable } from '@nestjs/common';
import { mergePatch } from '../admin/merge-patch.js';
import { AuditService } from '../audit/audit.service.js';
import type { AuditEventType } from '../audit/audit-event-type.js';
import { after, Clock, type Instant } from '../platform/clock.js';
import { CONFIG, type Config } from '../platform/config/config.js';
import { Database, type Transaction } from '../platform/database/database.js';
import type { Typed } from '../platform/validation/typed-json.js';
import { Violations } from '../platform/validation/violations.js';
import { CLIENT_EVENTS } from './audit-events.js';
import { CLIENT_ID, hasSecret, type RegisteredBy } from './client.js';
import { ClientChanged, ClientHasNoSecret, ClientNotFound } from './client-error.js';
import type { ClientChanger } from './client-power.js';
import { ClientReviews } from './client-reviews.service.js';
import { outgoing, timesOf } from './client-secrets.js';
import { ClientSecretsService } from './client-secrets.service.js';
import { type ClientRecord, ClientsRepository } from './clients.repository.js';
import { ClientMetadataDto } from './dto/client-metadata.dto.js';
import { recordedChange } from './recorded-change.js';
import { type Registration, shown } from './registration.js';
import { isSameSector } from './sector.js';
import { storedClient } from './stored-client.js';

/** Changes and deletes clients that are registered. Each method is as that of {@link ClientsService}, if it has it. */
@Injectable()
export class ClientChanges {
  constructor(
    private readonly database: Database,
    private readonly repository: ClientsRepository,
    private readonly reviews: ClientReviews,
    private readonly secrets: ClientSecretsService,
    private readonly audit: AuditService,
    private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Pick<Config, 'registration'>,
  ) {}

  async update(
    clientId: string,
    patch: unknown,
    by: ClientChanger,
    expectedVersions?: readonly number[],
  ): Promise<Registration> {
    const { client_id: sameId = clientId, ...members } = this.reviews.assertType(ClientMetadataDto, patch);
    if (sameId !== clientId)
      throw new Violations([{ pointer: '/client_id', detail: 'cannot be changed; register a new client' }]);
    return this.change(clientId, ({ metadata }) => [mergePatch(metadata, members)], by, expectedVersions);
  }

  async replace(clientId: string, metadata: unknown, by: ClientChanger): Promise<Registration> {
    const members = this.reviews.assertType(ClientMetadataDto, metadata);
    return this.change(clientId, ({ registeredBy }) => [members, registeredBy], by);
  }

  private async change(
    clientId: string,
    /** Its members from now on, and as whose they are validated. */
    planOf: (present: ClientRecord) => [members: Typed<ClientMetadataDto>, registeredBy?: RegisteredBy],
    by: ClientChanger,
    expectedVersions?: readonly number[],
  ): Promise<Registration> {
    const review = await this.reviews.of(clientId);
    const validated = (record: ClientRecord) => review(...planOf(record));
    // A transaction waits for nothing but statements, so the sector is verified before.
    const present = await storedClient(this.repository, clientId);
    const verified = validated(present).metadata;
    this.reviews.demandPower([present.metadata, verified], by);
    await this.reviews.verifySector(verified, present, present.metadata);
    const changed = await this.database.transaction(async (transaction) => {
      const before = await this.lock(clientId, transaction, expectedVersions);
      const { metadata, warnings } = validated(before);
      this.reviews.demandPower([before.metadata, metadata], by);
      if (isDeepStrictEqual(metadata, before.metadata)) return { client: before, warnings };
      if (!isSameSector(verified, metadata) && !isSameSector(before.metadata, metadata))
        throw new ClientChanged(clientId);
      const now = this.clock.now();
      const { secrets, text } = this.secrets.follow(before, metadata, now);
      await this.repository.update(clientId, metadata, now, transaction);
      if (secrets !== before.secrets) await this.secrets.replace(clientId, secrets, transaction);
      const details = recordedChange(before.registeredBy, { before: before.metadata, after: metadata });
      await this.record(CLIENT_EVENTS.updated, clientId, details, by, transaction);
      return { client: await storedClient(this.repository, clientId, transaction), warnings, ...shown(text) };
    });
    return this.reviews.withKeys(changed);
  }

  async delete(clientId: string, by: ClientChanger, expectedVersions?: readonly number[]): Promise<void> {
    await this.database.transaction(async (transaction) => {
      const before = await this.lock(clientId, transaction, expectedVersions);
      this.reviews.demandPower([before.metadata], by);
      await this.repository.delete(clientId, transaction);
      const deleted = recordedChange(before.registeredBy, { before: before.metadata });
      await this.record(CLIENT_EVENTS.deleted, clientId, deleted, by, transaction);
    });
  }

  async rotateSecret(
    clientId: string,
    overlapSeconds: number,
    by: ClientChanger,
    lifetime?: number,
  ): Promise<Registration> {
    return this.database.transaction(async (transaction) => {
      const before = await this.lock(clientId, transaction);
      this.reviews.demandPower([before.metadata], by);
      if (!hasSecret(before.metadata)) throw new ClientHasNoSecret(clientId);
      const now = this.clock.now();
      const { stored, text } = this.secrets.generate(before.metadata, now, lifetime);
      const secrets = [...outgoing(before.secrets, now, after(now, overlapSeconds)), stored];
      await this.repository.update(clientId, before.metadata, now, transaction);
      await this.secrets.replace(clientId, secrets, transaction);
      const details = { before: { secrets: timesOf(before.secrets) }, after: { secrets: timesOf(secrets) } };
      await this.record(CLIENT_EVENTS.secretRotated, clientId, details, by, transaction);
      return { client: await storedClient(this.repository, clientId, transaction), warnings: [], ...shown(text) };
    });
  }

  /** Deletes at most `limit` clients that strangers registered and no one has used for as long as is configured; returns how many. */
  purge(now: Instant, limit: number): Promise<number> {
    return this.repository.purgeUnused(after(now, -this.config.registration.unusedLifetime), limit);
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
    const record = await storedClient(this.repository, clientId, transaction);
    if (expectedVersions && !expectedVersions.includes(record.version)) throw new ClientChanged(clientId);
    return record;
  }
}
