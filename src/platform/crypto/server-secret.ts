import { Kind } from '../declarations.js';

/** A random key of 32 bytes that the server makes for itself at its first start, and that all replicas share. */
export interface ServerSecret {
  /** Under which it is stored; at most 64 characters, and never changed. */
  readonly name: string;
}

/** The secrets that rooms bring. */
export const SERVER_SECRETS = new Kind<ServerSecret>('server secrets');
