import { isDeepStrictEqual } from 'node:util';
import { Injectable } from '@nestjs/common';
import type { By } from '../admin/actor.js';
import type { Administrator } from '../admin/admin-api.js';
import { demandTag } from '../admin/content-tag.js';
import { type Page, pageOf, parseCursor } from '../admin/cursor.js';
import { AuditService } from '../audit/audit.service.js';
import { Database, type Transaction } from '../platform/database/database.js';
import { throwMistakes } from '../platform/validation/mistakes.js';
import { InTheWay, NotThere } from '../platform/validation/refusals.js';
import { rolesFor } from './resource.js';
import { ResourcesRepository } from './resources.repository.js';
import { BUILT_IN_ROLES, isBuiltIn, type Role, roleMistakes } from './role.js';
import { type Confirmation, keepHolders, keepRoles } from './role-holders.js';
import { RolesRepository } from './roles.repository.js';

/** Hears of a role in the transaction that changes it. */
type RoleListener = (role: string, transaction: Transaction) => Promise<void>;

/** Hears of a role that gains scopes; no one is given it until the transaction ends. */
type PowerListener = (role: string, transaction: Transaction, confirmation: Confirmation) => Promise<void>;

/** What may change of a role. */
export type RoleChange = Partial<Omit<Role, 'name'>>;

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
  ) {}

  /** Called by whoever knows who holds which role; throws {@link InTheWay} where it is needed. */
  onDeletion(listener: RoleListener): void {
    this.deletionListeners.push(listener);
  }

  /** Called by whoever knows who holds which role, or keeps what must end if they get more scopes; throws {@link InTheWay} to refuse it. */
  onMorePower(listener: PowerListener): void {
    this.powerListeners.push(listener);
  }

  /** In the order of their names. @throws Mistakes where the cursor is none of this list */
  async list(limit: number, cursor: string | undefined): Promise<Page<Role>> {
    const [after] = cursor === undefined ? [''] : parseCursor<readonly [string]>(cursor, ['']);
    const all = [...BUILT_IN_ROLES, ...(await this.repository.all())].toSorted((left, right) =>
      left.name < right.name ? -1 : 1,
    );
    return pageOf(all.filter(({ name }) => name > after).slice(0, limit + 1), limit, ({ name }) => [name]);
  }

  /** @throws NotThere */
  async get(name: string): Promise<Role> {
    return find(name, [...BUILT_IN_ROLES, ...(await this.repository.all())]);
  }

  /**
   * The names of the roles whose holders get scopes of the admin API.
   * @param transaction in which no other becomes one of them: {@link keepRoles}
   */
  async administrative(transaction?: Transaction): Promise<ReadonlySet<string>> {
    if (transaction) await keepRoles(transaction);
    const all = [...BUILT_IN_ROLES, ...(await this.repository.all(transaction))];
    return new Set(all.filter(({ scopes }) => scopes.length > 0).map(({ name }) => name));
  }

  /**
   * @param confirmed the digest of the present holders that the administrator has seen
   * @throws Mistakes, InTheWay, HoldersUnconfirmed
   */
  async create(role: Role, by: Administrator, confirmed?: string): Promise<Role> {
    throwMistakes(roleMistakes(role));
    return this.change(role.name, undefined, async (present, transaction) => {
      if (present || isBuiltIn(role.name)) throw new InTheWay('is taken already', '/name');
      await this.store(undefined, role, { digest: confirmed }, transaction);
      await this.record('role.created', role.name, { after: role }, by, transaction);
      return role;
    });
  }

  /**
   * @param confirmed as of {@link create}
   * @throws NotThere, ChangedMeanwhile, Mistakes, InTheWay, HoldersUnconfirmed
   */
  async update(
    name: string,
    change: RoleChange,
    by: Administrator,
    { ifMatch, confirmed }: { readonly ifMatch?: string | undefined; readonly confirmed?: string | undefined } = {},
  ): Promise<Role> {
    return this.change(name, ifMatch, async (present, transaction) => {
      const before = present ?? find(name, []);
      const after = { ...before, ...change };
      throwMistakes(roleMistakes(after));
      if (isDeepStrictEqual(before, after)) return before;
      await this.store(before, after, { digest: confirmed }, transaction);
      await this.record('role.updated', name, { before, after }, by, transaction);
      return after;
    });
  }

  /**
   * Creates or updates a role that the bootstrap file names.
   * @throws Mistakes with pointers into the file's role
   */
  async applyBootstrap(role: Role, transaction: Transaction): Promise<void> {
    const builtIn = isBuiltIn(role.name)
      ? [{ pointer: '/name', detail: 'is that of a built-in role; choose another' }]
      : [];
    throwMistakes([...roleMistakes(role), ...builtIn]);
    await transaction.lock('resources');
    const before = (await this.repository.all(transaction)).find(({ name }) => name === role.name);
    if (isDeepStrictEqual(before, role)) return;
    await this.store(before, role, 'bootstrap', transaction);
    const details = { by: 'bootstrap', ...(before ? { before } : {}), after: role };
    await this.record(before ? 'role.updated' : 'role.created', role.name, details, {}, transaction);
  }

  /** @throws NotThere, ChangedMeanwhile, InTheWay where a user holds it or a scope requires it */
  async delete(name: string, by: Administrator, ifMatch?: string): Promise<void> {
    await this.change(name, ifMatch, async (present, transaction) => {
      const before = present ?? find(name, []);
      for (const listener of this.deletionListeners) await listener(name, transaction);
      const scopes = (await this.resources.all(transaction)).flatMap((resource) => resource.scopes);
      const scope = scopes.find((each) => rolesFor(each)?.includes(name));
      if (scope) throw new InTheWay(`the scope ${scope.name} is for the role ${name}`);
      await this.repository.delete(name, transaction);
      await this.record('role.deleted', name, { before }, by, transaction);
    });
  }

  private change<T>(
    name: string,
    ifMatch: string | undefined,
    work: (present: Role | undefined, transaction: Transaction) => Promise<T>,
  ): Promise<T> {
    return this.database.transaction(async (transaction) => {
      await transaction.lock('resources');
      const present = (await this.repository.all(transaction)).find((role) => role.name === name);
      if (present) demandTag(ifMatch, present, `the role ${name}`);
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

  private record(
    type: string,
    role: string,
    details: Readonly<Record<string, unknown>>,
    { actor, facts }: By,
    transaction: Transaction,
  ): Promise<void> {
    const event = { type, actor, details: { role, ...details } };
    return this.audit.record(event, facts, transaction);
  }
}

/** @throws NotThere, InTheWay where the role is built in and not among these */
function find(name: string, roles: readonly Role[]): Role {
  const found = roles.find((role) => role.name === name);
  if (found) return found;
  if (isBuiltIn(name)) throw new InTheWay(`the role ${name} is built in and cannot be changed`);
  throw new NotThere(`there is no role ${name}`);
}
