import { generateKeyPairSync } from 'node:crypto';
import type { ClientKey } from '../client.js';
import { OFFER, pointers, type Raw, validate } from './metadata.spec-support.js';

const publicJwk = (...type: [never, never?]) =>
  generateKeyPairSync(...type).publicKey.export({ format: 'jwk' }) as ClientKey;
const EC = publicJwk('ec' as never, { namedCurve: 'P-256' } as never);
const RSA = publicJwk('rsa' as never, { modulusLength: 2048 } as never);
const KEYS = { jwks: { keys: [EC, RSA] } };

describe('keys of a client', () => {
  it.each<[string, object]>([
    ['EC', EC],
    ['Ed25519', publicJwk('ed25519' as never)],
    ['RSA', RSA],
    ['a type that no one knows yet', { kty: 'AKP', alg: 'ML-DSA-44', pub: 'x' }],
    ['a curve that no one knows yet', { kty: 'EC', crv: 'P-999', x: 'x', y: 'y' }],
    ['a key with a name and a use', { ...EC, kid: 'a', use: 'sig', alg: 'ES256' }],
  ])('may be %s', (_, key) => expect(pointers({ jwks: { keys: [key] } })).toEqual([]));

  it.each<[string, object]>([
    ['a private key', generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' })],
    ['a private key of an unknown type', { kty: 'AKP', d: 'x' }],
    ['a symmetric key', { kty: 'oct', k: 'AAAA' }],
    ['a point that is not on the curve', { ...EC, x: EC.y }],
    ['a key that lacks a part', { kty: 'RSA', e: 'AQAB' }],
    ['a small RSA key', publicJwk('rsa' as never, { modulusLength: 1024 } as never)],
    ['a key without a type', { crv: 'P-256' }],
    ['a name that is no text', { ...EC, kid: 5 }],
    ['a type that is a prototype', { kty: '__proto__', d: 'x' }],
    ['no object', [] as object],
  ])('are never %s', (_, key) => expect(pointers({ jwks: { keys: [EC, key] } })).toEqual(['/jwks/keys/1']));

  it('come as a set of at least one, and in one way', () => {
    for (const jwks of [{}, { keys: [] }, { keys: EC }, { keys: Array(51).fill(EC) }])
      expect(pointers({ jwks })).toEqual(['/jwks']);
    expect(pointers({ ...KEYS, jwks_uri: 'https://rp.example/jwks' })).toEqual(['/jwks']);
  });

  it.each<[string, Raw, string[]]>([
    ['private_key_jwt', { token_endpoint_auth_method: 'private_key_jwt' }, ['/token_endpoint_auth_method']],
    ['encrypted ID tokens', { id_token_encrypted_response_alg: 'RSA-OAEP-256' }, ['/id_token_encrypted_response_alg']],
    ['encrypted userinfo', { userinfo_encrypted_response_alg: 'RSA-OAEP-256' }, ['/userinfo_encrypted_response_alg']],
    ['signed request objects', { request_object_signing_alg: 'ES256' }, ['/request_object_signing_alg']],
  ])('are needed for %s', (_, raw, missing) => {
    expect(pointers(raw)).toEqual(missing);
    expect(pointers({ ...raw, ...KEYS })).toEqual([]);
    expect(pointers({ ...raw, jwks_uri: 'https://rp.example/jwks' })).toEqual([]);
  });
});

describe('algorithms of a client', () => {
  it.each<[string, Raw, string[]]>([
    [
      'a secret with an algorithm for keys',
      { token_endpoint_auth_method: 'client_secret_jwt', token_endpoint_auth_signing_alg: 'ES256' },
      ['/token_endpoint_auth_signing_alg'],
    ],
    [
      'a key with an algorithm for secrets',
      { ...KEYS, token_endpoint_auth_method: 'private_key_jwt', token_endpoint_auth_signing_alg: 'HS256' },
      ['/token_endpoint_auth_signing_alg'],
    ],
    [
      'authentication without a signature',
      { token_endpoint_auth_signing_alg: 'none' },
      ['/token_endpoint_auth_signing_alg'],
    ],
    ['userinfo without a signature', { userinfo_signed_response_alg: 'none' }, ['/userinfo_signed_response_alg']],
    [
      'an unknown encryption',
      { ...KEYS, id_token_encrypted_response_alg: 'RSA1_5', id_token_encrypted_response_enc: 'A1' },
      ['/id_token_encrypted_response_alg', '/id_token_encrypted_response_enc'],
    ],
    ['content encryption alone', { userinfo_encrypted_response_enc: 'A128GCM' }, ['/userinfo_encrypted_response_enc']],
    [
      'encrypted request objects',
      { request_object_encryption_alg: 'RSA-OAEP', request_object_encryption_enc: 'A128GCM' },
      ['/request_object_encryption_alg', '/request_object_encryption_enc'],
    ],
    [
      'signed request objects without a signature',
      { require_signed_request_object: true, request_object_signing_alg: 'none' },
      ['/request_object_signing_alg'],
    ],
    ['a software statement', { software_statement: 'a.b.c' }, ['/software_statement']],
    ['an unknown subject type', { subject_type: 'secret' }, ['/subject_type']],
    [
      'pairwise subjects of several hosts',
      { subject_type: 'pairwise', redirect_uris: ['https://a.example', 'https://b.example'] },
      ['/sector_identifier_uri'],
    ],
    ['another application type', { application_type: 'desktop' }, ['/application_type']],
  ])('are refused: %s', (_, raw, wrong) => expect(pointers(raw)).toEqual(wrong));

  it('have the defaults of OIDC Registration section 2', () => {
    const { metadata, violations } = validate({ ...KEYS, id_token_encrypted_response_alg: 'RSA-OAEP-256' });
    expect(violations).toEqual([]);
    expect(metadata).toMatchObject({
      id_token_signed_response_alg: 'RS256',
      id_token_encrypted_response_enc: 'A128CBC-HS256',
    });
    expect(metadata).not.toHaveProperty('userinfo_encrypted_response_enc');
  });

  it('are refused if the server has none of that kind', () => {
    const offer = { ...OFFER, keyEncryptionAlgorithms: [] };
    expect(validate({ ...KEYS, userinfo_encrypted_response_alg: 'RSA-OAEP-256' }, 'open', offer).violations).toEqual([
      { pointer: '/userinfo_encrypted_response_alg', detail: 'is not supported by this server' },
    ]);
  });
});
