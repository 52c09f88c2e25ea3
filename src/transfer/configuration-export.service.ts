import { Injectable } from '@nestjs/common';
import type { BootstrapDocument, DeclaredResource } from '../bootstrap/bootstrap-document.js';
import type { ClientRecord } from '../clients/clients.repository.js';
import { ClientsService } from '../clients/clients.service.js';
import { exportedSecret } from '../clients/exported-secrets.js';
import type { Resource, ResourceScope } from '../resources/resource.js';
import { ResourcesService } from '../resources/resources.service.js';
import type { DeclaredUser } from '../users/declared-user.js';
import { normalizeUsername } from '../users/username.js';
import { UsersExport } from '../users/users-export.service.js';

const PAGE = 200;

/** The configuration as a bootstrap file, which makes an empty server the same as this one. Equal configurations are equal texts. */
@Injectable()
export class ConfigurationExport {
  constructor(
    private readonly resources: ResourcesService,
    private readonly clients: ClientsService,
    private readonly users: UsersExport,
  ) {}

  /** @param withUsers also people, with identifiers and password hashes */
  async document(withUsers: boolean): Promise<BootstrapDocument> {
    const stored = (await this.resources.list()).filter(
      ({ identifier }) => identifier !== this.resources.issuer.identifier,
    );
    const clients: ClientRecord[] = [];
    let cursor: string | undefined;
    do {
      const page = await this.clients.list({ limit: PAGE, cursor });
      clients.push(...page.items);
      cursor = page.nextCursor;
    } while (cursor !== undefined);
    return {
      resources: sortedBy(stored, ({ identifier }) => identifier).map(declaredResource),
      clients: sortedBy(clients, ({ clientId }) => clientId).map(declaredClient),
      ...(withUsers ? { users: await this.declaredUsers() } : {}),
    };
  }

  private async declaredUsers(): Promise<readonly DeclaredUser[]> {
    const users: DeclaredUser[] = [];
    for await (const user of this.users.all()) users.push(user);
    return sortedBy(users, ({ username }) => normalizeUsername(username));
  }
}

function declaredResource({ identifier, name, scopes, accessTokenLifetime }: Resource): DeclaredResource {
  const described = sortedBy(scopes, (scope) => scope.name).map((scope) => [scope.name, declaredScope(scope)] as const);
  return {
    identifier,
    name,
    scopes: Object.fromEntries(described),
    ...(accessTokenLifetime === null ? {} : { access_token_lifetime: accessTokenLifetime }),
  };
}

function declaredScope({ description, role }: ResourceScope) {
  return role === undefined ? description : { description, role };
}

function declaredClient({ clientId, metadata, secrets, registeredBy, registrationTokenDigest }: ClientRecord): object {
  return {
    client_id: clientId,
    ...Object.fromEntries(sortedBy(Object.entries(metadata), ([name]) => name)),
    ...(secrets.length > 0 ? { client_secrets: secrets.map(exportedSecret) } : {}),
    ...(registeredBy === 'administrator' ? {} : { registered_by: registeredBy }),
    ...(registrationTokenDigest === null ? {} : { registration_access_token_digest: registrationTokenDigest }),
  };
}

/** By code units, which no database's collation changes. */
function sortedBy<T>(items: readonly T[], keyOf: (item: T) => string): readonly T[] {
  return [...items].sort((left, right) => (keyOf(left) < keyOf(right) ? -1 : 1));
}
