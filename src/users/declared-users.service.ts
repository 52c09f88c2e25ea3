import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { AuditService } from '../audit/audit.service.js';
import { SubjectIdentifiers } from '../clients/subject-identifiers.repository.js';
import { Clock } from '../platform/clock.js';
import type { Transaction } from '../platform/database/database.js';
import { Mistakes } from '../platform/mistakes.js';
import { type DeclaredUser, declaredProfile, sameProfile } from './declared-user.js';
import { PasswordHasher } from './password-hasher.js';
import { normalizeUsername } from './username.js';
import { type StoredUser, UsersRepository } from './users.repository.js';
import { UsernameTaken, UsersService } from './users.service.js';

/** A declared user whose password is hashed already; nothing is left to do but statements. */
export interface PreparedUser {
  readonly declared: DeclaredUser;
  /** Left out where the stored password stays. */
  readonly passwordHash?: string;
  /** What was stored when that was decided; left out where no password was. */
  readonly storedHash?: string | undefined;
}

/** The stored password is another than the one for which a declaration was prepared. */
class PasswordChangedMeanwhile extends Error {}

/** What applying a declaration did. */
export type Applied = 'created' | 'updated' | 'unchanged';

const ID_TAKEN = new Mistakes([{ pointer: '/id', detail: 'is that of another user' }]);
const ID_OF_CLIENT = new Mistakes([{ pointer: '/id', detail: 'is the client_id of a client; choose another' }]);
const ID_FIXED = new Mistakes([{ pointer: '/id', detail: 'is not the one that the user has already, which stays' }]);

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
  ) {}

  /**
   * Does the work with declared users without mistakes, prepared; and again where a password was changed before the work
   * came to it, such as by another process that applies the same declarations.
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
        if (!(error instanceof PasswordChangedMeanwhile)) throw error;
      }
    }
  }

  /**
   * Hashes the passwords of declared users without mistakes, for {@link apply}.
   * A password that verifies already is kept as it is stored.
   */
  async prepare(declared: readonly DeclaredUser[]): Promise<readonly PreparedUser[]> {
    const prepared: PreparedUser[] = [];
    for (let start = 0; start < declared.length; start += this.hasher.parallelism) {
      const batch = declared.slice(start, start + this.hasher.parallelism);
      prepared.push(
        ...(await Promise.all(
          batch.map(async (each) => {
            const existing = await this.users.findByUsername(each.username);
            return { ...(await this.prepareOne(each, existing)), storedHash: existing?.passwordHash };
          }),
        )),
      );
    }
    return inSequence(prepared);
  }

  /**
   * Creates or updates the user; what the declaration does not name stays as it is.
   * @param by what the audit log says of who did it
   * @throws Mistakes where the declared identifier is not this user's, or the username is another one's
   * @throws PasswordChangedMeanwhile where it has to be prepared anew
   */
  async apply(prepared: PreparedUser, transaction: Transaction, by = 'bootstrap'): Promise<Applied> {
    const { declared, passwordHash, storedHash } = prepared;
    const existing = await this.users.findByUsername(declared.username, transaction);
    if (declaresPassword(declared) && existing?.passwordHash !== storedHash) throw new PasswordChangedMeanwhile();
    if (existing) return this.applyTo(existing, prepared, transaction, by);
    const id = declared.id ?? randomUUID();
    if (declared.id !== undefined) await this.demandFree(id, transaction);
    if (!(await this.users.insert(id, declared, passwordHash, this.clock.now(), transaction)))
      throw new UsernameTaken();
    await this.record('user.created', id, by, transaction);
    return 'created';
  }

  /** @throws Mistakes if a user or a client has the identifier already */
  private async demandFree(id: string, transaction: Transaction): Promise<void> {
    if (await this.users.find(id, transaction)) throw ID_TAKEN;
    await this.identifiers.reserve(transaction);
    if ((await this.identifiers.clientsAmong([id], transaction)).size > 0) throw ID_OF_CLIENT;
  }

  private async applyTo(
    { user }: StoredUser,
    { declared, passwordHash }: PreparedUser,
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
    await this.record('user.updated', id, by, transaction);
    return 'updated';
  }

  private record(type: string, user: string, by: string, transaction: Transaction): Promise<void> {
    return this.audit.record({ type, details: { user, by } }, undefined, transaction);
  }

  private async prepareOne(declared: DeclaredUser, existing?: StoredUser): Promise<PreparedUser> {
    const { password, password_hash: declaredHash } = declared;
    // Of a password that is to be changed the person has chosen the next one by now.
    if (existing && declared.password_change_required) return { declared };
    if (password !== undefined) {
      const kept = existing?.passwordHash && (await this.hasher.verify(password, existing.passwordHash)).matches;
      return kept ? { declared } : { declared, passwordHash: await this.hasher.hash(password) };
    }
    if (declaredHash === undefined || this.isKept(declaredHash, existing?.passwordHash)) return { declared };
    return { declared, passwordHash: declaredHash };
  }

  /** An imported hash is replaced at the first sign-in; the file must not bring the old one back at the next start. */
  private isKept(declaredHash: string, storedHash: string | undefined): boolean {
    if (storedHash === undefined) return false;
    return storedHash === declaredHash || (this.hasher.isCurrent(storedHash) && !this.hasher.isCurrent(declaredHash));
  }
}

/** Whoever is declared twice has, when the second is applied, the password that the first has left. */
function inSequence(prepared: readonly PreparedUser[]): readonly PreparedUser[] {
  const hashes = new Map<string, string | undefined>();
  return prepared.map((each) => {
    const username = normalizeUsername(each.declared.username);
    const storedHash = hashes.has(username) ? hashes.get(username) : each.storedHash;
    hashes.set(username, each.passwordHash ?? storedHash);
    return { ...each, storedHash };
  });
}

function declaresPassword({ password, password_hash }: DeclaredUser): boolean {
  return (password ?? password_hash) !== undefined;
}
