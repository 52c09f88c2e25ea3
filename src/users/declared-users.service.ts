import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { Injectable } from '@nestjs/common';
import { PreparedInVain } from '../admin/bootstrap/bootstrap-section.js';
import { SubjectIdentifiers } from '../admin/subject-identifiers.js';
import { AuditService } from '../audit/audit.service.js';
import type { AuditEventType } from '../audit/audit-event-type.js';
import { Clock, type Instant } from '../platform/clock.js';
import type { Transaction } from '../platform/database/database.js';
import { Violations } from '../platform/validation/violations.js';
import { inBatches } from '../platform/work/in-batches.js';
import { USER_EVENTS } from './audit-events.js';
import { DeclaredFactors } from './declared-factors.service.js';
import { type DeclaredUser, declaredProfile, sameProfile } from './declared-user.js';
import { PasswordHasher } from './passwords/password-hasher.js';
import type { StoredUser } from './stored-user.js';
import { normalizeUsername } from './username.js';
import { UsersRepository } from './users.repository.js';
import { UsernameTaken, UsersService } from './users.service.js';

/** A declared user whose password is hashed already. */
export interface HashedUser {
  readonly declared: DeclaredUser;
  /** Left out if the stored password stays. */
  readonly passwordHash?: string;
}

/** A declared user for whom nothing is left to do but statements. */
export interface PreparedUser extends HashedUser {
  /** What of the declaration is to be applied. */
  readonly due: DeclaredUser;
  /** The user when that was decided. */
  readonly existing: StoredUser | undefined;
  /** What was stored then, after those that are applied before; left out if no password was. */
  readonly storedHash: string | undefined;
}

/**
 * What of a declaration is to be applied; what is left out stays as it is.
 * @param createdAt when the user was created; undefined: there is none, and all of it is to be applied
 */
export type Due = (declared: DeclaredUser, createdAt: Instant | undefined) => DeclaredUser;

const ALL: Due = (declared) => declared;

/** What applying a declaration did. */
export type Applied = 'created' | 'updated' | 'unchanged';

const ID_TAKEN = new Violations([{ pointer: '/id', detail: 'is that of another user' }]);
const ID_OF_CLIENT = new Violations([{ pointer: '/id', detail: 'is the client_id of a client; choose another' }]);
const ID_FIXED = new Violations([{ pointer: '/id', detail: 'is not the one that the user has already, which stays' }]);

/** Creates or updates users as a file declares them, again and again to the same end. */
@Injectable()
export class DeclaredUsers {
  constructor(
    private readonly users: UsersRepository,
    private readonly service: UsersService,
    private readonly hasher: PasswordHasher,
    private readonly audit: AuditService,
    private readonly clock: Clock,
    private readonly identifiers: SubjectIdentifiers,
    private readonly factors: DeclaredFactors,
  ) {}

  /**
   * Does the work with declared users without violations, prepared; and again if a password was changed before the work came to
   * it, such as by another process that applies the same declarations.
   * @param work {@link apply}s each of them, in one transaction
   */
  async withPrepared<T>(
    declared: readonly DeclaredUser[],
    work: (prepared: readonly PreparedUser[]) => Promise<T>,
  ): Promise<T> {
    for (;;) {
      try {
        return await work(await this.prepare(declared));
      } catch (error) {
        if (!(error instanceof PreparedInVain)) throw error;
      }
    }
  }

  /**
   * Hashes the passwords of declared users without violations, for {@link apply}.
   * A password that verifies already is kept as it is stored.
   */
  async prepare(declared: readonly DeclaredUser[], dueOf: Due = ALL): Promise<readonly PreparedUser[]> {
    const prepared = await inBatches(declared, this.hasher.parallelism, async (each) => {
      const existing = await this.users.findByUsername(each.username);
      const due = dueOf(each, existing?.createdAt);
      const passwordHash = await this.newHash(due, existing);
      const storedHash = existing?.passwordHash;
      return { declared: each, due, existing, storedHash, ...(passwordHash === undefined ? {} : { passwordHash }) };
    });
    return inSequence(prepared);
  }

  /** No more at once than there are cores: the others wait here instead of in the hasher's queue. */
  hashed(declared: readonly DeclaredUser[]): Promise<readonly HashedUser[]> {
    return inBatches(declared, this.hasher.parallelism, async (each) => {
      const passwordHash = await this.hashOf(each);
      return passwordHash === undefined ? { declared: each } : { declared: each, passwordHash };
    });
  }

  /** Does what may ask for the hash of a password with each, no more at once than there are cores. */
  inTurn<T, R>(each: readonly T[], work: (one: T) => Promise<R>): Promise<readonly R[]> {
    return inBatches(each, this.hasher.parallelism, work);
  }

  /** Whether the stored password is the declared one. An imported hash is replaced at the first sign-in, and counts as the same. */
  async hasPassword({ password, password_hash }: DeclaredUser, storedHash: string | undefined): Promise<boolean> {
    if (storedHash === undefined) return false;
    if (password !== undefined) return (await this.hasher.verify(password, storedHash)).matches;
    if (password_hash === undefined || storedHash === password_hash) return true;
    return this.hasher.isCurrent(storedHash) && !this.hasher.isCurrent(password_hash);
  }

  /**
   * Creates or updates the user; what the declaration does not name stays as it is.
   * @param by what the audit log says of who did it
   * @throws Violations if the declared identifier is not this user's, or the username is another one's
   * @param dueOf as it is now
   * @throws PreparedInVain if it has to be prepared again
   */
  async apply(prepared: PreparedUser, transaction: Transaction, by = 'bootstrap', dueOf = ALL): Promise<Applied> {
    const { declared, due, storedHash } = prepared;
    const existing = await this.users.findByUsername(declared.username, transaction);
    if (!isDeepStrictEqual(due, dueOf(declared, existing?.createdAt))) throw new PreparedInVain();
    if (declaresPassword(due) && existing?.passwordHash !== storedHash) throw new PreparedInVain();
    if (existing) {
      const applied = await this.applyTo(existing, prepared, transaction, by);
      const origin = { by, isNewAccount: false };
      const isAdded = await this.factors.add(existing.user.id, due.factors, transaction, origin);
      return isAdded ? 'updated' : applied;
    }
    if (declared.id !== undefined) await this.demandFree(declared.id, transaction);
    if (!(await this.insert(prepared, transaction, by))) throw new UsernameTaken();
    return 'created';
  }

  /** Stores a user who is new here. @returns false if the username is taken */
  async insert({ declared, passwordHash }: HashedUser, transaction: Transaction, by: string): Promise<boolean> {
    const id = declared.id ?? randomUUID();
    if (!(await this.users.insert(id, declared, passwordHash, this.clock.now(), transaction))) return false;
    await this.record(USER_EVENTS.created, id, by, transaction);
    await this.factors.add(id, declared.factors, transaction, { by, isNewAccount: true });
    return true;
  }

  /** @throws Violations if a user or a client has the identifier already */
  private async demandFree(id: string, transaction: Transaction): Promise<void> {
    if (await this.users.find(id, transaction)) throw ID_TAKEN;
    await this.identifiers.reserve(transaction);
    if ((await this.identifiers.among('client', [id], transaction)).size > 0) throw ID_OF_CLIENT;
  }

  private async applyTo(
    { user }: StoredUser,
    { due: declared, passwordHash }: PreparedUser,
    transaction: Transaction,
    by: string,
  ): Promise<Applied> {
    const { id } = user;
    if (declared.id !== undefined && declared.id !== id) throw ID_FIXED;
    const now = this.clock.now();
    const profile = declaredProfile(declared, user);
    const profileChanges = !sameProfile(user, profile);
    const disabled = declared.disabled ?? user.disabled;
    if (profileChanges && !(await this.users.updateProfile(id, profile, now, transaction))) throw new UsernameTaken();
    if (passwordHash) await this.users.setPasswordHash(id, passwordHash, transaction);
    if (disabled !== user.disabled) await this.users.setDisabledAt(id, disabled ? now : null, transaction);
    if (passwordHash) await this.service.endAll(id, transaction);
    else if (disabled && !user.disabled) await this.service.signOut(id, transaction);
    if (!profileChanges && !passwordHash && disabled === user.disabled) return 'unchanged';
    await this.record(USER_EVENTS.updated, id, by, transaction);
    return 'updated';
  }

  private record(type: AuditEventType, user: string, by: string, transaction: Transaction): Promise<void> {
    return this.audit.record({ type, details: { user, by } }, undefined, transaction);
  }

  /** The hash to store; undefined: the stored one stays. */
  private async newHash(due: DeclaredUser, existing: StoredUser | undefined): Promise<string | undefined> {
    // Of a password that is to be changed the person has chosen the next one by now.
    if (!declaresPassword(due) || (existing && due.password_change_required)) return undefined;
    if (await this.hasPassword(due, existing?.passwordHash)) return undefined;
    return this.hashOf(due);
  }

  private async hashOf({ password, password_hash }: DeclaredUser): Promise<string | undefined> {
    return password === undefined ? password_hash : this.hasher.hash(password);
  }
}

/** Anyone who is declared twice has, when the second is applied, the password that the first has left. */
function inSequence(prepared: readonly PreparedUser[]): readonly PreparedUser[] {
  const hashes = new Map<string, string | undefined>();
  return prepared.map((each) => {
    const username = normalizeUsername(each.declared.username);
    const storedHash = hashes.has(username) ? hashes.get(username) : each.storedHash;
    hashes.set(username, each.passwordHash ?? storedHash);
    return { ...each, storedHash };
  });
}

export function declaresPassword({ password, password_hash }: DeclaredUser): boolean {
  return (password ?? password_hash) !== undefined;
}
