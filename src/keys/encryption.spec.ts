import type { JWK } from 'jose';
import { encryptionKey } from './encryption.js';

const RSA: JWK = { kty: 'RSA', n: 'A'.repeat(342), e: 'AQAB' };
const EC: JWK = { kty: 'EC', crv: 'P-256', x: 'AA', y: 'AA' };

describe('the key to encrypt to', () => {
  it.each<[string, JWK, string, boolean]>([
    ['an RSA key', RSA, 'RSA-OAEP-256', true],
    ['an RSA key for encryption', { ...RSA, use: 'enc', alg: 'RSA-OAEP-256' }, 'RSA-OAEP-256', true],
    ['an RSA key for signatures', { ...RSA, use: 'sig' }, 'RSA-OAEP-256', false],
    ['an RSA key for signatures by its alg', { ...RSA, alg: 'RS256' }, 'RSA-OAEP-256', false],
    ['an RSA key that may wrap keys', { ...RSA, key_ops: ['wrapKey'] }, 'RSA-OAEP-256', true],
    ['an RSA key that may only verify', { ...RSA, key_ops: ['verify'] }, 'RSA-OAEP-256', false],
    ['an RSA key of 1024 bits', { ...RSA, n: 'A'.repeat(171) }, 'RSA-OAEP-256', false],
    ['an RSA key without a modulus', { kty: 'RSA', e: 'AQAB' }, 'RSA-OAEP-256', false],
    ['an RSA key for an elliptic curve', RSA, 'ECDH-ES', false],
    ['a key of an elliptic curve', EC, 'ECDH-ES+A128KW', true],
    ['a key of an elliptic curve with key_ops', { ...EC, key_ops: [] }, 'ECDH-ES', true],
    ['a key of an elliptic curve for RSA', EC, 'RSA-OAEP-256', false],
    ['a key of an unknown curve', { ...EC, crv: 'secp256k1' }, 'ECDH-ES', false],
    ['an X25519 key', { kty: 'OKP', crv: 'X25519', x: 'AA' }, 'ECDH-ES', true],
    ['an Ed25519 key, which only signs', { kty: 'OKP', crv: 'Ed25519', x: 'AA' }, 'ECDH-ES', false],
    ['a symmetric key', { kty: 'oct', k: 'AA' }, 'ECDH-ES', false],
  ])('can be %s: %j for %s is %s', (_name, key, alg, expected) => {
    expect(encryptionKey([key], alg) === key).toBe(expected);
  });

  it('is the one that says the most about itself, and the first of several', () => {
    const use = { ...RSA, use: 'enc', kid: 'use' };
    const alg = { ...RSA, alg: 'RSA-OAEP-256', kid: 'alg' };
    expect(encryptionKey([EC, RSA, use, alg, { ...alg, kid: 'second' }], 'RSA-OAEP-256')).toBe(alg);
    expect(encryptionKey([EC, RSA, use], 'RSA-OAEP-256')).toBe(use);
    expect(encryptionKey([EC, RSA], 'RSA-OAEP-256')).toBe(RSA);
    expect(encryptionKey([], 'RSA-OAEP-256')).toBeUndefined();
  });
});
