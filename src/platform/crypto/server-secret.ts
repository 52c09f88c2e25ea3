import { Kind } from '../declarations.js';

/** A random key of 32 bytes that the server makes for itself at its first start, and that all replicas share. */
export interface ServerSecret {
  /** Under which it is stored; at most 64 characters, and never changed. */
  readonly name: string;
  /** What becomes of it if someone has learned it. Left out: it is never renewed, because something may rest on it. */
  readonly renewal?: Renewal;
}

/**
 * Another key comes in place of a secret, and what `ends` with the old one; or never, because of what would be lost
 * (`loses`). Both are a few words for operators.
 */
type Renewal = { readonly ends: string } | { readonly loses: string };

/** The secrets that rooms bring. */
export const SERVER_SECRETS = new Kind<ServerSecret>('server secrets');
