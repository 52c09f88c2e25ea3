import { Injectable } from '@nestjs/common';
import { ClientsService } from '../clients/clients.service.js';
import { type DeclaredHost, ProtectedHosts } from '../forward-auth/hosts/protected-hosts.service.js';
import { KeysService } from '../keys/keys.service.js';
import { Database, type Transaction } from '../platform/database/database.js';
import { pointer, throwViolations, type Violation, within } from '../platform/validation/violations.js';
import { keepRoles } from '../resources/role-holders.js';
import { DeclaredUsers, type PreparedUser } from '../users/declared-users.service.js';
import { CatalogueApplication, type DeclaredCatalogue, type Entry } from './catalogue-application.service.js';
import { collect } from './collect.js';
import { Declarations, dueOf, secretStays } from './declarations.service.js';

/** A document that is ready to be applied. */
interface Plan extends DeclaredCatalogue {
  readonly clients: readonly unknown[];
  readonly hosts: readonly Entry<DeclaredHost>[];
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
    private readonly catalogue: CatalogueApplication,
    private readonly clients: ClientsService,
    private readonly users: DeclaredUsers,
    private readonly keys: KeysService,
    private readonly hosts: ProtectedHosts,
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
    { attributes, resources, roles, terms, clients, hosts, prepared, violations, reset }: Plan,
    transaction: Transaction,
  ): Promise<readonly Violation[]> {
    await transaction.lock('bootstrap');
    const remembered = await this.declarations.read(reset, transaction);
    const found = [...violations];
    await this.catalogue.apply({ attributes, resources, roles, terms }, found, transaction);
    const warnings = await collect(found, '/clients', () =>
      this.clients.applyBootstrap(clients, transaction, secretStays(remembered)),
    );
    for (const { at, value } of hosts) await collect(found, at, () => this.hosts.applyBootstrap(value, transaction));
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
