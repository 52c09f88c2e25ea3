import { createPublicKey, type JsonWebKeyInput } from 'node:crypto';

/** COSE algorithms (RFC 9053, RFC 8812) that authenticators are asked for, the preferred first: EdDSA, ES256, RS256. */
export const ALGORITHMS = [-8, -7, -257];

/** Bytes of a COSE key: one of RSA with 4096 bits has less. */
export const LONGEST_KEY = 1_024;

/** Labels of a COSE key (RFC 9052 §7.1). Those below zero depend on the type (RFC 9053 §7, RFC 8230 §4). */
const KTY = 1;
const ALG = 3;

/** The key types of {@link ALGORITHMS}, and the only curves that they are used with (WebAuthn Level 3 §5.8.5). */
const OKP = { kty: 1, ed25519: 6 };
const EC2 = { kty: 2, p256: 1 };
const RSA = { kty: 3 };

type CoseKey = ReadonlyMap<unknown, unknown>;

/** Whether it is a COSE key by which a signature of one of {@link ALGORITHMS} can be verified. @param key base64url */
export async function isCoseKey(key: string): Promise<boolean> {
  const { isoCBOR } = await import('@simplewebauthn/server/helpers');
  const bytes = Buffer.from(key, 'base64url');
  if (bytes.toString('base64url') !== key || bytes.length > LONGEST_KEY) return false;
  try {
    const decoded = isoCBOR.decodeFirst<Map<number, number>>(new Uint8Array(bytes));
    // Nothing follows the key, and no member is there twice.
    if (!(decoded instanceof Map) || isoCBOR.encode(decoded).length !== bytes.length) return false;
    const jwk = jwkOf(decoded);
    if (jwk) createPublicKey({ key: jwk, format: 'jwk' });
    return jwk !== undefined;
  } catch {
    // Neither CBOR nor a point of the curve.
    return false;
  }
}

/** The same as a JWK (RFC 7517), which the checks of keys know. */
function jwkOf(key: CoseKey): JsonWebKeyInput['key'] | undefined {
  const type = [key.get(ALG), key.get(KTY)].join(' ');
  if (type === `-8 ${OKP.kty}` && key.get(-1) === OKP.ed25519)
    return { kty: 'OKP', crv: 'Ed25519', x: textOf(key.get(-2)) };
  if (type === `-7 ${EC2.kty}` && key.get(-1) === EC2.p256)
    return { kty: 'EC', crv: 'P-256', x: textOf(key.get(-2)), y: textOf(key.get(-3)) };
  if (type === `-257 ${RSA.kty}`) return { kty: 'RSA', n: textOf(key.get(-1)), e: textOf(key.get(-2)) };
  return undefined;
}

function textOf(bytes: unknown): string {
  return bytes instanceof Uint8Array ? Buffer.from(bytes).toString('base64url') : '';
}
