import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { Injectable } from '@nestjs/common';
import { DECLARED_BEFORE } from '../admin/bootstrap/remembered.js';
import { AuditService } from '../audit/audit.service.js';
import { after, Clock, type Instant } from '../platform/clock.js';
import { matchesDigest } from '../platform/crypto/secrets.js';
import type { Transaction } from '../platform/database/database.js';
import { pointer, throwViolations, type Violation, Violations, within } from '../platform/validation/violations.js';
import type { Catalogue } from '../resources/catalogue.js';
import { ResourcesService } from '../resources/resources.service.js';
import { CLIENT_EVENTS } from './audit-events.js';
import { type ClientMetadata, type ClientSecret, hasSecret, signsWithSecret } from './client.js';
import { ClientIdentifiers } from './client-identifiers.js';
import { ClientMetadataValidator } from './client-metadata-validator.js';
import { liveSecrets } from './client-secrets.js';
import { ClientSecretsService } from './client-secrets.service.js';
import { ADMINISTRATOR, type ClientRecord, ClientsRepository, type Registrar } from './clients.repository.js';
import { BootstrapClientDto } from './dto/bootstrap-client.dto.js';
import { importedSecrets } from './exported-secrets.js';

/** A client as the file wants it, beside the client as it is. */
interface Plan {
  readonly clientId: string;
  readonly metadata: ClientMetadata;
  readonly secrets: readonly ClientSecret[];
  readonly present: ClientRecord | undefined;
  /** Of a new client. */
  readonly registrar: Registrar;
  readonly warnings: readonly Violation[];
}

/** What the file says of a client's secret. */
export interface DeclaredSecret {
  readonly secret: string | null | undefined;
  /** Seconds since 1970; 0: never. */
  readonly secretExpiresAt: number | null | undefined;
  /** What is stored of secrets, from an export. */
  readonly exported: unknown;
}

/**
 * Whether the present secrets stay because the file declares the same as before. Asked about each client.
 * @param declared with whether the client signs by it; undefined: the file says nothing of a secret
 * @param createdAt when the client was created; undefined: there is none yet
 */
export type SecretStays = (
  clientId: string,
  declared: (DeclaredSecret & { readonly signs: boolean }) | undefined,
  createdAt: Instant | undefined,
) => boolean;

/** Creates or updates the clients that a bootstrap file names. */
@Injectable()
export class ClientsBootstrap {
  constructor(
    private readonly repository: ClientsRepository,
    private readonly resources: ResourcesService,
    private readonly validator: ClientMetadataValidator,
    private readonly clientSecrets: ClientSecretsService,
    private readonly audit: AuditService,
    private readonly clock: Clock,
    private readonly identifiers: ClientIdentifiers,
  ) {}

  /** @throws Violations of all entries; then nothing was changed */
  async apply(
    entries: readonly unknown[],
    transaction: Transaction,
    stays: SecretStays = () => false,
  ): Promise<readonly Violation[]> {
    await transaction.lock('bootstrap clients');
    const catalogue = await this.resources.catalogue(transaction);
    const plans: Plan[] = [];
    const violations: Violation[] = [];
    for (const [index, entry] of entries.entries()) {
      try {
        const plan = await this.plan(entry, catalogue, transaction, stays);
        if (plans.some(({ clientId }) => clientId === plan.clientId)) throw violation('/client_id', 'is named twice');
        plans.push(plan);
      } catch (error) {
        if (!(error instanceof Violations)) throw error;
        violations.push(...within(pointer(index), error.violations));
      }
    }
    throwViolations(violations);
    for (const plan of plans) await this.carryOut(plan, transaction);
    return plans.flatMap(({ warnings }, index) => within(pointer(index), warnings));
  }

  private async plan(
    entry: unknown,
    catalogue: Catalogue,
    transaction: Transaction,
    stays: SecretStays,
  ): Promise<Plan> {
    const {
      client_id: clientId,
      client_secret: secret,
      client_secret_expires_at: secretExpiresAt,
      client_secrets: exported,
      keep_client_id: isKept,
      registered_by: registeredBy,
      registration_access_token_digest: registrationTokenDigest,
      ...members
    } = this.validator.assertType(BootstrapClientDto, entry);
    if (this.identifiers.isBuiltIn(clientId))
      throw violation('/client_id', 'is that of a built-in client; choose another');
    const { metadata, warnings } = this.validator.validate(members, clientId, catalogue);
    const present = await this.repository.find(clientId, transaction);
    if (!present) await this.identifiers.demand(clientId, transaction, isKept ?? false);
    const declared = { secret, secretExpiresAt, exported };
    const known = this.clientSecrets.usable(present?.secrets ?? [], metadata);
    const wanted = this.secretsOf(metadata, declared, known);
    // That a client has no secret is a declaration too, after which the same secret as before is new.
    const isSaid = typeof secret === 'string' || exported !== undefined || !hasSecret(metadata);
    const said = isSaid ? { ...declared, signs: signsWithSecret(metadata) } : undefined;
    const isOld = stays(clientId, said, present?.createdAt);
    const keeps = isOld && hasSecret(metadata) && wanted !== known;
    const at = pointer(exported === undefined ? 'client_secret' : 'client_secrets');
    const registrar = {
      registeredBy: registeredBy ?? ADMINISTRATOR.registeredBy,
      registrationTokenDigest: registrationTokenDigest ?? ADMINISTRATOR.registrationTokenDigest,
    };
    return {
      clientId,
      metadata,
      secrets: keeps ? known : wanted,
      present,
      registrar,
      warnings: keeps ? [...warnings, { pointer: at, detail: DECLARED_BEFORE }] : warnings,
    };
  }

  /** The known secrets if the file's is among them or it names none; otherwise the file's alone. */
  private secretsOf(
    metadata: ClientMetadata,
    { secret, secretExpiresAt, exported }: DeclaredSecret,
    known: readonly ClientSecret[],
  ): readonly ClientSecret[] {
    const now = this.clock.now();
    if (!hasSecret(metadata)) {
      if (typeof secret === 'string' || exported !== undefined)
        throw violation(
          exported === undefined ? '/client_secret' : '/client_secrets',
          `must be left out, because the client authenticates by none (token_endpoint_auth_method ${metadata.token_endpoint_auth_method})`,
        );
      return [];
    }
    if (exported !== undefined) {
      if (typeof secret === 'string') throw violation('/client_secrets', 'must be left out if there is client_secret');
      return this.exportedSecrets(metadata, exported, known);
    }
    if (typeof secret !== 'string') {
      if (typeof secretExpiresAt === 'number')
        throw violation('/client_secret_expires_at', 'must be left out without client_secret');
      if (liveSecrets(known, now).length === 0)
        throw violation('/client_secret', 'is missing, and the client has none yet');
      return known;
    }
    const expiresAt = secretExpiresAt ? after(0, secretExpiresAt) : null;
    const isDeclared = (each: ClientSecret) =>
      matchesDigest(secret, each.digest) &&
      (typeof secretExpiresAt === 'number' ? each.expiresAt === expiresAt : liveSecrets([each], now).length > 0);
    return known.some(isDeclared) ? known : [this.clientSecrets.store(secret, metadata, now, expiresAt)];
  }

  /** Those of an export, unless one of them is there already. */
  private exportedSecrets(
    metadata: ClientMetadata,
    exported: unknown,
    known: readonly ClientSecret[],
  ): readonly ClientSecret[] {
    const declared = this.clientSecrets.usable(readExported(exported), metadata);
    if (declared.length === 0)
      throw violation(
        '/client_secrets',
        `must be sealed, because the client signs with them (${metadata.token_endpoint_auth_method})`,
      );
    try {
      this.clientSecrets.open(declared);
    } catch (error) {
      throw violation('/client_secrets', `cannot be used: ${(error as Error).message}`);
    }
    const isKnown = (each: ClientSecret) =>
      known.some(({ digest, expiresAt }) => digest === each.digest && expiresAt === each.expiresAt);
    return declared.some(isKnown) ? known : declared;
  }

  private async carryOut(
    { clientId, metadata, secrets, present, registrar }: Plan,
    transaction: Transaction,
  ): Promise<void> {
    const now = this.clock.now();
    const newSecrets = secrets !== present?.secrets && !(secrets.length === 0 && present?.secrets.length === 0);
    if (present && !newSecrets && isDeepStrictEqual(metadata, present.metadata)) return;
    if (present) await this.repository.update(clientId, metadata, now, transaction);
    else await this.repository.insert(clientId, metadata, now, transaction, registrar);
    if (newSecrets) await this.clientSecrets.replace(clientId, secrets, transaction);
    const details = { by: 'bootstrap', ...(present ? { before: present.metadata } : {}), after: metadata };
    await this.audit.record(
      { type: present ? CLIENT_EVENTS.updated : CLIENT_EVENTS.created, clientId, details },
      undefined,
      transaction,
    );
  }
}

function readExported(exported: unknown): readonly ClientSecret[] {
  try {
    return importedSecrets(exported, randomUUID);
  } catch (error) {
    throw error instanceof Violations ? new Violations(within('/client_secrets', error.violations)) : error;
  }
}

function violation(at: string, detail: string): Violations {
  return new Violations([{ pointer: at, detail }]);
}
