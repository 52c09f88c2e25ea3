import type { ComponentChildren } from 'preact';
import type { SentCookies } from '../../platform/http/cookies.js';
import type { RequestFacts } from '../../platform/http/request-facts.js';
import { PeerKind } from '../../platform/peers.js';
import type { User } from '../../users/user.js';

/** Who someone has proven to be, and how. Authenticators make it, and the sign-in gate decides what it is good for. */
export interface Proof {
  readonly user: User;
  /** RFC 8176 authentication methods. */
  readonly amr: readonly string[];
  /** The `sid` of the running session that is stepped up; left out: another one may start. */
  readonly sid?: string | undefined;
  /** Whether the person has just put off what may be put off. */
  readonly isPutOff?: boolean;
}

/** What the sign-in page knows when it asks for a proof. */
export interface Beginning {
  /** Who is expected, or what was typed before; empty if nothing is known. */
  readonly username: string;
  /** The id of the text that says what was wrong with the last attempt; undefined if nothing was. */
  readonly invalidBy: string | undefined;
  /** Of the authorization request that is gone on with; undefined if there is none. */
  readonly reference: string | undefined;
}

/** What someone submits to prove who they are. */
export interface Attempt {
  /** As it came. */
  readonly form: unknown;
  readonly sent: SentCookies;
  readonly facts: RequestFacts;
}

/** One way to prove who one is: a passport strategy whose `validate` makes a `Proof`. */
export interface Authenticator {
  /** The name of its strategy in passport's registry. */
  readonly name: string;
  /** RFC 8176: what a proof by it stands for. */
  readonly amr: readonly string[];
  /** The address of a script of this server that makes its part of the sign-in page work; it may ask this server. */
  readonly script?: string | undefined;
  /** What the sign-in page asks for: the content of a form; nothing if it cannot be used here. */
  begin(beginning: Beginning): ComponentChildren;
  /**
   * @returns undefined if what was submitted is for another authenticator, or proves nothing
   * @throws TooManyAttempts if there were too many failures
   * @throws SignInRefused with what is wrong, in its own words
   */
  verify(attempt: Attempt): Promise<User | undefined>;
}

/** The authenticators that rooms declare; they are tried in this order. */
export const AUTHENTICATORS = new PeerKind<Authenticator>('authenticators', ({ name }) => [name]);

/** What an authenticator has proven. */
export function proofBy({ amr }: Pick<Authenticator, 'amr'>, user: User): Proof {
  return { user, amr };
}
