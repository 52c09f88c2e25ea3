import { InvalidTarget } from '../oauth/oauth-error.js';
import type { Scope } from '../oauth/scope.js';
import { formatFor } from './access-token-format.js';
import {
  type Audience,
  identifierProblem,
  isIdentityScope,
  type Resource,
  type ResourceScope,
  rolesFor,
  type ScopeDescription,
} from './resource.js';

interface Owned {
  readonly scope: ResourceScope;
  readonly resource: Resource;
}

/** All resources and their scopes at one moment; immutable. */
export class Catalogue {
  private readonly byIdentifier: ReadonlyMap<string, Resource>;
  private readonly byScope: ReadonlyMap<string, Owned>;

  /** @param issuer the built-in resource, which wins where another claims one of its scopes */
  constructor(
    private readonly issuer: Resource,
    others: readonly Resource[],
  ) {
    this.byIdentifier = new Map([issuer, ...others].map((resource) => [resource.identifier, resource]));
    this.byScope = new Map(
      [...others, issuer].flatMap((resource) =>
        resource.scopes.map((scope) => [scope.name, { scope, resource }] as const),
      ),
    );
  }

  find(identifier: string): Resource | undefined {
    return this.byIdentifier.get(identifier);
  }

  /** Every resource, the issuer first. */
  list(): readonly Resource[] {
    return [...this.byIdentifier.values()];
  }

  knows(name: string): boolean {
    return this.byScope.has(name);
  }

  describe(scope: Scope): readonly ScopeDescription[] {
    return scope.flatMap((name) => {
      const owned = this.byScope.get(name);
      if (!owned) return [];
      const { identifier, name: title } = owned.resource;
      return [{ ...owned.scope, resource: isIdentityScope(name) ? null : { identifier, name: title } }];
    });
  }

  /** Those scopes that exist and one of whose roles, if they require any, is among `roles`. */
  permitted(scope: Scope, roles: readonly string[]): Scope {
    return scope.filter((name) => this.gives(name, roles));
  }

  /** Whether the scope exists and one of its roles, if it requires any, is among `roles`. */
  gives(name: string, roles: readonly string[]): boolean {
    const owned = this.byScope.get(name);
    return owned !== undefined && (rolesFor(owned.scope)?.some((role) => roles.includes(role)) ?? true);
  }

  /** The roles of which a user must hold one to get the scope; those that cannot stand in an error description are left out. */
  rolesThatGet(scope: string): readonly string[] {
    const owned = this.byScope.get(scope);
    return (owned && rolesFor(owned.scope))?.filter((role) => /^[\w.:-]+$/.test(role)) ?? [];
  }

  /** The roles whose holders get a scope of the admin API. */
  administrativeRoles(): ReadonlySet<string> {
    return new Set(this.issuer.scopes.flatMap((scope) => rolesFor(scope) ?? []));
  }

  /**
   * RFC 8707 §2: the requested resources, else every resource that owns one of the granted scopes, else the issuer.
   * Requested resources narrow the scope to theirs (§2.2); identity scopes stay, because they are about the user.
   * @param defaultLifetime seconds, for resources that say nothing of their own
   * @throws InvalidTarget if a requested resource is malformed or unknown, nothing of the scope is left for it, or no one token suits all resources
   */
  audienceOf(scope: Scope, requested: readonly string[], defaultLifetime: number): Audience {
    const resources = requested.length > 0 ? this.requested(requested) : this.ownersOf(scope);
    return {
      audience: resources.map(({ identifier }) => identifier),
      scope: requested.length > 0 ? this.narrowed(scope, resources) : scope,
      lifetime: Math.min(...resources.map((resource) => resource.accessTokenLifetime ?? defaultLifetime)),
      format: formatFor(resources.filter((resource) => resource !== this.issuer)),
    };
  }

  /**
   * RFC 8707 §2, of an authorization request. Whether one token suits all resources is seen later, because the token request may
   * name fewer.
   * @throws InvalidTarget if a requested resource is malformed or unknown, or nothing of the scope is left for it
   */
  demandTarget(scope: Scope, requested: readonly string[]): void {
    if (requested.length > 0) this.narrowed(scope, this.requested(requested));
  }

  private requested(identifiers: readonly string[]): readonly Resource[] {
    return [...new Set(identifiers)].map((identifier) => {
      const problem = identifierProblem(identifier);
      if (problem) throw new InvalidTarget(`the parameter resource ${problem}`);
      const resource = this.find(identifier);
      if (!resource)
        throw new InvalidTarget('the requested resource is not known here; send the identifier it is registered with');
      return resource;
    });
  }

  private narrowed(scope: Scope, resources: readonly Resource[]): Scope {
    const left = scope.filter((name) => isIdentityScope(name) || this.belongsTo(name, resources));
    if (left.length > 0 || scope.length === 0) return left;
    throw new InvalidTarget('none of the scopes belongs to the requested resource');
  }

  private ownersOf(scope: Scope): readonly Resource[] {
    const owners = new Set<Resource>();
    for (const name of scope) {
      const owner = this.byScope.get(name)?.resource;
      if (owner) owners.add(owner);
    }
    return owners.size > 0 ? [...owners] : [this.issuer];
  }

  private belongsTo(name: string, resources: readonly Resource[]): boolean {
    const owner = this.byScope.get(name)?.resource;
    return owner !== undefined && resources.includes(owner);
  }
}
