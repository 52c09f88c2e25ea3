import { isDeepStrictEqual } from 'node:util';
import { Injectable } from '@nestjs/common';
import type { Administrator } from '../admin/admin-api.js';
import { type Page, pageByKey } from '../admin/cursor.js';
import { assertIfMatch } from '../admin/etag.js';
import { AuditService } from '../audit/audit.service.js';
import type { SecondFactorPolicy } from '../oauth/second-factor-policy.js';
import { Database, type Transaction } from '../platform/database/database.js';
import { Conflict, NotFound } from '../platform/validation/refusals.js';
import { throwViolations, type Violation } from '../platform/validation/violations.js';
import { AdminScopes } from './admin-scopes.js';
import { ROLE_EVENTS } from './audit-events.js';
import { rolesFor } from './resource.js';
import { ResourcesRepository } from './resources.repository.js';
import { isBuiltIn, type Role, roleMistakes } from './role.js';
import { type Confirmation, keepHolders, keepRoles } from './role-holders.js';
import { RolesRepository } from './roles.repository.js';

/** Hears of a role in the transaction that changes it. */
type RoleListener = (role: string, transaction: Transaction) => Promise<void>;

/** Hears of a role that gains scopes; no one is given it until the transaction ends. */
type PowerListener = (role: string, transaction: Transaction, confirmation: Confirmation) => Promise<void>;

/** What may change of a role; of a built-in one only what it needs of second factors, null: nothing is said. */
export type RoleChange = Partial<Pick<Role, 'description' | 'scopes'>> & {
  readonly secondFactor?: SecondFactorPolicy | null;
};

/** The roles: those that are always there, and those that administrators have made. */
@Injectable()
export class RolesService {
  private readonly deletionListeners: RoleListener[] = [];
  private readonly powerListeners: PowerListener[] = [];

  constructor(
    private readonly database: Database,
    private readonly repository: RolesRepository,
    private readonly resources: ResourcesRepository,
    private readonly audit: AuditService,
    private readonly adminScopes: AdminScopes,
  ) {}

  /** Called by the room that knows who holds which role; throws {@link Conflict} if it is needed. */
  onDeletion(listener: RoleListener): void {
    this.deletionListeners.push(listener);
  }

  /** Called by the room that knows who holds which role, or keeps what must end if they get more scopes; throws {@link Conflict} to refuse it. */
  onMorePower(listener: PowerListener): void {
    this.powerListeners.push(listener);
  }

  /** In the order of their names. @throws Violations if the cursor is none of this list */
  async list(limit: number, cursor: string | undefined): Promise<Page<Role>> {
    return pageByKey(await this.all(), ({ name }) => name, limit, cursor);
  }

  /** @throws NotFound */
  async get(name: string): Promise<Role> {
    return find(name, await this.all());
  }

  /**
   * The names of the roles whose holders get scopes of the admin API.
   * @param transaction in which no other becomes one of them: {@link keepRoles}
   */
  async administrative(transaction?: Transaction): Promise<ReadonlySet<string>> {
    if (transaction) await keepRoles(transaction);
    const all = await this.all(transaction);
    return new Set(all.filter(({ scopes }) => scopes.length > 0).map(({ name }) => name));
  }

  /**
   * @param confirmed the digest of the present holders that the administrator has seen
   * @throws Violations, Conflict, HoldersUnconfirmed
   */
  async create(role: Role, by: Administrator, confirmed?: string): Promise<Role> {
    throwViolations(roleMistakes(role, this.adminScopes.names));
    return this.change(role.name, undefined, async (present, transaction) => {
      if (present) throw new Conflict('is taken already', '/name');
      await this.store(undefined, role, { digest: confirmed }, transaction);
      await this.audit.recordChange(ROLE_EVENTS.created, { role: role.name, after: role }, by, transaction);
      return role;
    });
  }

  /**
   * @param confirmed as of {@link create}
   * @throws NotFound, VersionConflict, Violations, Conflict, HoldersUnconfirmed
   */
  async update(
    name: string,
    change: RoleChange,
    by: Administrator,
    { ifMatch, confirmed }: { readonly ifMatch?: string | undefined; readonly confirmed?: string | undefined } = {},
  ): Promise<Role> {
    return this.change(name, ifMatch, async (present, transaction) => {
      const before = present && !(isBuiltIn(name) && changesMore(change)) ? present : find(name, []);
      const after = changed(before, change);
      throwViolations(roleMistakes(after, this.adminScopes.names));
      if (isDeepStrictEqual(before, after)) return before;
      await this.store(before, after, { digest: confirmed }, transaction);
      await this.audit.recordChange(ROLE_EVENTS.updated, { role: name, before, after }, by, transaction);
      return after;
    });
  }

  /**
   * Creates or updates a role that the bootstrap file names; of a built-in one it says what it needs of second factors.
   * @throws Violations with pointers into the file's role
   */
  async applyBootstrap(role: Role, transaction: Transaction): Promise<void> {
    const builtIn = this.adminScopes.builtInRoles.find(({ name }) => name === role.name);
    if (builtIn) throwViolations(builtInMistakes(role));
    else throwViolations(roleMistakes(role, this.adminScopes.names));
    await transaction.lock('resources');
    const before = (await this.all(transaction)).find(({ name }) => name === role.name);
    // What the file does not say of second factors stays: no start makes a policy weaker.
    const after = { ...before, ...role, ...(builtIn && { description: builtIn.description, scopes: builtIn.scopes }) };
    if (isDeepStrictEqual(before, after)) return;
    await this.store(before, after, 'bootstrap', transaction);
    const details = { role: role.name, by: 'bootstrap', ...(before ? { before } : {}), after };
    await this.audit.recordChange(before ? ROLE_EVENTS.updated : ROLE_EVENTS.created, details, {}, transaction);
  }

  /** @throws NotFound, VersionConflict, Conflict if a user holds it or a scope requires it */
  async delete(name: string, by: Administrator, ifMatch?: string): Promise<void> {
    await this.change(name, ifMatch, async (present, transaction) => {
      const before = present && !isBuiltIn(name) ? present : find(name, []);
      for (const listener of this.deletionListeners) await listener(name, transaction);
      const scopes = (await this.resources.all(transaction)).flatMap((resource) => resource.scopes);
      const scope = scopes.find((each) => rolesFor(each)?.includes(name));
      if (scope) throw new Conflict(`the scope ${scope.name} is for the role ${name}`);
      await this.repository.delete(name, transaction);
      await this.audit.recordChange(ROLE_EVENTS.deleted, { role: name, before }, by, transaction);
    });
  }

  private all(transaction?: Transaction): Promise<readonly Role[]> {
    return this.repository.all(this.adminScopes.builtInRoles, transaction);
  }

  private change<T>(
    name: string,
    ifMatch: string | undefined,
    work: (present: Role | undefined, transaction: Transaction) => Promise<T>,
  ): Promise<T> {
    return this.database.transaction(async (transaction) => {
      await transaction.lock('resources');
      const present = (await this.all(transaction)).find((role) => role.name === name);
      if (present) assertIfMatch(ifMatch, present, `the role ${name}`);
      return work(present, transaction);
    });
  }

  private async store(
    before: Role | undefined,
    after: Role,
    confirmation: Confirmation,
    transaction: Transaction,
  ): Promise<void> {
    await this.repository.store(after, transaction);
    if (after.scopes.every((scope) => before?.scopes.includes(scope))) return;
    await keepHolders(transaction);
    for (const listener of this.powerListeners) await listener(after.name, transaction, confirmation);
  }
}

function changesMore({ description, scopes }: RoleChange): boolean {
  return description !== undefined || scopes !== undefined;
}

function changed(before: Role, { secondFactor, ...change }: RoleChange): Role {
  const { secondFactor: present, ...role } = before;
  const after = secondFactor === undefined ? present : (secondFactor ?? undefined);
  return { ...role, ...change, ...(after && { secondFactor: after }) };
}

/** What is wrong with what the bootstrap file says of a built-in role. */
function builtInMistakes({ description, scopes, secondFactor }: Role): readonly Violation[] {
  if (description === '' && scopes.length === 0 && secondFactor !== undefined) return [];
  const detail = 'is that of a built-in role; choose another, or say nothing of this one but second_factor';
  return [{ pointer: '/name', detail }];
}

/** @throws NotFound, Conflict if the role is built in and not among these */
function find(name: string, roles: readonly Role[]): Role {
  const found = roles.find((role) => role.name === name);
  if (found) return found;
  if (isBuiltIn(name))
    throw new Conflict(`the role ${name} is built in and cannot be changed, but for its second_factor`);
  throw new NotFound(`there is no role ${name}`);
}
