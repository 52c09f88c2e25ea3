import { createPublicKey, type JsonWebKeyInput } from 'node:crypto';
import { pointer, type Violation } from '../../platform/validation/violations.js';
import { violation } from './rule.js';

const MOST_KEYS = 50;

/** RFC 7518 §6: members that only a private or a symmetric key has. */
export const PRIVATE = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k'];

/** Key types of which this server knows what a key must have. Others are for someone else (RFC 7517 §5). */
const KNOWN: Readonly<Record<string, readonly string[]>> = {
  RSA: [],
  EC: ['P-256', 'P-384', 'P-521'],
  OKP: ['Ed25519', 'X25519'],
};

/** RFC 7518 §3.3: bits. */
const SMALLEST_RSA_KEY = 2048;

/** What keeps a value from being a set of public keys (RFC 7517 §5). @param at where it is */
export function keySetMistakes(at: string, value: unknown): readonly Violation[] {
  const keys = (value as { readonly keys?: unknown }).keys;
  if (!Array.isArray(keys) || keys.length === 0 || keys.length > MOST_KEYS)
    return violation(at, `must be a JWK set: an object whose member keys lists 1 to ${MOST_KEYS} keys`);
  return keys.flatMap((key: unknown, index) => {
    const problem = keyProblem(key);
    return problem === undefined ? [] : violation(at + pointer('keys', index), problem);
  });
}

function keyProblem(key: unknown): string | undefined {
  if (typeof key !== 'object' || key === null || !('kty' in key) || typeof key.kty !== 'string')
    return 'must be a JWK: an object with at least the member kty';
  if (key.kty === 'oct' || PRIVATE.some((name) => name in key))
    return 'must be a public key; the client keeps private and symmetric keys to itself';
  const named = ['kid', 'alg', 'use'].find((name) => name in key && typeof (key as JwkMembers)[name] !== 'string');
  if (named !== undefined) return `must have text as its ${named}`;
  return isKnown(key as JwkMembers) ? materialProblem(key) : undefined;
}

type JwkMembers = Readonly<Record<string, unknown>>;

function isKnown({ kty, crv }: JwkMembers): boolean {
  const curves = Object.hasOwn(KNOWN, kty as string) ? KNOWN[kty as string] : undefined;
  return curves !== undefined && (curves.length === 0 || curves.some((curve) => curve === crv));
}

function materialProblem(jwk: object): string | undefined {
  try {
    const { asymmetricKeyDetails } = createPublicKey({ key: jwk, format: 'jwk' } as JsonWebKeyInput);
    const bits = asymmetricKeyDetails?.modulusLength ?? SMALLEST_RSA_KEY;
    return bits < SMALLEST_RSA_KEY ? `must have at least ${SMALLEST_RSA_KEY} bits, not ${bits}` : undefined;
  } catch {
    return 'is no valid key of its type';
  }
}
