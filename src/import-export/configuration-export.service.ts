import { Injectable } from '@nestjs/common';
import { everyPage } from '../admin/cursor.js';
import type { BootstrapDocument, DeclaredResource, DeclaredRole } from '../bootstrap/bootstrap-document.js';
import { isUuid } from '../clients/client-identifiers.js';
import type { ClientRecord } from '../clients/clients.repository.js';
import { ClientsService } from '../clients/clients.service.js';
import { exportedSecret } from '../clients/exported-secrets.js';
import { formatScope, readScope } from '../oauth/scope.js';
import type { Catalogue } from '../resources/catalogue.js';
import { presentTokens } from '../resources/dto/resource.dto.js';
import type { Resource, ResourceScope } from '../resources/resource.js';
import { ResourcesService } from '../resources/resources.service.js';
import { isBuiltIn, type Role } from '../resources/role.js';
import { RolesService } from '../resources/roles.service.js';
import type { DeclaredUser } from '../users/declared-user.js';
import { normalizeUsername } from '../users/username.js';
import { UsersExport } from '../users/users-export.service.js';

/** The configuration as a bootstrap file, which makes an empty server the same as this one. Equal configurations are equal texts. */
@Injectable()
export class ConfigurationExport {
  constructor(
    private readonly resources: ResourcesService,
    private readonly roles: RolesService,
    private readonly clients: ClientsService,
    private readonly users: UsersExport,
  ) {}

  /** @param withUsers also people, with identifiers and password hashes */
  async document(withUsers: boolean): Promise<BootstrapDocument> {
    const catalogue = await this.resources.catalogue();
    const resources = catalogue.list().filter(({ identifier }) => identifier !== this.resources.issuer.identifier);
    const roles = await everyPage((limit, cursor) => this.roles.list(limit, cursor));
    const clients = await everyPage((limit, cursor) => this.clients.list({ limit, cursor }));
    return {
      resources: sortedBy(resources, ({ identifier }) => identifier).map(declaredResource),
      roles: roles.filter(({ name }) => !isBuiltIn(name)).map(declaredRole),
      clients: sortedBy(clients, ({ clientId }) => clientId).map((client) => declaredClient(client, catalogue)),
      ...(withUsers ? { users: await this.declaredUsers() } : {}),
    };
  }

  private async declaredUsers(): Promise<readonly DeclaredUser[]> {
    const users: DeclaredUser[] = [];
    for await (const user of this.users.all()) users.push(user);
    return sortedBy(users, ({ username }) => normalizeUsername(username));
  }
}

function declaredResource(resource: Resource): DeclaredResource {
  const { identifier, name, scopes } = resource;
  const described = sortedBy(scopes, (scope) => scope.name).map((scope) => [scope.name, declaredScope(scope)] as const);
  return {
    identifier,
    name,
    scopes: Object.fromEntries(described),
    ...presentTokens(resource),
  };
}

function declaredScope({ description, role }: ResourceScope) {
  return role === undefined ? description : { description, role };
}

function declaredRole({ name, description, scopes }: Role): DeclaredRole {
  return { name, description, ...(scopes.length > 0 ? { scopes } : {}) };
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

/** By code units, which no database's collation changes. */
function sortedBy<T>(items: readonly T[], keyOf: (item: T) => string): readonly T[] {
  return [...items].sort((left, right) => (keyOf(left) < keyOf(right) ? -1 : 1));
}
