import { CompactEncrypt, type JWK } from 'jose';

/** RFC 7518 §4.1 and RFC 8037 §3.2: JWE `alg`, how the key of the content reaches the recipient. */
export const KEY_ENCRYPTION_ALGORITHMS = ['RSA-OAEP-256', 'ECDH-ES', 'ECDH-ES+A128KW', 'ECDH-ES+A256KW'] as const;

/** RFC 7518 §5.1: JWE `enc`, how the content is encrypted. */
export const CONTENT_ENCRYPTION_ALGORITHMS = ['A128CBC-HS256', 'A256CBC-HS512', 'A128GCM', 'A256GCM'] as const;

/** RFC 7518 §4.2: the least base64url characters of a modulus of 2048 bits. */
const SMALLEST_MODULUS = 342;

const CURVES = ['P-256', 'P-384', 'P-521'];

const encoder = new TextEncoder();

/** RFC 7517 §4: a key as another party has published it; its members may be anything. */
type PublishedKey = Readonly<Record<string, unknown>>;

/** How to encrypt for another party. */
export interface Encryption {
  /** One of {@link KEY_ENCRYPTION_ALGORITHMS}. */
  readonly alg: string;
  /** One of {@link CONTENT_ENCRYPTION_ALGORITHMS}. */
  readonly enc: string;
}

/**
 * The public key to encrypt to: one that says it is for this algorithm before one that says only what it is used for,
 * and one that says so before one that says nothing; of several, the first.
 * @returns undefined if none fits
 */
export function encryptionKey<Key extends PublishedKey>(keys: readonly Key[], alg: string): Key | undefined {
  const fitting = keys.filter((key) => fits(key, alg));
  return fitting.find((key) => key.alg === alg) ?? fitting.find((key) => key.use === 'enc') ?? fitting[0];
}

function fits(key: PublishedKey, alg: string): boolean {
  const { kty, crv, n, use = 'enc', alg: ownAlg = alg, key_ops: operations } = key;
  if (use !== 'enc' || ownAlg !== alg) return false;
  if (!alg.startsWith('RSA')) return kty === 'EC' ? CURVES.includes(String(crv)) : kty === 'OKP' && crv === 'X25519';
  const mayWrap = !Array.isArray(operations) || operations.includes('wrapKey') || operations.includes('encrypt');
  return kty === 'RSA' && String(n).length >= SMALLEST_MODULUS && mayWrap;
}

/**
 * RFC 7516 §7.1. Encrypts claims as JSON, or the signed JWT that carries them (a nested JWT, RFC 7519 §5.2).
 * @param key of {@link encryptionKey}
 * @throws Error if the key turns out to be none
 */
export function encryptJwt(content: object | string, key: JWK, { alg, enc }: Encryption): Promise<string> {
  const nested = typeof content === 'string';
  const { kty, crv, n, e, x, y, kid } = key;
  // The other members of the key were checked before; WebCrypto would refuse some of it, such as what RFC 7517 §4.3 allows in key_ops.
  const material = Object.entries({ kty, crv, n, e, x, y }).filter(([, value]) => value !== undefined);
  return new CompactEncrypt(encoder.encode(nested ? content : JSON.stringify(content)))
    .setProtectedHeader({
      alg,
      enc,
      typ: 'JWT',
      ...(nested ? { cty: 'JWT' } : {}),
      ...(kid === undefined ? {} : { kid }),
    })
    .encrypt(Object.fromEntries(material) as unknown as JWK);
}
