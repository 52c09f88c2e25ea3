import { Injectable } from '@nestjs/common';
import type { Transaction } from '../platform/database/database.js';
import type { Violation } from '../platform/validation/violations.js';
import { readResource } from '../resources/dto/resource.dto.js';
import { ResourcesService } from '../resources/resources.service.js';
import type { Role } from '../resources/role.js';
import { RolesService } from '../resources/roles.service.js';
import type { UserAttribute } from '../resources/user-attribute.js';
import { UserAttributes } from '../resources/user-attributes.service.js';
import { TermsService } from '../terms/terms.service.js';
import type { DeclaredResource, DeclaredRole, DeclaredTerms } from './bootstrap-document.js';
import { collect } from './collect.js';

/** One entry of the document and where it stands. */
export interface Entry<T> {
  readonly at: string;
  readonly value: T;
}

/** What clients and users refer to, and the terms of use. */
export interface DeclaredCatalogue {
  readonly attributes: readonly Entry<UserAttribute>[];
  readonly resources: readonly Entry<DeclaredResource>[];
  readonly roles: readonly Entry<DeclaredRole>[];
  /** Undefined: the document says nothing of them. */
  readonly terms: DeclaredTerms | undefined;
}

/** Stores the attributes of users, resources and roles that a bootstrap file declares. */
@Injectable()
export class CatalogueApplication {
  constructor(
    private readonly attributes: UserAttributes,
    private readonly resources: ResourcesService,
    private readonly roles: RolesService,
    private readonly terms: TermsService,
  ) {}

  /** @param found violations, to which those of the declarations are added */
  async apply(
    { attributes, resources, roles, terms }: DeclaredCatalogue,
    found: Violation[],
    transaction: Transaction,
  ): Promise<void> {
    for (const { at, value } of attributes)
      await collect(found, at, () => this.attributes.applyBootstrap(value, transaction));
    for (const { at, value } of resources)
      await collect(found, at, () => this.resources.upsert(readResource(value), transaction));
    for (const { at, value } of roles)
      await collect(found, at, () => this.roles.applyBootstrap(roleOf(value), transaction));
    if (terms) await collect(found, '/terms', () => this.terms.applyBootstrap(terms, transaction));
  }
}

function roleOf({ name, description = '', scopes = [], second_factor: secondFactor }: DeclaredRole): Role {
  return { name, description, scopes, ...(secondFactor && { secondFactor }) };
}
