import { Cache } from '../platform/cache/cache.js';
import type { Clock } from '../platform/clock.js';
import type { Database, Transaction } from '../platform/database/database.js';
import type { Problem, Violation } from '../platform/validation/violations.js';
import { type DeclaredUser, declaredProfile, declaredUserMistakes } from './declared-user.js';
import { isPossiblePassword } from './passwords/password.js';
import type { PasswordHasher } from './passwords/password-hasher.js';
import type { PasswordRules } from './passwords/password-rules.service.js';
import type { StoredUser } from './stored-user.js';
import type { User } from './user.js';
import { type PasswordAttempt, UserStore } from './user-store.js';
import { normalizeUsername, usernameProblem } from './username.js';
import { USERS, type UsersRepository } from './users.repository.js';

/** Milliseconds after which a change that another process made is seen at the latest; on PostgreSQL it is seen at once. */
const STALENESS = 5_000;
const CACHED_USERS = 10_000;

/** Where users are, and what their passwords have to be. */
interface Sources {
  readonly users: UsersRepository;
  readonly hasher: PasswordHasher;
  readonly rules: PasswordRules;
  readonly clock: Clock;
  readonly database: Database;
}

/** What is known of the users that are kept here. Nothing of them is changed. */
export abstract class KnownUsers extends UserStore {
  protected readonly users: UsersRepository;
  protected readonly hasher: PasswordHasher;
  protected readonly rules: PasswordRules;
  private readonly cache: Cache<User>;

  protected constructor({ users, hasher, rules, clock, database }: Sources) {
    super();
    this.users = users;
    this.hasher = hasher;
    this.rules = rules;
    const load = async (id: string) => (await users.find(id))?.user;
    this.cache = new Cache(clock, { load, staleness: STALENESS, capacity: CACHED_USERS });
    database.onChange(USERS, (id) => this.cache.forget(id));
  }

  find(id: string): Promise<User | undefined> {
    return this.cache.get(id);
  }

  /** Whether the account is as it was when this was read, and stays so until the transaction ends. */
  isStill(user: User, transaction: Transaction): Promise<boolean> {
    return this.users.isStill(user, transaction);
  }

  /** The user, if the account is at this version: who remembers another one looks again. */
  async findAt(id: string, version: number): Promise<User | undefined> {
    const remembered = await this.find(id);
    const user = remembered?.accountVersion === version ? remembered : (await this.users.find(id))?.user;
    return user?.accountVersion === version && !user.disabled ? user : undefined;
  }

  /** As {@link find}, as it is now, in the transaction that changes the account. */
  async findIn(id: string, transaction: Transaction): Promise<User | undefined> {
    return (await this.users.find(id, transaction))?.user;
  }

  findByUsername(username: string, transaction?: Transaction): Promise<User | undefined> {
    return this.users.findByUsername(username, transaction).then((found) => found?.user);
  }

  /** Who signs in by this username or address. */
  findByLogin(login: string): Promise<User | undefined> {
    return this.users.findByLogin(login).then((found) => found?.user);
  }

  /** Whose email address this is: who has proven it, or has it as the username. */
  async findByAddress(email: string, transaction?: Transaction): Promise<User | undefined> {
    const user = (await this.users.findByLogin(email, transaction))?.user;
    if (!user) return undefined;
    const isUsername = normalizeUsername(user.username) === normalizeUsername(email);
    return isUsername || user.claims.email_verified === true ? user : undefined;
  }

  async verifyPassword(username: string, password: string, attempt?: PasswordAttempt): Promise<User | undefined> {
    if (!isPossiblePassword(password)) return undefined;
    let found = undefined as StoredUser | undefined;
    const claimant = attempt && { network: attempt.network, account: normalizeUsername(username) };
    const find = async () => {
      // Not before its turn: a password that is changed while this one waits no longer signs in.
      found = await this.users.findByLogin(username);
      await attempt?.admit(found?.user);
      return found?.passwordHash;
    };
    const { matches, rehashed } = await this.hasher.verify(password, find, claimant);
    if (!found || !matches || found.user.disabled) return undefined;
    if (rehashed && found.passwordHash)
      await this.users.replacePasswordHash(found.user.id, found.passwordHash, rehashed);
    const isOutgrown = await this.rules.isOutgrown(password, found.user);
    return isOutgrown ? { ...found.user, passwordChangeRequired: true } : found.user;
  }

  /** In the order of their identifiers; the last one's identifier leads on to the next page. */
  list(limit: number, after?: string): Promise<readonly User[]> {
    return this.users.list(limit, after);
  }

  /** Whether there are any users. */
  any(transaction?: Transaction): Promise<boolean> {
    return this.users.any(transaction);
  }

  /**
   * Everything that is wrong with a declared user whose values have the right types. Not for use in a transaction if there
   * is a password.
   * @param becomeAdministrative roles that are about to be stored as such
   */
  async violations(declared: DeclaredUser, becomeAdministrative?: ReadonlySet<string>): Promise<readonly Violation[]> {
    const problem = await this.passwordProblem(declared, becomeAdministrative);
    return declaredUserMistakes(declared, (encoded) => this.hasher.problem(encoded), problem);
  }

  /** Where the declaration does not name roles or an address, those of a user who is there already count. */
  private async passwordProblem(
    declared: DeclaredUser,
    becomeAdministrative: ReadonlySet<string> | undefined,
  ): Promise<Problem | undefined> {
    const { username, password } = declared;
    if (password === undefined) return undefined;
    const existing = usernameProblem(username) ? undefined : await this.findByUsername(username);
    return this.rules.problem(password, declaredProfile(declared, existing), becomeAdministrative);
  }
}
