import { isDeepStrictEqual } from 'node:util';
import { Injectable } from '@nestjs/common';
import type { Administrator } from '../admin/admin-api.js';
import { type Page, pageByKey } from '../admin/cursor.js';
import { assertIfMatch } from '../admin/etag.js';
import { mergePatch } from '../admin/merge-patch.js';
import { AuditService } from '../audit/audit.service.js';
import { KeysService } from '../keys/keys.service.js';
import { isInLanguage } from '../oauth/language.js';
import { Database, type Transaction } from '../platform/database/database.js';
import { Conflict, NotFound } from '../platform/validation/refusals.js';
import { assertExactType, assertType } from '../platform/validation/typed-json.js';
import { throwViolations } from '../platform/validation/violations.js';
import { RESOURCE_EVENTS } from './audit-events.js';
import { presentResource, readResource } from './dto/resource.dto.js';
import { CreateResourceDto, UpdateResourceDto } from './dto/resource-bodies.dto.js';
import type { Resource } from './resource.js';
import { ResourceReviews } from './resource-reviews.service.js';
import { ResourcesRepository } from './resources.repository.js';
import { ResourcesService } from './resources.service.js';

const CHANGEABLE = [
  'name',
  'scopes',
  'access_token_lifetime',
  'access_token_signing_alg',
  'access_token_typ',
  'claim_mappings',
] as const;

/** What administrators do with protected resources and their scopes. */
@Injectable()
export class ResourceAdministration {
  constructor(
    private readonly database: Database,
    private readonly resources: ResourcesService,
    private readonly repository: ResourcesRepository,
    private readonly reviews: ResourceReviews,
    private readonly audit: AuditService,
    private readonly keys: KeysService,
  ) {}

  /** In the order of their identifiers. @throws Violations if the cursor is none of this list */
  async list(limit: number, cursor: string | undefined): Promise<Page<Resource>> {
    return pageByKey(await this.resources.list(), ({ identifier }) => identifier, limit, cursor);
  }

  /** @throws NotFound */
  async get(identifier: string): Promise<Resource> {
    return (await this.resources.find(identifier)) ?? notThere(identifier);
  }

  /** @throws Violations, Conflict */
  async create(sent: unknown, by: Administrator): Promise<Resource> {
    const members = mergePatch({}, assertExactType(CreateResourceDto, sent, ['identifier', ...CHANGEABLE], isName));
    const resource = readResource(assertType(CreateResourceDto, members));
    const created = await this.change(resource.identifier, undefined, async (before, transaction) => {
      if (before || resource.identifier === this.resources.issuer.identifier)
        throw new Conflict('is taken already', '/identifier');
      return this.store(before, resource, by, transaction);
    });
    return this.withKeys(created);
  }

  /**
   * Applies a JSON merge patch (RFC 7396); a scope that is null is removed.
   * @throws NotFound, VersionConflict, Violations, Conflict
   */
  async update(identifier: string, patch: unknown, by: Administrator, ifMatch?: string): Promise<Resource> {
    const changes = assertExactType(UpdateResourceDto, patch, CHANGEABLE, isName);
    const updated = await this.change(identifier, ifMatch, async (before, transaction) => {
      const { built_in: _builtIn, ...members } = presentResource(before ?? this.missing(identifier), false);
      const patched = assertType(CreateResourceDto, mergePatch({ ...members }, changes));
      return this.store(before, readResource({ ...patched, identifier }), by, transaction);
    });
    return this.withKeys(updated);
  }

  /** Its scopes go with it: no one gets them any more. @throws NotFound, VersionConflict, Conflict */
  async delete(identifier: string, by: Administrator, ifMatch?: string): Promise<void> {
    await this.change(identifier, ifMatch, async (before, transaction) => {
      if (!before) this.missing(identifier);
      await this.repository.delete(identifier, transaction);
      await this.audit.recordChange(RESOURCE_EVENTS.deleted, { resource: identifier, before }, by, transaction);
    });
  }

  /** There is a key for its access tokens before anyone hears that they may be asked for. */
  private async withKeys(resource: Resource): Promise<Resource> {
    await this.keys.provide([resource.accessTokenSigningAlg]);
    return resource;
  }

  private async store(
    before: Resource | undefined,
    after: Resource,
    by: Administrator,
    transaction: Transaction,
  ): Promise<Resource> {
    throwViolations(await this.reviews.mistakes(after, transaction));
    if (isDeepStrictEqual(before, after)) return after;
    const kept = new Set(after.scopes.map(({ name }) => name));
    const removed = (before?.scopes ?? []).filter(({ name }) => !kept.has(name)).map(({ name }) => name);
    await this.repository.upsert(after, transaction);
    await this.repository.removeScopes(after.identifier, removed, transaction);
    const type = before ? RESOURCE_EVENTS.updated : RESOURCE_EVENTS.created;
    const details = { resource: after.identifier, ...(before && { before }), after };
    await this.audit.recordChange(type, details, by, transaction);
    return (await this.resources.catalogue(transaction)).find(after.identifier) ?? after;
  }

  private change<T>(
    identifier: string,
    ifMatch: string | undefined,
    work: (before: Resource | undefined, transaction: Transaction) => Promise<T>,
  ): Promise<T> {
    return this.database.transaction(async (transaction) => {
      await transaction.lock('resources');
      const before = (await this.repository.all(transaction)).find((each) => each.identifier === identifier);
      if (before) assertIfMatch(ifMatch, before, `the resource ${identifier}`);
      return work(before, transaction);
    });
  }

  private missing(identifier: string): never {
    if (identifier === this.resources.issuer.identifier)
      throw new Conflict('the server itself is a resource that is built in and cannot be changed');
    return notThere(identifier);
  }
}

/** The name in some language. */
function isName(member: string): boolean {
  return isInLanguage(member, 'name');
}

function notThere(identifier: string): never {
  throw new NotFound(`there is no resource ${identifier}`);
}
