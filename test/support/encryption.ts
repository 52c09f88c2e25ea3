import {
  type CryptoKey,
  calculateJwkThumbprint,
  compactDecrypt,
  createRemoteJWKSet,
  exportJWK,
  generateKeyPair,
  type JWK,
  type JWTVerifyGetKey,
} from 'jose';
import type { Browser } from './browser.js';
import { type Answer, createWorld, freshCode, redeem, signedInBrowser, type TestClient, type World } from './world.js';

/** A key pair of a client, for encryption. */
export interface KeyPair {
  readonly privateKey: CryptoKey;
  readonly jwk: JWK;
}

/** A world in which alice is signed in, and the keys of clients to which answers are encrypted. */
export interface EncryptionWorld extends World {
  readonly browser: Browser;
  /** The keys that the server publishes. */
  readonly keySet: JWTVerifyGetKey;
  readonly rsa: KeyPair;
  readonly ec: KeyPair;
}

export async function createEncryptionWorld(): Promise<EncryptionWorld> {
  const world = await createWorld();
  return {
    ...world,
    browser: await signedInBrowser(world),
    keySet: createRemoteJWKSet(new URL(`${world.issuer}/oauth2/jwks`), { cooldownDuration: 0 }),
    rsa: await newKeyPair('RSA-OAEP-256'),
    ec: await newKeyPair('ECDH-ES'),
  };
}

export async function newKeyPair(alg: string, options: { crv?: string } = {}): Promise<KeyPair> {
  const { publicKey, privateKey } = await generateKeyPair(alg, { extractable: true, ...options });
  const jwk = await exportJWK(publicKey);
  return { privateKey, jwk: { ...jwk, kid: await calculateJwkThumbprint(jwk), use: 'enc' } };
}

export async function tokensOf(world: EncryptionWorld, to: TestClient): Promise<Answer['body']> {
  return (await redeem(world, await codeOf(world, to), {}, to)).body;
}

export function codeOf(world: EncryptionWorld, to: TestClient): Promise<string> {
  return freshCode(world, { client_id: to.id, scope: 'openid email' }, world.browser);
}

export function userinfo(world: World, accessToken: string): Promise<Response> {
  return fetch(`${world.issuer}/oauth2/userinfo`, { headers: { authorization: `Bearer ${accessToken}` } });
}

export async function plaintext(jwe: string, { privateKey }: KeyPair): Promise<string> {
  return new TextDecoder().decode((await compactDecrypt(jwe, privateKey)).plaintext);
}
