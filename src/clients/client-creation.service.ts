import { Injectable } from '@nestjs/common';
import { AuditService } from '../audit/audit.service.js';
import { Clock } from '../platform/clock.js';
import { generateIdentifier } from '../platform/crypto/secrets.js';
import { Database } from '../platform/database/database.js';
import { CLIENT_EVENTS } from './audit-events.js';
import { hasSecret } from './client.js';
import { ClientIdTaken } from './client-error.js';
import { ClientIdentifiers } from './client-identifiers.js';
import type { ClientChanger } from './client-power.js';
import { ClientReviews } from './client-reviews.service.js';
import { ClientSecretsService } from './client-secrets.service.js';
import { ClientsRepository } from './clients.repository.js';
import { CreateClientDto } from './dto/create-client.dto.js';
import { recordedChange } from './recorded-change.js';
import { type DynamicRegistrar, type Registration, shown } from './registration.js';
import { storedClient } from './stored-client.js';

/** Registers clients. */
@Injectable()
export class ClientCreation {
  constructor(
    private readonly database: Database,
    private readonly repository: ClientsRepository,
    private readonly reviews: ClientReviews,
    private readonly secrets: ClientSecretsService,
    private readonly identifiers: ClientIdentifiers,
    private readonly audit: AuditService,
    private readonly clock: Clock,
  ) {}

  /** As of {@link ClientsService#create}. */
  async create(input: unknown, by: ClientChanger, registrar: DynamicRegistrar): Promise<Registration> {
    const { client_id: chosenId, ...members } = this.reviews.assertType(CreateClientDto, input);
    const clientId = chosenId ?? generateIdentifier();
    const review = await this.reviews.of(clientId);
    const { metadata, warnings } = review(members, registrar.registeredBy);
    this.reviews.demandPower([metadata], by);
    await this.reviews.verifySector(metadata, registrar);
    const secret = hasSecret(metadata) ? this.secrets.generate(metadata, this.clock.now()) : undefined;
    const client = await this.database.transaction(async (transaction) => {
      const now = this.clock.now();
      await registrar.admit?.(transaction);
      if (chosenId != null) await this.identifiers.demand(chosenId, transaction);
      const isFree =
        !this.identifiers.isBuiltIn(clientId) &&
        (await this.repository.insert(clientId, metadata, now, transaction, registrar));
      if (!isFree) throw new ClientIdTaken(clientId);
      await this.secrets.replace(clientId, secret ? [secret.stored] : [], transaction);
      const details = recordedChange(registrar.registeredBy, { after: metadata });
      const event = { type: CLIENT_EVENTS.created, clientId, actor: by.actor, details };
      await this.audit.record(event, by.facts, transaction);
      return storedClient(this.repository, clientId, transaction);
    });
    return this.reviews.withKeys({ client, warnings, ...shown(secret?.text) });
  }
}
