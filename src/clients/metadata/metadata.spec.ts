import { generateKeyPairSync } from 'node:crypto';
import type { ClientKey, RegisteredBy } from '../client.js';
import { type ServerOffer, validateMetadata } from '../client-metadata.js';
import { OWN_METADATA } from './own-metadata.js';

const OFFER: ServerOffer = {
  concerns: OWN_METADATA.items,
  grants: ['authorization_code', 'refresh_token', 'client_credentials'].map((grantType) => ({ grantType })),
  authenticationMethods: ['client_secret_basic', 'client_secret_jwt', 'private_key_jwt', 'none'],
  authenticationSigningAlgorithms: ['HS256', 'ES256'],
  signingAlgorithms: ['ES256', 'RS256'],
  keyEncryptionAlgorithms: ['RSA-OAEP-256'],
  contentEncryptionAlgorithms: ['A128CBC-HS256', 'A128GCM'],
  requestObjectAlgorithms: ['none', 'ES256'],
  subjectTypes: ['public', 'pairwise'],
  knowsScope: () => true,
  isForEveryone: (scope) => scope !== 'api:admin',
  redirectUriSchemes: ['cursor'],
  claimSources: { knowsAttribute: () => true, isAdded: () => false },
  administrativeRoles: new Set(['admin']),
  onLoopback: false,
};
const publicJwk = (...type: [never, never?]) =>
  generateKeyPairSync(...type).publicKey.export({ format: 'jwk' }) as ClientKey;
const EC = publicJwk('ec' as never, { namedCurve: 'P-256' } as never);
const RSA = publicJwk('rsa' as never, { modulusLength: 2048 } as never);
const KEYS = { jwks: { keys: [EC, RSA] } };
const WEB_APP = { redirect_uris: ['https://rp.example/cb'] };

type Raw = Parameters<typeof validateMetadata>[0];
const validate = (raw: Raw, by?: RegisteredBy, offer = OFFER) =>
  validateMetadata({ ...WEB_APP, ...raw }, 'id', offer, by);
const pointers = (raw: Raw, by?: RegisteredBy, offer = OFFER) =>
  validate(raw, by, offer).violations.map(({ pointer }) => pointer);

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

describe('redirect URIs', () => {
  it.each<[string, string | undefined, string, boolean]>([
    ['https://rp.example/cb', 'web', 'web', true],
    ['https://localhost/cb', 'web', 'web', true],
    ['http://localhost:8080/cb', 'web', 'web', true],
    ['http://127.0.0.1/cb', 'web', 'web', true],
    ['http://localhost.example/cb', 'web', 'web', false],
    ['http://rp.example/cb', 'web', 'web', false],
    ['com.example.app:/cb', 'web', 'web', false],
    ['cursor://app/cb', 'web', 'web', false],
    ['cursor://app/cb', 'native', 'native', true],
    ['Cursor://app/cb', undefined, 'native', true],
    ['vscode://app/cb', undefined, 'native', false],
    ['javascript://com.example/%0aalert(1)', 'native', 'native', false],
    ['https://rp.example/cb', 'native', 'native', true],
    ['http://127.0.0.1/cb', 'native', 'native', true],
    ['http://localhost:8080/cb', 'native', 'native', true],
    ['https://127.0.0.1/cb', 'native', 'native', false],
    ['com.example.app:/cb', 'native', 'native', true],
    ['http://rp.example/cb', 'native', 'native', false],
    ['https://rp.example/cb', undefined, 'web', true],
    ['http://127.0.0.1/cb', undefined, 'native', true],
    ['com.example.app:/cb', undefined, 'native', true],
  ])('of strangers: %s of an application that is %s', (uri, named, type, accepted) => {
    const raw = { redirect_uris: [uri], ...(named === undefined ? {} : { application_type: named }) };
    for (const by of ['open', 'initial-access-token'] as const) {
      expect(validate(raw, by).metadata.application_type).toBe(type);
      expect(pointers(raw, by)).toEqual(accepted ? [] : ['/redirect_uris/0']);
    }
  });

  it('of a public web application of strangers are not on this machine, also beside https', () => {
    const uris = ['https://rp.example/cb', 'http://localhost:3000/cb'];
    for (const application_type of ['web', undefined]) {
      const raw = { redirect_uris: uris, ...(application_type === undefined ? {} : { application_type }) };
      expect(pointers(raw, 'open')).toEqual([]);
      expect(pointers({ ...raw, token_endpoint_auth_method: 'none' }, 'open')).toEqual(['/redirect_uris/1']);
    }
  });

  it('are validated alike after signing out', () => {
    const raw = { post_logout_redirect_uris: ['http://localhost/bye'] };
    expect(pointers(raw, 'open')).toEqual([]);
    expect(pointers({ ...raw, token_endpoint_auth_method: 'none' }, 'open')).toEqual(['/post_logout_redirect_uris/0']);
    expect(pointers({ post_logout_redirect_uris: ['vscode://app/bye'] })).toEqual(['/post_logout_redirect_uris/0']);
  });

  it('may be plain http only of a confidential client that an administrator registers', () => {
    const raw = {
      redirect_uris: ['http://wiki.internal:8080/cb'],
      post_logout_redirect_uris: ['http://wiki.internal/'],
    };
    const both = ['/redirect_uris/0', '/post_logout_redirect_uris/0'];
    for (const application_type of ['web', 'native']) {
      expect(pointers({ ...raw, application_type })).toEqual([]);
      expect(pointers({ ...raw, application_type, token_endpoint_auth_method: 'none' })).toEqual(both);
      for (const by of ['open', 'initial-access-token'] as const)
        expect(pointers({ ...raw, application_type }, by)).toEqual(both);
    }
  });

  it.each([
    'javascript:alert(1)',
    'JavaScript:alert(1)',
    'javascript://rp.example/%0aalert(1)',
    'data:text/html,x',
    'vbscript:x',
    'file:///etc/passwd',
    'blob:https://rp.example/x',
    'about:blank',
    'filesystem:https://rp.example/x',
    'ftp://rp.example/',
    'http://user@rp.example/',
    'http://rp.example/#x',
    'http://*.rp.example/',
  ])('are never %s, not even if an administrator registers them', (uri) => {
    expect(pointers({ redirect_uris: [uri] })).toEqual(['/redirect_uris/0']);
  });

  it('may be on this machine if an administrator registers them', () => {
    const { metadata, violations } = validate({ redirect_uris: ['http://localhost:3001/cb', 'com.example.app:/cb'] });
    expect([violations, metadata.application_type]).toEqual([[], 'web']);
  });
});

describe('addresses that the server calls', () => {
  const NAMES = ['jwks_uri', 'sector_identifier_uri', 'initiate_login_uri', 'backchannel_logout_uri'] as const;
  const near = { ...OFFER, onLoopback: true };

  it('are https', () => {
    for (const name of NAMES) {
      expect(pointers({ [name]: 'https://rp.example:8443/path?a=b' })).toEqual([]);
      for (const wrong of [
        'http://rp.example/',
        'https://rp.example/#x',
        'https://a@rp.example',
        '/path',
        'ftp://rp.example',
        'https://rp.example/a b',
        'http://localhost',
      ])
        expect([wrong, pointers({ [name]: wrong })]).toEqual([wrong, [`/${name}`]]);
    }
  });

  it('may be on the machine of an issuer that is on a loopback address, but never those of strangers', () => {
    for (const name of NAMES) {
      const raw = { [name]: 'http://localhost:3001/' };
      expect([
        pointers(raw, 'administrator', near),
        pointers(raw, 'initial-access-token', near),
        pointers(raw, 'open', near),
      ]).toEqual([[], [], [`/${name}`]]);
      expect(pointers({ [name]: 'http://rp.example/' }, 'administrator', near)).toEqual([`/${name}`]);
    }
  });

  it('of request objects may carry a digest', () => {
    expect(pointers({ request_uris: ['https://rp.example/r#GkurKxf5T0Y', 'http://rp.example/r'] })).toEqual([
      '/request_uris/1',
    ]);
  });

  it('of a page that signs out are where the client is', () => {
    expect(pointers({ frontchannel_logout_uri: 'https://rp.example/bye' })).toEqual([]);
    for (const page of ['https://other.example/bye', 'https://rp.example:8443/bye', 'http://rp.example/bye'])
      expect(pointers({ frontchannel_logout_uri: page })).toEqual(['/frontchannel_logout_uri']);
  });
});
