import { Inject, Injectable } from '@nestjs/common';
import type { Scope } from '../oauth/scope.js';
import { Cache } from '../platform/cache/cache.js';
import { Clock } from '../platform/clock.js';
import { CONFIG, type Config } from '../platform/config/config.js';
import { Database, type Transaction } from '../platform/database/database.js';
import { throwViolations } from '../platform/validation/violations.js';
import type { ScopeRoles } from '../resource-server/scope-roles.js';
import { AdminScopes } from './admin-scopes.js';
import type { Catalogue } from './catalogue.js';
import { Catalogues } from './catalogues.js';
import type { Audience, Resource, ScopeDescription } from './resource.js';
import { ResourceReviews } from './resource-reviews.service.js';
import { RESOURCES, ResourcesRepository } from './resources.repository.js';

/** Milliseconds after which a change made by another replica is seen at the latest. */
const STALENESS = 5_000;

/** The protected resources and their scopes. They are few and change rarely, so all of them are kept in memory. */
@Injectable()
export class ResourcesService implements ScopeRoles {
  /** The server itself, a resource that is not stored. */
  readonly issuer: Resource;
  private readonly cache: Cache<Catalogue>;

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly database: Database,
    private readonly repository: ResourcesRepository,
    private readonly catalogues: Catalogues,
    private readonly reviews: ResourceReviews,
    clock: Clock,
    readonly adminScopes: AdminScopes,
  ) {
    this.issuer = catalogues.issuer;
    this.cache = new Cache(clock, { load: () => catalogues.read(), staleness: STALENESS, capacity: 1 });
    database.onChange(RESOURCES, () => this.cache.forget());
  }

  /** All resources as of now; with a transaction, as that transaction sees them. */
  async catalogue(transaction?: Transaction): Promise<Catalogue> {
    return (transaction ? undefined : await this.cache.get('all')) ?? this.catalogues.read(transaction);
  }

  /** All resources as of now, without waiting; undefined if they have to be read first. */
  catalogueAtHand(): Catalogue | undefined {
    return this.cache.peek('all');
  }

  async find(identifier: string): Promise<Resource | undefined> {
    return (await this.catalogue()).find(identifier);
  }

  /** Every resource, the issuer first. */
  async list(): Promise<readonly Resource[]> {
    return (await this.catalogue()).list();
  }

  /** Those of the scopes that exist, in their order. */
  async known(scope: Scope): Promise<Scope> {
    const catalogue = await this.catalogue();
    return scope.filter((name) => catalogue.knows(name));
  }

  /** What the scopes mean, in their order; unknown ones are left out. @param languages of the reader, the most wanted first */
  async describe(scope: Scope, languages: readonly string[]): Promise<readonly ScopeDescription[]> {
    return (await this.catalogue()).describe(scope, languages);
  }

  async rolesThatGet(scope: string): Promise<readonly string[]> {
    return (await this.catalogue()).rolesThatGet(scope);
  }

  /** Those scopes that exist and that a user with these roles may have. */
  async permitted(scope: Scope, roles: readonly string[]): Promise<Scope> {
    return (await this.catalogue()).permitted(scope, roles);
  }

  /**
   * Whom a token with this scope is for, how much of the scope it carries, and how many seconds it lives.
   * @throws InvalidTarget if a requested resource is malformed or unknown (RFC 8707 §2), or no one token suits all resources
   */
  async audienceOf(scope: Scope, requestedResources: readonly string[]): Promise<Audience> {
    return (await this.catalogue()).audienceOf(scope, requestedResources, this.config.lifetimes.accessToken);
  }

  /** As {@link Catalogue#demandTarget}. @throws InvalidTarget */
  async demandTarget(scope: Scope, requestedResources: readonly string[]): Promise<void> {
    (await this.catalogue()).demandTarget(scope, requestedResources);
  }

  /**
   * Creates or updates a resource and the scopes it names; never removes one.
   * @throws Violations with pointers into the bootstrap file's resource
   */
  async upsert(resource: Resource, transaction?: Transaction): Promise<void> {
    if (transaction) return this.store(resource, transaction);
    await this.database.transaction((own) => this.store(resource, own));
  }

  private async store(resource: Resource, transaction: Transaction): Promise<void> {
    await transaction.lock('resources');
    throwViolations(await this.reviews.mistakes(resource, transaction));
    await this.repository.upsert(resource, transaction);
  }
}
