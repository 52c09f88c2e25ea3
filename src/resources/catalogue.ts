import { InvalidTarget } from '../oauth/oauth-error.js';
import type { Scope } from '../oauth/scope.js';
import type { SecondFactorPolicy } from '../oauth/second-factor-policy.js';
import { formatFor } from './access-token-format.js';
import { API_PLACES, type ClaimMapping, ClaimMappings, type Place, type ReadyMapping } from './claims/claim-mapping.js';
import type { ClaimSources } from './claims/claim-mapping-rules.js';
import {
  type Audience,
  identifierProblem,
  isIdentityScope,
  type Resource,
  type ResourceScope,
  rolesFor,
  type ScopeDescription,
} from './resource.js';
import type { Role } from './role.js';
import { textIn } from './texts-in-languages.js';

const NO_MAPPINGS: readonly ReadyMapping[] = [];

/** The attributes of users that are declared, the claims that rooms add, and the roles. */
interface Sources {
  readonly attributes: readonly string[];
  readonly added: readonly string[];
  readonly roles?: readonly Role[];
}

interface Owned {
  readonly scope: ResourceScope;
  readonly resource: Resource;
}

/** All resources and their scopes at one moment; immutable. */
export class Catalogue implements ClaimSources {
  private readonly byIdentifier: ReadonlyMap<string, Resource>;
  private readonly byScope: ReadonlyMap<string, Owned>;
  private readonly attributes: ReadonlySet<string>;
  private readonly added: ReadonlySet<string>;
  private readonly administrative: ReadonlySet<string>;
  /** What roles say of second factors; only those that do. */
  private readonly secondFactors: ReadonlyMap<string, SecondFactorPolicy>;
  /** How scopes and resources map claims, by their names; only those that do. */
  private readonly ofScopes: ReadonlyMap<string, ClaimMappings>;
  private readonly ofResources: ReadonlyMap<string, ClaimMappings>;

  /**
   * @param issuer the built-in resource, which wins if another claims one of its scopes
   * @param sources the attributes of users that are declared, the claims that rooms add, and the roles
   */
  constructor(
    private readonly issuer: Resource,
    others: readonly Resource[],
    { attributes, added, roles = [] }: Sources = { attributes: [], added: [] },
  ) {
    this.attributes = new Set(attributes);
    this.added = new Set(added);
    this.byIdentifier = new Map([issuer, ...others].map((resource) => [resource.identifier, resource]));
    this.byScope = new Map(
      [...others, issuer].flatMap((resource) =>
        resource.scopes.map((scope) => [scope.name, { scope, resource }] as const),
      ),
    );
    this.ofScopes = readyMappings([...this.byScope.values()].map(({ scope }) => [scope.name, scope.claimMappings]));
    this.ofResources = readyMappings(others.map(({ identifier, claimMappings }) => [identifier, claimMappings]));
    this.secondFactors = new Map(
      roles.flatMap(({ name, secondFactor }) => (secondFactor ? [[name, secondFactor] as const] : [])),
    );
    this.administrative = new Set(issuer.scopes.flatMap((scope) => rolesFor(scope) ?? []));
  }

  find(identifier: string): Resource | undefined {
    return this.byIdentifier.get(identifier);
  }

  /** Every resource, the issuer first. */
  list(): readonly Resource[] {
    return [...this.byIdentifier.values()];
  }

  /** Whether claims can be made of this attribute of users. */
  knowsAttribute(name: string): boolean {
    return this.attributes.has(name);
  }

  /** Whether a room adds this claim to tokens. */
  isAdded(claim: string): boolean {
    return this.added.has(claim);
  }

  knows(name: string): boolean {
    return this.byScope.has(name);
  }

  /** @param languages of the reader, the most wanted first */
  describe(scope: Scope, languages: readonly string[] = []): readonly ScopeDescription[] {
    return scope.flatMap((name) => {
      const owned = this.byScope.get(name);
      if (!owned) return [];
      const { texts, ...described } = owned.scope;
      const { identifier, ...resource } = owned.resource;
      const title = textIn(resource.texts, 'name', resource.name, languages);
      return [
        {
          ...described,
          description: textIn(texts, 'description', described.description, languages),
          resource: isIdentityScope(name) ? null : { identifier, name: title },
        },
      ];
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

  /** What the holder of these roles needs of second factors, as each of them says that says anything. */
  secondFactorsOf(roles: readonly string[]): readonly SecondFactorPolicy[] {
    if (this.secondFactors.size === 0) return [];
    return roles.flatMap((role) => this.secondFactors.get(role) ?? []);
  }

  /** The roles whose holders get a scope of the admin API. */
  administrativeRoles(): ReadonlySet<string> {
    return this.administrative;
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
   * How the granted scopes and these resources map claims in one place; of several that map one claim, the last counts.
   * @param audience left out: no resource
   */
  claimMappings(place: Place, scope: Scope, audience: readonly string[] = []): readonly ReadyMapping[] {
    if (this.ofScopes.size === 0 && this.ofResources.size === 0) return NO_MAPPINGS;
    return [
      ...audience.flatMap((identifier) => this.ofResources.get(identifier)?.at(place) ?? []),
      ...scope.flatMap((name) => this.ofScopes.get(name)?.at(place) ?? []),
    ];
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

function readyMappings(
  named: readonly (readonly [string, readonly ClaimMapping[] | undefined])[],
): ReadonlyMap<string, ClaimMappings> {
  const withMappings = named.filter(([, mappings = []]) => mappings.length > 0);
  return new Map(withMappings.map(([name, mappings]) => [name, ClaimMappings.of(mappings, API_PLACES)]));
}
