import { Injectable } from '@nestjs/common';
import type { BootstrapFile } from '../admin/bootstrap/bootstrap-file.js';
import type { BootstrapRun } from '../admin/bootstrap/bootstrap-run.js';
import type { BootstrapSection } from '../admin/bootstrap/bootstrap-section.js';
import type { Remembered } from '../admin/bootstrap/remembered.js';
import { everyPage } from '../admin/cursor.js';
import { formatScope, readScope } from '../oauth/scope.js';
import { sortedBy } from '../platform/sorted-by.js';
import { pointer, within } from '../platform/validation/violations.js';
import type { Catalogue } from '../resources/catalogue.js';
import { ResourcesService } from '../resources/resources.service.js';
import { isUuid } from './client-identifiers.js';
import type { ClientRecord } from './clients.repository.js';
import { ClientsService } from './clients.service.js';
import type { SecretStays } from './clients-bootstrap.js';
import { exportedSecret } from './exported-secrets.js';

/** The clients of the bootstrap file, which are metadata for their own rules to judge. */
@Injectable()
export class ClientsSection implements BootstrapSection {
  readonly name = 'clients';
  readonly order = 40;
  readonly isCounted = true;

  constructor(
    private readonly clients: ClientsService,
    private readonly resources: ResourcesService,
  ) {}

  async apply(file: BootstrapFile, run: BootstrapRun): Promise<void> {
    const at = pointer(this.name);
    const warnings = await run.collect(at, () =>
      this.clients.applyBootstrap(file.list(this.name), run.transaction, secretStays(run.remembered)),
    );
    run.warn(within(at, warnings ?? []));
  }

  async export(): Promise<readonly object[]> {
    const catalogue = await this.resources.catalogue();
    const clients = await everyPage((limit, cursor) => this.clients.list({ limit, cursor }));
    return sortedBy(clients, ({ clientId }) => clientId).map((client) => declaredClient(client, catalogue));
  }
}

/** A client's secrets stay unless the file says something new about them. */
function secretStays(remembered: Remembered): SecretStays {
  return (clientId, declared, createdAt) => {
    const secret = declared && [declared.secret, declared.secretExpiresAt, declared.exported, declared.signs];
    return remembered.note(['client', clientId], { secret }, createdAt).has('secret');
  };
}

/** Scopes that no resource has any more mean nothing, and a bootstrap file must not name them. */
function declaredClient(
  { clientId, metadata, secrets, registeredBy, registrationTokenDigest }: ClientRecord,
  catalogue: Catalogue,
): object {
  const scope = formatScope(readScope(metadata.scope).filter((name) => catalogue.knows(name)));
  return {
    client_id: clientId,
    ...(isUuid(clientId) ? { keep_client_id: true } : {}),
    ...Object.fromEntries(sortedBy(Object.entries({ ...metadata, scope }), ([name]) => name)),
    ...(secrets.length > 0 ? { client_secrets: secrets.map(exportedSecret) } : {}),
    ...(registeredBy === 'administrator' ? {} : { registered_by: registeredBy }),
    ...(registrationTokenDigest === null ? {} : { registration_access_token_digest: registrationTokenDigest }),
  };
}
