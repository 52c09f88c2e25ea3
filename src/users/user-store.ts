import type { User } from './user.js';

/** Called when it is a password's turn to be hashed; may throw to prevent it. */
export type Admit = () => Promise<unknown>;

/**
 * Where end-users come from: the injection token, and what a host application extends to bring its own.
 * The built-in one is `UsersService`. Identifiers of users must be none of clients (RFC 9700 §4.15): UUIDs never are.
 */
export abstract class UserStore {
  /** The user with this subject identifier, also where disabled. */
  abstract find(id: string): Promise<User | undefined>;

  /**
   * The user who signs in so, or undefined where the name is unknown, the password wrong or the user disabled;
   * it takes the same time in each case.
   * @param username the username, or the email address by which the user signs in
   * @param admit called when it is this password's turn, before it is hashed; may throw, for throttling
   * @throws TooBusy where too many passwords wait
   */
  abstract verifyPassword(username: string, password: string, admit?: Admit): Promise<User | undefined>;
}
