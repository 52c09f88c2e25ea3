import { type CryptoKey, calculateJwkThumbprint, exportJWK, generateKeyPair, importJWK, type JWK } from 'jose';
import type { Sealer } from '../platform/crypto/secrets.js';
import type { PublicJwk, SigningKey } from './signing-key.js';

/** RFC 7518 §3.3: at least 2048 bits. */
const RSA_BITS = 2048;

/** A signing key as it is stored. */
export type KeyMaterial = Pick<SigningKey, 'kid' | 'alg' | 'publicJwk' | 'sealedPrivateJwk'>;

/** A signing key, ready for use. */
export interface UsableKey extends SigningKey {
  readonly privateKey: CryptoKey;
  readonly publicKey: CryptoKey;
}

/**
 * Makes a new key pair; its private part is sealed under the name of the key, which never begins with `-`, so that no
 * command line takes it for an option.
 */
export async function generateKey(alg: string, sealer: Sealer): Promise<KeyMaterial> {
  const pair = await generateKeyPair(alg, { extractable: true, modulusLength: RSA_BITS });
  const [publicJwk, privateJwk] = await Promise.all([exportJWK(pair.publicKey), exportJWK(pair.privateKey)]);
  const kid = await calculateJwkThumbprint(publicJwk);
  if (kid.startsWith('-')) return generateKey(alg, sealer);
  return {
    kid,
    alg,
    publicJwk: { ...publicJwk, kid, alg, use: 'sig' } as PublicJwk,
    sealedPrivateJwk: sealer.seal(JSON.stringify(privateJwk), kid),
  };
}

/** @throws Error if `ENCRYPTION_SECRET` does not open the key */
export async function openKey(key: SigningKey, sealer: Sealer): Promise<UsableKey> {
  const privateJwk = JSON.parse(sealer.open(key.sealedPrivateJwk, key.kid)) as JWK;
  const [privateKey, publicKey] = await Promise.all([
    importJWK(privateJwk, key.alg),
    importJWK(key.publicJwk as unknown as JWK, key.alg),
  ]);
  return { ...key, privateKey: privateKey as CryptoKey, publicKey: publicKey as CryptoKey };
}
