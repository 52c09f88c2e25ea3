import { Injectable } from '@nestjs/common';
import { everyPage } from '../admin/cursor.js';
import type { BootstrapDocument, DeclaredResource, DeclaredRole } from '../bootstrap/bootstrap-document.js';
import { isUuid } from '../clients/client-identifiers.js';
import type { ClientRecord } from '../clients/clients.repository.js';
import { ClientsService } from '../clients/clients.service.js';
import { exportedSecret } from '../clients/exported-secrets.js';
import { presentProtectedHost } from '../forward-auth/hosts/dto/protected-host.dto.js';
import { ProtectedHosts } from '../forward-auth/hosts/protected-hosts.service.js';
import { formatScope, readScope } from '../oauth/scope.js';
import type { Catalogue } from '../resources/catalogue.js';
import { presentResource } from '../resources/dto/resource.dto.js';
import type { DeclaredScope } from '../resources/dto/resource-bodies.dto.js';
import type { Resource } from '../resources/resource.js';
import { ResourcesService } from '../resources/resources.service.js';
import { isBuiltIn, type Role } from '../resources/role.js';
import { RolesService } from '../resources/roles.service.js';
import { UserAttributes } from '../resources/user-attributes.service.js';
import { TermsService } from '../terms/terms.service.js';
import type { DeclaredUser } from '../users/declared-user.js';
import { normalizeUsername } from '../users/username.js';
import { UsersExport } from '../users/users-export.service.js';

/** The configuration as a bootstrap file, which makes an empty server the same as this one. Equal configurations are equal texts. */
@Injectable()
export class ConfigurationExport {
  constructor(
    private readonly attributes: UserAttributes,
    private readonly resources: ResourcesService,
    private readonly roles: RolesService,
    private readonly clients: ClientsService,
    private readonly users: UsersExport,
    private readonly terms: TermsService,
    private readonly hosts: ProtectedHosts,
  ) {}

  /** @param withUsers also people, with identifiers and password hashes */
  async document(withUsers: boolean): Promise<BootstrapDocument> {
    const catalogue = await this.resources.catalogue();
    const resources = catalogue.list().filter(({ identifier }) => identifier !== this.resources.issuer.identifier);
    const roles = await everyPage((limit, cursor) => this.roles.list(limit, cursor));
    const clients = await everyPage((limit, cursor) => this.clients.list({ limit, cursor }));
    const hosts = await this.hosts.all();
    const terms = await this.terms.current();
    const attributes = (await this.attributes.all()).map(({ name, description }) => [name, description] as const);
    return {
      ...(attributes.length > 0 ? { user_attributes: Object.fromEntries(sortedBy(attributes, ([name]) => name)) } : {}),
      resources: sortedBy(resources, ({ identifier }) => identifier).map(declaredResource),
      roles: roles.filter(isDeclared).map(declaredRole),
      clients: sortedBy(clients, ({ clientId }) => clientId).map((client) => declaredClient(client, catalogue)),
      ...(hosts.length > 0 ? { protected_hosts: hosts.map(presentProtectedHost) } : {}),
      ...(terms ? { terms: { version: terms.version, contents: terms.contents } } : {}),
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
  const { built_in: _builtIn, scopes = {}, ...members } = presentResource(resource, false);
  const described = sortedBy(Object.entries(scopes), ([name]) => name).map(([name, scope]) => [name, shortest(scope)]);
  return { ...members, scopes: Object.fromEntries(described) };
}

/** A scope of which there is nothing but its description. */
function shortest(scope: DeclaredScope): DeclaredScope {
  return typeof scope === 'object' && Object.keys(scope).length === 1 ? scope.description : scope;
}

/** Of the built-in roles those that say something of second factors. */
function isDeclared({ name, secondFactor }: Role): boolean {
  return !isBuiltIn(name) || secondFactor !== undefined;
}

function declaredRole({ name, description, scopes, secondFactor }: Role): DeclaredRole {
  const own = isBuiltIn(name) ? {} : { description, ...(scopes.length > 0 ? { scopes } : {}) };
  return { name, ...own, ...(secondFactor && { second_factor: secondFactor }) };
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
