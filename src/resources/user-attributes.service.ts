import { isDeepStrictEqual } from 'node:util';
import { Injectable } from '@nestjs/common';
import type { Administrator } from '../admin/admin-api.js';
import { type Page, pageByKey } from '../admin/cursor.js';
import { assertIfMatch } from '../admin/etag.js';
import { AuditService } from '../audit/audit.service.js';
import { Database, type Transaction } from '../platform/database/database.js';
import { Conflict, NotFound } from '../platform/validation/refusals.js';
import { throwViolations } from '../platform/validation/violations.js';
import { ATTRIBUTE_EVENTS } from './audit-events.js';
import { ATTRIBUTE } from './claims/claim-mapping.js';
import type { Resource } from './resource.js';
import { ResourcesRepository } from './resources.repository.js';
import { type UserAttribute, userAttributeMistakes } from './user-attribute.js';
import { UserAttributesRepository } from './user-attributes.repository.js';

/** Throws {@link Conflict} if claims are made of the attribute. */
type AttributeListener = (name: string, transaction: Transaction) => Promise<void>;

/** The attributes of users that claims may be made of. */
@Injectable()
export class UserAttributes {
  private readonly deletionListeners: AttributeListener[] = [];

  constructor(
    private readonly database: Database,
    private readonly repository: UserAttributesRepository,
    private readonly resources: ResourcesRepository,
    private readonly audit: AuditService,
  ) {}

  /** Called by the room that keeps mappings that may name attributes. */
  onDeletion(listener: AttributeListener): void {
    this.deletionListeners.push(listener);
  }

  /** In the order of their names. */
  all(): Promise<readonly UserAttribute[]> {
    return this.repository.all();
  }

  /** In the order of their names. @throws Violations if the cursor is none of this list */
  async list(limit: number, cursor: string | undefined): Promise<Page<UserAttribute>> {
    return pageByKey(await this.repository.all(), ({ name }) => name, limit, cursor);
  }

  /** @throws NotFound */
  async get(name: string): Promise<UserAttribute> {
    return find(name, await this.repository.all());
  }

  /** @throws Violations, Conflict */
  declare(attribute: UserAttribute, by: Administrator): Promise<UserAttribute> {
    throwViolations(userAttributeMistakes(attribute));
    return this.change(async (present, transaction) => {
      if (present.some(({ name }) => name === attribute.name)) throw new Conflict('is declared already', '/name');
      await this.repository.store(attribute, transaction);
      const details = { attribute: attribute.name, after: attribute };
      await this.audit.recordChange(ATTRIBUTE_EVENTS.declared, details, by, transaction);
      return attribute;
    });
  }

  /** @throws NotFound, VersionConflict, Violations */
  describe(name: string, description: string, by: Administrator, ifMatch?: string): Promise<UserAttribute> {
    return this.change(async (present, transaction) => {
      const before = find(name, present);
      assertIfMatch(ifMatch, before, `the attribute ${name}`);
      const after = { name, description };
      throwViolations(userAttributeMistakes(after));
      if (isDeepStrictEqual(before, after)) return before;
      await this.repository.store(after, transaction);
      await this.audit.recordChange(ATTRIBUTE_EVENTS.described, { attribute: name, before, after }, by, transaction);
      return after;
    });
  }

  /** Users keep what they have. @throws NotFound, VersionConflict, Conflict if claims are made of it */
  async delete(name: string, by: Administrator, ifMatch?: string): Promise<void> {
    await this.change(async (present, transaction) => {
      const before = find(name, present);
      assertIfMatch(ifMatch, before, `the attribute ${name}`);
      const resource = (await this.resources.all(transaction)).find((each) => isMadeOf(each, name));
      if (resource) throw new Conflict(`the resource ${resource.identifier} has a claim that is made of ${name}`);
      for (const listener of this.deletionListeners) await listener(name, transaction);
      await this.repository.delete(name, transaction);
      await this.audit.recordChange(ATTRIBUTE_EVENTS.deleted, { attribute: name, before }, by, transaction);
    });
  }

  /** Declares or describes an attribute that the bootstrap file names. @throws Violations with pointers into the attribute */
  async applyBootstrap(attribute: UserAttribute, transaction: Transaction): Promise<void> {
    throwViolations(userAttributeMistakes(attribute));
    await transaction.lock('resources');
    const before = (await this.repository.all(transaction)).find(({ name }) => name === attribute.name);
    if (isDeepStrictEqual({ ...before }, attribute)) return;
    await this.repository.store(attribute, transaction);
    const details = { attribute: attribute.name, by: 'bootstrap', ...(before ? { before } : {}), after: attribute };
    const type = before ? ATTRIBUTE_EVENTS.described : ATTRIBUTE_EVENTS.declared;
    await this.audit.recordChange(type, details, {}, transaction);
  }

  private change<T>(work: (present: readonly UserAttribute[], transaction: Transaction) => Promise<T>): Promise<T> {
    return this.database.transaction(async (transaction) => {
      await transaction.lock('resources');
      return work(await this.repository.all(transaction), transaction);
    });
  }
}

/** Whether a claim for the resource, or for one of its scopes, is made of the attribute. */
function isMadeOf({ claimMappings = [], scopes }: Resource, attribute: string): boolean {
  const mappings = [...claimMappings, ...scopes.flatMap((scope) => scope.claimMappings ?? [])];
  return mappings.some(({ from }) => from === ATTRIBUTE + attribute);
}

/** @throws NotFound */
function find(name: string, attributes: readonly UserAttribute[]): UserAttribute {
  const found = attributes.find((attribute) => attribute.name === name);
  if (found) return { ...found };
  throw new NotFound(`there is no attribute ${name}`);
}
