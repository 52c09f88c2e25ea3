import { PeerKind } from '../../platform/peers.js';
import type { User } from '../../users/user.js';

/** A sign-in that succeeded. */
export interface SignIn {
  readonly user: User;
  /** How: RFC 8176 authentication methods. */
  readonly amr: readonly string[];
}

/** One way to sign in: a passport strategy whose `validate` yields a {@link SignIn}. */
export interface Authenticator {
  /** The strategy's name in passport's registry. */
  readonly name: string;
}

/** The authenticators that rooms declare; they are tried in this order. */
export const AUTHENTICATORS = new PeerKind<Authenticator>('authenticators', ({ name }) => [name]);
