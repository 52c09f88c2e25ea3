import type { User } from './user.js';

/**
 * Called when it is a password's turn to be hashed; may throw to prevent it.
 * @param user who has the name that was typed, also if disabled; undefined if no one has it
 */
export type Admit = (user: User | undefined) => Promise<unknown>;

/**
 * Where end-users come from: the injection token, and what a host application extends to bring its own.
 * The built-in one is `UsersService`.
 */
export abstract class UserStore {
  /** The user with this subject identifier, also where disabled. */
  abstract find(id: string): Promise<User | undefined>;

  /**
   * The user who signs in so, or undefined where the name is unknown, the password wrong or the user disabled;
   * it takes the same time in each case.
   * @param username the username, or an email address that only one user has
   * @param admit called when it is this password's turn, before it is hashed; may throw, for throttling. A store that does
   * not call it has failures counted by the name that was typed, not by the account
   * @throws TooBusy where too many passwords wait
   */
  abstract verifyPassword(username: string, password: string, admit?: Admit): Promise<User | undefined>;
}
