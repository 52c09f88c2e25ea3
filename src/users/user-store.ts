import type { User } from './user.js';

/** What surrounds a password that is to be verified. */
export interface PasswordAttempt {
  /** Where it comes from. Networks take turns, so that many passwords from one do not hold up the others. */
  readonly network: string;
  /**
   * Called when it is the password's turn to be hashed; may throw to prevent it.
   * @param user who has the name that was typed, also if disabled; undefined if no one has it
   */
  readonly admit: (user: User | undefined) => Promise<unknown>;
}

/**
 * Where end-users come from: the injection token, and what a host application extends to bring its own.
 * The built-in one is `UsersService`. Identifiers of users must be none of clients (RFC 9700 §4.15): UUIDs never are.
 */
export abstract class UserStore {
  /** The user with this subject identifier, also if disabled. */
  abstract find(id: string): Promise<User | undefined>;

  /**
   * The user who signs in so, or undefined if the name is unknown, the password wrong or the user disabled;
   * it takes the same time in each case, except for imported hashes, which the caller evens out.
   * @param username the username, or the email address by which the user signs in
   * @param attempt left out: the server's own. If a store does not call its `admit`, failures are counted by the name that was
   * typed, not by the account
   * @throws TooBusy if too many passwords wait, or too many of this name
   */
  abstract verifyPassword(username: string, password: string, attempt?: PasswordAttempt): Promise<User | undefined>;
}
