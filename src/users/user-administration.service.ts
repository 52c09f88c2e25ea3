import { Injectable } from '@nestjs/common';
import type { Administrator } from '../admin/admin-api.js';
import { type Page, pageOf, parseCursor } from '../admin/cursor.js';
import { type Members, mergePatch } from '../admin/merge-patch.js';
import { AccountNotices } from '../mail/account-notices.js';
import { generateSecret } from '../platform/crypto/secrets.js';
import { Database, type Transaction } from '../platform/database/database.js';
import { Conflict, NotFound, VersionConflict } from '../platform/validation/refusals.js';
import { assertType } from '../platform/validation/typed-json.js';
import { pointer, throwViolations, type Violation } from '../platform/validation/violations.js';
import { ADMIN } from '../resources/role.js';
import { RolesService } from '../resources/roles.service.js';
import { type DeclaredUser, declaredProfile, type Profile, sameProfile } from './declared-user.js';
import { CreateUserDto, UpdateUserDto } from './dto/user-bodies.dto.js';
import type { NewLink } from './links/account-link.js';
import { type InvitationOptions, Invitations } from './links/invitations.service.js';
import { PASSWORD_RESET_BY_ADMINISTRATOR } from './mail-notices.js';
import { mailReaderOf } from './mail-reader.js';
import { demandPowerOverPerson } from './person-power.js';
import { yieldsAddress } from './sign-in-names.repository.js';
import type { StoredUser } from './stored-user.js';
import { USER_ID } from './user.js';
import { type UserFilter, type UserOrder, type UserPosition, UserSearchRepository } from './user-search.repository.js';
import { normalizeUsername } from './username.js';
import { UsersRepository } from './users.repository.js';
import { UsersService } from './users.service.js';

export interface UsersQuery {
  readonly filter: UserFilter;
  readonly order: UserOrder;
  readonly limit: number;
  readonly cursor?: string | undefined;
}

/** Bytes of a password that the server makes up. */
const GENERATED = 18;

/** What only a file of users says of one, and what administrators do instead. */
const SET_ELSEWHERE = {
  id: 'is set by the server; leave it out',
  disabled: 'is changed by POST /admin/v1/users/{id}/disable and POST /admin/v1/users/{id}/enable',
};

/** What no patch changes. */
const CHANGED_ELSEWHERE = {
  ...SET_ELSEWHERE,
  password: 'is changed by POST /admin/v1/users/{id}/password',
  password_hash: 'is changed by POST /admin/v1/users/{id}/password',
};

/** What administrators do with accounts. */
@Injectable()
export class UserAdministration {
  constructor(
    private readonly database: Database,
    private readonly users: UsersService,
    private readonly invitations: Invitations,
    private readonly repository: UsersRepository,
    private readonly searches: UserSearchRepository,
    private readonly roles: RolesService,
    private readonly notices: AccountNotices,
  ) {}

  /** @throws Violations if the cursor is none of this list */
  async list({ filter, order, limit, cursor }: UsersQuery): Promise<Page<StoredUser>> {
    const shape: UserPosition = order.by === 'username' ? [''] : [0, ''];
    const after = cursor === undefined ? undefined : parseCursor(cursor, shape);
    const found = await this.searches.search(filter, order, limit + 1, after);
    return pageOf(found, limit, (user) => positionOf(user, order));
  }

  /** @throws NotFound */
  async get(id: string): Promise<StoredUser> {
    const found = USER_ID.test(id) ? await this.repository.find(id) : undefined;
    return found ?? notThere(id);
  }

  /** @throws Violations, UsernameTaken, InsufficientScope */
  async create(sent: unknown, by: Administrator): Promise<StoredUser> {
    const members = assertType(CreateUserDto, sent);
    throwViolations(misplaced(members, SET_ELSEWHERE));
    const declared = declaredOf({}, members);
    throwViolations(await this.users.violations(declared));
    const profile = declaredProfile(declared);
    const admit = async (transaction: Transaction) => {
      const administrative = await this.roles.administrative(transaction);
      const displaced = await this.rolesOfDisplaced(undefined, profile, transaction);
      demandPowerOverPerson([...profile.roles, ...displaced], administrative, by);
    };
    return this.get((await this.users.create(declared, by, admit)).id);
  }

  /**
   * Applies a JSON merge patch (RFC 7396) to the username, the claims, the roles, the groups and the attributes.
   * @param versions that the user may have; left out: any
   * @throws NotFound, VersionConflict, Violations, UsernameTaken, InsufficientScope, Conflict
   */
  async update(id: string, patch: unknown, by: Administrator, versions?: readonly number[]): Promise<StoredUser> {
    const { password_change_required: required, ...changes } = assertType(UpdateUserDto, patch);
    throwViolations(misplaced(changes, CHANGED_ELSEWHERE));
    return this.database.transaction(async (transaction) => {
      const administrative = await this.roles.administrative(transaction);
      const { user: before } = await this.lock(id, transaction, versions);
      const { username, roles, groups = [], attributes = {}, claims } = before;
      const declared = declaredOf({ username, roles, groups, attributes, ...claims }, changes);
      throwViolations(await this.users.violations(declared));
      const after = declaredProfile(declared);
      const same = sameProfile(before, after);
      if (!same || required !== undefined) demandPowerOverPerson([...before.roles, ...after.roles], administrative, by);
      if (required !== undefined) await this.users.requirePasswordChange(before, required ?? false, transaction, by);
      if (same) return this.stored(id, transaction);
      demandPowerOverPerson(await this.rolesOfDisplaced(id, after, transaction), administrative, by);
      if (!after.roles.includes(ADMIN)) await this.keepOneAdministrator(before, by, transaction);
      await this.users.changeProfile(id, before, after, transaction, by);
      return this.stored(id, transaction);
    });
  }

  /** @throws NotFound, VersionConflict, InsufficientScope, Conflict */
  disable(id: string, by: Administrator, versions?: readonly number[]): Promise<StoredUser> {
    return this.change(id, by, versions, async ({ user }, transaction) => {
      if (user.disabled) return this.stored(id, transaction);
      await this.keepOneAdministrator(user, by, transaction);
      await this.users.disable(id, by, transaction);
      return this.stored(id, transaction);
    });
  }

  /** @throws NotFound, VersionConflict, InsufficientScope */
  enable(id: string, by: Administrator, versions?: readonly number[]): Promise<StoredUser> {
    return this.change(id, by, versions, async ({ user }, transaction) => {
      if (user.disabled) await this.users.enable(id, by, transaction);
      return this.stored(id, transaction);
    });
  }

  /** Keeps the account of a user who has deleted it. @throws NotFound, VersionConflict, InsufficientScope */
  withdrawDeletion(id: string, by: Administrator, versions?: readonly number[]): Promise<void> {
    return this.change(id, by, versions, async ({ user }, transaction) => {
      if (user.deletionDueAt === undefined) throw new NotFound(`the user ${id} has not deleted the account`);
      await this.users.keep(user, transaction, by);
    });
  }

  /**
   * Gives the user another password and ends every session and all that clients hold for the user.
   * @param change the password, left out: one is made up; and whether the user has to choose another one at the next sign-in
   * @returns the password if it was made up; it is known now and never again
   * @throws NotFound, VersionConflict, Violations, InsufficientScope
   */
  async resetPassword(
    id: string,
    { password, required }: { readonly password?: string | undefined; readonly required?: boolean | undefined },
    by: Administrator,
    versions?: readonly number[],
  ): Promise<{ readonly user: StoredUser; readonly password?: string }> {
    const made = password === undefined ? generateSecret(GENERATED) : undefined;
    // Hashed before the transaction, which waits for nothing but statements.
    const passwordHash = await this.users.hashFor((await this.get(id)).user, password ?? (made as string));
    const user = await this.change(id, by, versions, async (before, transaction) => {
      await this.users.storePassword(id, passwordHash, transaction, by);
      if (before.passwordHash !== undefined)
        await this.notices.tell(PASSWORD_RESET_BY_ADMINISTRATOR, mailReaderOf(before.user), undefined, transaction);
      if (required !== undefined) await this.users.requirePasswordChange(before.user, required, transaction, by);
      return this.stored(id, transaction);
    });
    return made === undefined ? { user } : { user, password: made };
  }

  /**
   * Lets anyone who gets the link choose the user's password. A newer one voids the older.
   * @throws NotFound, VersionConflict, InsufficientScope, Conflict if the user is disabled, or the link cannot be mailed
   */
  invite(id: string, by: Administrator, options?: InvitationOptions, versions?: readonly number[]): Promise<NewLink> {
    return this.change(id, by, versions, ({ user }, transaction) =>
      this.invitations.invite(user, transaction, by, options),
    );
  }

  /** @throws NotFound, VersionConflict, InsufficientScope, Conflict */
  delete(id: string, by: Administrator, versions?: readonly number[]): Promise<void> {
    return this.change(id, by, versions, async ({ user }, transaction) => {
      await this.keepOneAdministrator(user, by, transaction);
      await this.users.delete(user, transaction, by);
    });
  }

  /** Acts on a user under a lock, if the administrator may by the roles of that moment. */
  private change<T>(
    id: string,
    by: Administrator,
    versions: readonly number[] | undefined,
    work: (before: StoredUser, transaction: Transaction) => Promise<T>,
  ): Promise<T> {
    return this.database.transaction(async (transaction) => {
      const administrative = await this.roles.administrative(transaction);
      const before = await this.lock(id, transaction, versions);
      demandPowerOverPerson(before.user.roles, administrative, by);
      return work(before, transaction);
    });
  }

  private async lock(id: string, transaction: Transaction, versions?: readonly number[]): Promise<StoredUser> {
    if (!USER_ID.test(id)) return notThere(id);
    await transaction.lock(`user ${id}`);
    const found = await this.stored(id, transaction);
    if (versions && !versions.includes(found.version)) throw new VersionConflict(`the user ${id}`);
    return found;
  }

  private async stored(id: string, transaction: Transaction): Promise<StoredUser> {
    return (await this.repository.find(id, transaction)) ?? notThere(id);
  }

  /** The roles of who signs in until now by the address that the profile has verified, and so takes over. */
  private async rolesOfDisplaced(
    id: string | undefined,
    { claims: { email, email_verified } }: Profile,
    transaction: Transaction,
  ): Promise<readonly string[]> {
    if (email === undefined || email_verified !== true) return [];
    const holder = (await this.repository.findByLogin(email, transaction))?.user;
    return holder && holder.id !== id && yieldsAddress(holder, email) ? holder.roles : [];
  }

  /** @throws Conflict if no one else could administer the server any more */
  private async keepOneAdministrator(
    { id, roles, disabled }: StoredUser['user'],
    { isOperator = false }: Administrator,
    transaction: Transaction,
  ): Promise<void> {
    if (isOperator || !roles.includes(ADMIN) || disabled) return;
    await transaction.lock('administrators');
    if (await this.repository.hasOtherHolder(ADMIN, id, transaction)) return;
    throw new Conflict(`no one else who can sign in holds the role ${ADMIN}; give it to another user first`);
  }
}

/** The user that a JSON merge patch makes of these members. @throws Violations if it does not have its shape */
function declaredOf(members: Members, patch: Members): DeclaredUser {
  return assertType(CreateUserDto, mergePatch(members, patch)) as unknown as DeclaredUser;
}

/** Members that must be left out, whatever their values. @param problems by the names of the members */
function misplaced(members: Members, problems: Readonly<Record<string, string>>): readonly Violation[] {
  return Object.entries(problems)
    .filter(([name]) => name in members)
    .map(([name, detail]) => ({ pointer: pointer(name), detail }));
}

function positionOf({ user, createdAt }: StoredUser, { by }: UserOrder): UserPosition {
  return by === 'username' ? [normalizeUsername(user.username)] : [createdAt, user.id];
}

function notThere(id: string): never {
  throw new NotFound(`there is no user ${id}`);
}
