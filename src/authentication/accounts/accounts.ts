import type { User } from '../../users/user.js';
import { normalizeUsername } from '../../users/username.js';
import type { Session } from '../sessions/session.js';

/** Accounts that one browser may be signed in to at the same time; one more pushes out the one unused for longest. */
export const MOST_ACCOUNTS = 10;

/** Which account something is about. */
export interface AccountPreference {
  readonly isMeant: (account: Session) => boolean;
  /** Whether no other will do. */
  readonly only: boolean;
}

/** The accounts of a browser, as far as they concern one request. */
export interface Accounts {
  /** The one to go on with; undefined if no one fits, or if the person has to say which. */
  readonly session: Session | undefined;
  /** Whether the browser is signed in to any account at all. */
  readonly any: boolean;
}

/** No one but this user. */
export function only(userId: string): AccountPreference {
  return { isMeant: ({ user }) => user.id === userId, only: true };
}

/** OIDC Core §3.1.2.1 `login_hint`: an account that is signed in to by this name or has this address, if there is one. */
export function preferably(loginHint: string): AccountPreference {
  const name = normalizeUsername(loginHint);
  return { isMeant: ({ user }) => namesOf(user).includes(name), only: false };
}

function namesOf({ username, claims }: User): readonly string[] {
  return [username, ...(claims.email === undefined ? [] : [claims.email])].map(normalizeUsername);
}

/** The account to go on with if the active one is not meant; undefined if that is no one or not clear. */
export function pickAccount(
  accounts: readonly Session[],
  active: Session | undefined,
  about: AccountPreference | undefined,
): Session | undefined {
  const [meant, ...more] = about ? accounts.filter(about.isMeant) : [];
  if (meant) return more.length === 0 ? meant : undefined;
  return about?.only ? undefined : active;
}

/** How pages call a person, and what tells this account from the person's others. */
export function accountNames({ username, claims }: User): { readonly name: string; readonly detail: string } {
  const full = [claims.given_name, claims.family_name].filter((part) => part !== undefined).join(' ');
  return { name: claims.name || full || username, detail: claims.email ?? username };
}
