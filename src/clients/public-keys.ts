import type { JwkSet } from '../keys/client-jwt.js';
import { PRIVATE } from './metadata/key-set.js';

/** A client's public keys by what they may be used for. */
export interface PublicKeys {
  readonly sig: JwkSet;
  readonly enc: JwkSet;
}

/** RFC 7518 §6: kinds of key pairs. Symmetric keys are no public keys, no matter who publishes them. */
const PAIRS = ['RSA', 'EC', 'OKP'];

/** Keys of one client that are looked at. */
const MOST_KEYS = 100;

/**
 * RFC 7517 §5: the usable keys of a key set that someone else has made; keys of unknown kinds, and secret ones, are left out.
 * @returns undefined if it is no key set
 */
export function readKeySet(value: unknown): PublicKeys | undefined {
  const keys = (value as { keys?: unknown } | null | undefined)?.keys;
  if (!Array.isArray(keys)) return undefined;
  const usable = keys.slice(0, MOST_KEYS).filter(isPublicKey);
  const of = (use: string) => ({ keys: usable.filter((key) => key.use === undefined || key.use === use) });
  return { sig: of('sig'), enc: of('enc') };
}

function isPublicKey(key: unknown): boolean {
  if (typeof key !== 'object' || key === null) return false;
  const { kty, kid } = key as { kty?: unknown; kid?: unknown };
  const isNamed = kid === undefined || typeof kid === 'string';
  return isNamed && PAIRS.includes(String(kty)) && !PRIVATE.some((name) => name in key);
}
