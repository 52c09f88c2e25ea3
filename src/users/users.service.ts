import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { AuditContext } from '../admin/actor.js';
import { AuditService } from '../audit/audit.service.js';
import { Clock, formatInstant, type Instant } from '../platform/clock.js';
import { Database, type Transaction } from '../platform/database/database.js';
import { Conflict } from '../platform/validation/refusals.js';
import { throwViolations, violationsAt } from '../platform/validation/violations.js';
import { USER_EVENTS } from './audit-events.js';
import { type DeclaredUser, declaredProfile, type Profile } from './declared-user.js';
import { KnownUsers } from './known-users.js';
import { PasswordHasher } from './passwords/password-hasher.js';
import { type PasswordOwner, PasswordRules } from './passwords/password-rules.service.js';
import { PersonalDataSections } from './personal-data-sections.service.js';
import type { User } from './user.js';
import { normalizeUsername } from './username.js';
import { UsersRepository } from './users.repository.js';

/** Ends what hangs on a user, in the transaction that changes the account. */
type UserListener = (id: string, transaction: Transaction, by?: AuditContext) => Promise<void>;

/** Someone else signs in by the username, as a username or an address. */
export class UsernameTaken extends Conflict {
  constructor() {
    super('is taken already', '/username');
  }
}

/** The built-in user store, and its administration. */
@Injectable()
export class UsersService extends KnownUsers {
  private readonly signOutListeners: UserListener[] = [];
  private readonly revocationListeners: UserListener[] = [];
  private readonly passwordListeners: UserListener[] = [];

  constructor(
    users: UsersRepository,
    hasher: PasswordHasher,
    private readonly database: Database,
    private readonly audit: AuditService,
    private readonly clock: Clock,
    rules: PasswordRules,
    private readonly personalData: PersonalDataSections,
  ) {
    super({ users, hasher, rules, clock, database });
  }

  /**
   * Called by the room that keeps users signed in: they are no longer to be once {@link signOut} or {@link endAll} happens. What happens
   * when the account is deleted is said by the room's personal data.
   */
  onSignOut(listener: UserListener): void {
    this.signOutListeners.push(listener);
  }

  /** The same for what clients hold for users, offline access too: it ends if {@link endAll} happens. */
  onRevocation(listener: UserListener): void {
    this.revocationListeners.push(listener);
  }

  /** Called if a password was changed and sessions go on: for what ends with the password in any case. */
  onPasswordChange(listener: UserListener): void {
    this.passwordListeners.push(listener);
  }

  /** Notes until when the user may put off to set up a second factor, if it is not noted yet. */
  noteEnrolBy(id: string, enrolBy: Instant): Promise<void> {
    return this.users.noteEnrolBy(id, enrolBy);
  }

  /** Which factors the user has set up. Sign-ins that wait end with it, as with every change of the account. */
  setFactors(id: string, factors: readonly string[], transaction: Transaction): Promise<void> {
    return this.users.setFactors(id, factors, transaction);
  }

  /**
   * @param admit is asked first in the transaction with the identifier of the user, and throws if the user may not be created
   * @throws Violations, UsernameTaken
   */
  async create(
    declared: DeclaredUser,
    by?: AuditContext,
    admit?: (transaction: Transaction, id: string) => Promise<void>,
  ): Promise<User> {
    throwViolations(await this.violations(declared));
    const { password, password_hash } = declared;
    const passwordHash = password === undefined ? password_hash : await this.hasher.hash(password);
    const id = randomUUID();
    await this.database.transaction(async (transaction) => {
      await admit?.(transaction, id);
      await lockUsername(declared, transaction);
      if (!(await this.users.insert(id, declared, passwordHash, this.clock.now(), transaction)))
        throw new UsernameTaken();
      const details = { user: id, after: described(declaredProfile(declared)) };
      await this.audit.recordChange(USER_EVENTS.created, details, by, transaction);
    });
    return (await this.find(id)) as User;
  }

  /** The hash of a password that the user may have. @throws Violations if the password is not acceptable */
  async hashFor(owner: PasswordOwner, password: string): Promise<string> {
    const problem = await this.rules.problem(password, owner);
    throwViolations(violationsAt('/password', problem));
    return this.hasher.hash(password);
  }

  /**
   * Anyone who knew the old password has nothing left: everything of the user ends.
   * @param keepsSessions whether sessions go on, and what clients hold for the user: if the user wants it
   */
  async storePassword(
    id: string,
    passwordHash: string,
    transaction: Transaction,
    by?: AuditContext,
    keepsSessions = false,
  ): Promise<void> {
    await this.users.setPasswordHash(id, passwordHash, transaction);
    const after = { has_password: true, ...(keepsSessions && { keeps_sessions: true }) };
    await this.audit.recordChange(USER_EVENTS.passwordChanged, { user: id, after }, by, transaction);
    if (!keepsSessions) return this.endAll(id, transaction, by);
    for (const listener of this.passwordListeners) await listener(id, transaction, by);
  }

  /** A disabled user can neither sign in nor refresh, and is signed out everywhere. */
  async disable(id: string, by?: AuditContext, transaction?: Transaction): Promise<void> {
    if (!transaction) return this.database.transaction((own) => this.disable(id, by, own));
    await this.users.setDisabledAt(id, this.clock.now(), transaction);
    await this.audit.recordChange(USER_EVENTS.disabled, { user: id, after: { disabled: true } }, by, transaction);
    await this.signOut(id, transaction, by);
  }

  /** Anyone who has to change the password does so at the next sign-in; until then everything of the user has ended. */
  async requirePasswordChange(
    user: User,
    required: boolean,
    transaction: Transaction,
    by?: AuditContext,
  ): Promise<void> {
    if (required === (user.passwordChangeRequired ?? false)) return;
    const since = required ? this.clock.now() : null;
    await this.users.setPasswordChangeRequiredAt(user.id, since, transaction);
    const type = required ? USER_EVENTS.passwordChangeRequired : USER_EVENTS.passwordChangeWaived;
    const after = { password_change_required: required };
    await this.audit.recordChange(type, { user: user.id, after }, by, transaction);
    if (required) await this.endAll(user.id, transaction, by);
  }

  /** The account goes at `due`; everything of the user ends now. */
  async markForDeletion(id: string, due: Instant, transaction: Transaction, by?: AuditContext): Promise<void> {
    await this.users.setDeletionDueAt(id, due, transaction);
    const after = { deletion_due_at: formatInstant(due) };
    await this.audit.recordChange(USER_EVENTS.deletionRequested, { user: id, after }, by, transaction);
    await this.endAll(id, transaction, by);
  }

  /** The account stays that its user has deleted. */
  async keep({ id, deletionDueAt }: User, transaction: Transaction, by?: AuditContext): Promise<void> {
    if (deletionDueAt === undefined) return;
    await this.users.setDeletionDueAt(id, null, transaction);
    const before = { deletion_due_at: formatInstant(deletionDueAt) };
    await this.audit.recordChange(USER_EVENTS.deletionWithdrawn, { user: id, before }, by, transaction);
  }

  async enable(id: string, by?: AuditContext, transaction?: Transaction): Promise<void> {
    if (!transaction) return this.database.transaction((own) => this.enable(id, by, own));
    await this.users.setDisabledAt(id, null, transaction);
    await this.audit.recordChange(USER_EVENTS.enabled, { user: id, after: { disabled: false } }, by, transaction);
  }

  /** @throws UsernameTaken */
  async changeProfile(
    id: string,
    before: Profile,
    after: Profile,
    transaction: Transaction,
    by?: AuditContext,
  ): Promise<void> {
    await lockUsername(after, transaction);
    const holder = await this.users.findByUsername(after.username, transaction);
    if (holder && holder.user.id !== id) throw new UsernameTaken();
    if (!(await this.users.updateProfile(id, after, this.clock.now(), transaction))) throw new UsernameTaken();
    const details = { user: id, before: described(before), after: described(after) };
    await this.audit.recordChange(USER_EVENTS.updated, details, by, transaction);
  }

  /** The user is gone, with sessions, tokens, consents and whatever else rooms declare as personal data. The identifier is never given to another. */
  async delete(user: User, transaction: Transaction, by?: AuditContext): Promise<void> {
    // First, so that anyone who signs in at the same time waits for it, or is waited for.
    await this.users.delete(user.id, transaction);
    await this.personalData.erase(user.id, transaction, by);
    await this.audit.recordChange(USER_EVENTS.deleted, { user: user.id, before: described(user) }, by, transaction);
  }

  /** Ends what keeps the user signed in; offline access goes on (OIDC Core §11) as soon as the user may sign in. */
  async signOut(id: string, transaction: Transaction, by?: AuditContext): Promise<void> {
    for (const listener of this.signOutListeners) await listener(id, transaction, by);
  }

  /** Ends every session and all that clients hold for the user, offline access too. */
  async endAll(id: string, transaction: Transaction, by?: AuditContext): Promise<void> {
    // The sessions first: a code is redeemed only in one, so none is redeemed after its authorization would have been revoked.
    await this.signOut(id, transaction, by);
    for (const listener of this.revocationListeners) await listener(id, transaction, by);
  }
}

/** Who takes a username waits for anyone who is about to take the same. */
function lockUsername({ username }: Pick<Profile, 'username'>, transaction: Transaction): Promise<void> {
  return transaction.lock(`username ${normalizeUsername(username)}`);
}

/** A profile as the audit log keeps it. */
function described({ username, claims, roles, groups = [], attributes = {} }: Profile): Profile {
  return { username, claims, roles, groups, attributes };
}
