import { Injectable } from '@nestjs/common';
import { ClientsService } from '../clients/clients.service.js';
import { KeysService } from '../keys/keys.service.js';
import { Database, type Transaction } from '../platform/database/database.js';
import { pointer, throwViolations, type Violation, Violations, within } from '../platform/validation/violations.js';
import { readTokens } from '../resources/dto/resource.dto.js';
import type { Resource } from '../resources/resource.js';
import { ResourcesService } from '../resources/resources.service.js';
import { keepRoles } from '../resources/role-holders.js';
import { RolesService } from '../resources/roles.service.js';
import { DeclaredUsers, type PreparedUser } from '../users/declared-users.service.js';
import type { DeclaredResource, DeclaredRole } from './bootstrap-document.js';
import { Declarations, dueOf, secretStays } from './declarations.service.js';

/** One entry of the document and where it stands. */
export interface Entry<T> {
  readonly at: string;
  readonly value: T;
}

/** A document that is ready to be applied. */
interface Plan {
  readonly resources: readonly Entry<DeclaredResource>[];
  readonly roles: readonly Entry<DeclaredRole>[];
  readonly clients: readonly unknown[];
  readonly prepared: readonly PreparedUser[];
  readonly violations: readonly Violation[];
  readonly reset: boolean;
}

/** Stores what a bootstrap file declares, in one transaction. */
@Injectable()
export class DocumentApplication {
  constructor(
    private readonly database: Database,
    private readonly declarations: Declarations,
    private readonly resources: ResourcesService,
    private readonly roles: RolesService,
    private readonly clients: ClientsService,
    private readonly users: DeclaredUsers,
    private readonly keys: KeysService,
  ) {}

  /**
   * @returns warnings about what the file says in vain
   * @throws Violations: those that were known before, and those that only the database shows
   */
  async apply(plan: Plan): Promise<readonly Violation[]> {
    const warnings = await this.database.transaction((transaction) => this.applyAll(plan, transaction), { long: true });
    await this.keys.provideUsed();
    return warnings;
  }

  private async applyAll(
    { resources, roles, clients, prepared, violations, reset }: Plan,
    transaction: Transaction,
  ): Promise<readonly Violation[]> {
    await transaction.lock('bootstrap');
    const remembered = await this.declarations.read(reset, transaction);
    const found = [...violations];
    for (const { at, value } of resources) {
      await collect(found, at, () => this.resources.upsert(resourceOf(value), transaction));
    }
    for (const { at, value } of roles) {
      await collect(found, at, () => this.roles.applyBootstrap({ scopes: [], ...value }, transaction));
    }
    const warnings = await collect(found, '/clients', () =>
      this.clients.applyBootstrap(clients, transaction, secretStays(remembered)),
    );
    throwViolations(found);
    if (prepared.length > 0) await keepRoles(transaction);
    const due = dueOf(remembered);
    for (const [index, each] of prepared.entries())
      await collect(found, pointer('users', index), () => this.users.apply(each, transaction, 'bootstrap', due));
    throwViolations(found);
    await this.declarations.store(remembered, transaction);
    return within('/clients', warnings ?? []);
  }
}

/** Does the work; its violations are added to `found`, save those about a place where there is one already. */
async function collect<T>(found: Violation[], root: string, work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof Violations)) throw error;
    const isKnown = (at: string) =>
      found.some((each) => isAtOrBelow(at, each.pointer) || isAtOrBelow(each.pointer, at));
    found.push(...within(root, error.violations).filter((violation) => !isKnown(violation.pointer)));
    return undefined;
  }
}

/** Whether a place in the document is another one, or below it. */
export function isAtOrBelow(at: string, above: string): boolean {
  return at === above || at.startsWith(`${above}/`);
}

function resourceOf({ identifier, name, scopes = {}, ...members }: DeclaredResource): Resource {
  const described = Object.entries(scopes).map(([scope, what]) => ({
    name: scope,
    ...(typeof what === 'string' ? { description: what } : what),
  }));
  return { identifier, name, scopes: described, ...readTokens(members) };
}
