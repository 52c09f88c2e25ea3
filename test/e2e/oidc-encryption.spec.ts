import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  type CryptoKey,
  calculateJwkThumbprint,
  compactDecrypt,
  createRemoteJWKSet,
  decodeProtectedHeader,
  exportJWK,
  generateKeyPair,
  type JWK,
  type JWTVerifyGetKey,
  jwtDecrypt,
  jwtVerify,
} from 'jose';
import * as client from 'openid-client';
import { ClientsService } from '../../src/clients/clients.service.js';
import { CONTENT_ENCRYPTION_ALGORITHMS, KEY_ENCRYPTION_ALGORITHMS } from '../../src/keys/encryption.js';
import { HOUR, MINUTE } from '../../src/platform/clock.js';
import { type AdminApi, adminApi } from '../support/admin.js';
import type { Browser } from '../support/browser.js';
import { type StoppedClock, stopClock } from '../support/clock.js';
import { bringBack } from '../support/relying-parties.js';
import {
  type Answer,
  createWorld,
  freshCode,
  post,
  REDIRECT_URI,
  redeem,
  refresh,
  registerClient,
  signedInBrowser,
  type TestClient,
  type World,
} from '../support/world.js';

interface KeyPair {
  readonly privateKey: CryptoKey;
  readonly jwk: JWK;
}

let world: World;
let browser: Browser;
let keySet: JWTVerifyGetKey;
let api: AdminApi;
let rsa: KeyPair;
let ec: KeyPair;
let x25519: KeyPair;

beforeAll(async () => {
  world = await createWorld();
  browser = await signedInBrowser(world);
  keySet = createRemoteJWKSet(new URL(`${world.issuer}/oauth2/jwks`), { cooldownDuration: 0 });
  api = await adminApi(world);
  rsa = await newKeyPair('RSA-OAEP-256');
  ec = await newKeyPair('ECDH-ES');
  x25519 = await newKeyPair('ECDH-ES', { crv: 'X25519' });
});
afterAll(() => world.close());

async function newKeyPair(alg: string, options: { crv?: string } = {}): Promise<KeyPair> {
  const { publicKey, privateKey } = await generateKeyPair(alg, { extractable: true, ...options });
  const jwk = await exportJWK(publicKey);
  return { privateKey, jwk: { ...jwk, kid: await calculateJwkThumbprint(jwk), use: 'enc' } };
}

function pairFor(alg: string): KeyPair {
  return alg.startsWith('RSA') ? rsa : ec;
}

let made = 0;

/** A client with these keys and this metadata. */
function clientWith(keys: readonly JWK[], metadata: Readonly<Record<string, unknown>>): Promise<TestClient> {
  return registerClient(world, {
    client_id: `encrypted-${made++}`,
    redirect_uris: [REDIRECT_URI],
    grant_types: ['authorization_code', 'refresh_token', 'client_credentials'],
    scope: 'openid email api:read',
    jwks: { keys },
    ...metadata,
  });
}

async function tokensOf(to: TestClient): Promise<Answer['body']> {
  return (await redeem(world, await codeOf(to), {}, to)).body;
}

function codeOf(to: TestClient): Promise<string> {
  return freshCode(world, { client_id: to.id, scope: 'openid email' }, browser);
}

function userinfo(accessToken: string): Promise<Response> {
  return fetch(`${world.issuer}/oauth2/userinfo`, { headers: { authorization: `Bearer ${accessToken}` } });
}

async function plaintext(jwe: string, { privateKey }: KeyPair): Promise<string> {
  return new TextDecoder().decode((await compactDecrypt(jwe, privateKey)).plaintext);
}

describe.each(KEY_ENCRYPTION_ALGORITHMS)('an ID token encrypted by %s (OIDC Core §2 and §10.2)', (alg) => {
  it.each(CONTENT_ENCRYPTION_ALGORITHMS)('and %s is a signed JWT inside', async (enc) => {
    const pair = pairFor(alg);
    const to = await clientWith([pair.jwk], {
      id_token_encrypted_response_alg: alg,
      id_token_encrypted_response_enc: enc,
      id_token_signed_response_alg: 'ES256',
    });
    const { id_token } = await tokensOf(to);
    expect(decodeProtectedHeader(id_token)).toMatchObject({ alg, enc, cty: 'JWT', kid: pair.jwk.kid });
    const { payload } = await jwtVerify(await plaintext(id_token, pair), keySet, {
      issuer: world.issuer,
      audience: to.id,
      algorithms: ['ES256'],
    });
    expect(payload).toMatchObject({ nonce: 'the-nonce', sub: expect.any(String), at_hash: expect.any(String) });
  });

  it('is A128CBC-HS256 inside where the client has not said (OIDC Registration §2)', async () => {
    const { id_token } = await tokensOf(await clientWith([pairFor(alg).jwk], { id_token_encrypted_response_alg: alg }));
    expect(decodeProtectedHeader(id_token)).toMatchObject({ alg, enc: 'A128CBC-HS256' });
  });

  it('satisfies openid-client, as does encrypted userinfo', async () => {
    const pair = pairFor(alg);
    const metadata = {
      id_token_signed_response_alg: 'PS256',
      userinfo_signed_response_alg: 'EdDSA',
      id_token_encrypted_response_alg: alg,
      userinfo_encrypted_response_alg: alg,
      userinfo_encrypted_response_enc: 'A256GCM',
    };
    const to = await clientWith([pair.jwk], metadata);
    const { id_token_signed_response_alg, userinfo_signed_response_alg } = metadata;
    const configuration = await client.discovery(
      new URL(world.issuer),
      to.id,
      { id_token_signed_response_alg, userinfo_signed_response_alg },
      client.ClientSecretBasic(to.secret),
      { execute: [client.allowInsecureRequests, client.enableNonRepudiationChecks] },
    );
    client.enableDecryptingResponses(configuration, undefined, {
      key: pair.privateKey,
      alg,
      kid: pair.jwk.kid as string,
    });
    const pkceCodeVerifier = client.randomPKCECodeVerifier();
    const url = client.buildAuthorizationUrl(configuration, {
      redirect_uri: REDIRECT_URI,
      scope: 'openid email',
      code_challenge: await client.calculatePKCECodeChallenge(pkceCodeVerifier),
      code_challenge_method: 'S256',
    });
    const callback = await bringBack(world, url, browser);
    const tokens = await client.authorizationCodeGrant(configuration, callback, { pkceCodeVerifier });
    const sub = tokens.claims()?.sub as string;
    expect(await client.fetchUserInfo(configuration, tokens.access_token, sub)).toMatchObject({
      email: 'alice@example.com',
    });
    const renewed = await client.refreshTokenGrant(configuration, tokens.refresh_token as string);
    expect(renewed.claims()?.sub).toBe(sub);
  });
});

describe('encryption for a client', () => {
  it('can be read with its own key only, and not be tampered with', async () => {
    const { id_token } = await tokensOf(
      await clientWith([rsa.jwk], { id_token_encrypted_response_alg: 'RSA-OAEP-256' }),
    );
    const stranger = await newKeyPair('RSA-OAEP-256');
    await expect(plaintext(id_token, stranger)).rejects.toThrow('decryption operation failed');
    const [header, key, iv, content = '', tag] = id_token.split('.');
    const other = (content[0] === 'A' ? 'B' : 'A') + content.slice(1);
    await expect(plaintext([header, key, iv, other, tag].join('.'), rsa)).rejects.toThrow(
      'decryption operation failed',
    );
  });

  it('works on the curve X25519', async () => {
    const { id_token } = await tokensOf(await clientWith([x25519.jwk], { id_token_encrypted_response_alg: 'ECDH-ES' }));
    await expect(jwtVerify(await plaintext(id_token, x25519), keySet)).resolves.toBeDefined();
  });

  it('takes the key that is meant for it', async () => {
    const other = await newKeyPair('RSA-OAEP-256');
    const { kid: _kid, use: _use, ...plain } = other.jwk;
    const keys = [
      { ...plain, kid: 'sig', use: 'sig' },
      plain,
      { ...plain, kid: 'other', alg: 'RSA-OAEP' },
      ec.jwk,
      rsa.jwk,
    ];
    const { id_token } = await tokensOf(await clientWith(keys, { id_token_encrypted_response_alg: 'RSA-OAEP-256' }));
    expect(decodeProtectedHeader(id_token).kid).toBe(rsa.jwk.kid);
  });

  it('holds for the ID tokens of refreshes, and for no access token', async () => {
    const to = await clientWith([ec.jwk], { id_token_encrypted_response_alg: 'ECDH-ES' });
    const tokens = await tokensOf(to);
    const { status, body } = await refresh(world, tokens.refresh_token, {}, to);
    expect(status).toBe(200);
    await expect(jwtVerify(await plaintext(body.id_token, ec), keySet)).resolves.toBeDefined();
    await expect(jwtVerify(body.access_token, keySet)).resolves.toBeDefined();
  });

  it('needs no key where no ID token comes of it', async () => {
    const to = await clientWith([ec.jwk], { id_token_encrypted_response_alg: 'ECDH-ES' });
    const { status, body } = await post(world, '/oauth2/token', { grant_type: 'client_credentials' }, to);
    expect([status, body.id_token]).toEqual([200, undefined]);
  });
});

describe('encrypted userinfo (OIDC Core §5.3.2)', () => {
  it('holds plain claims where it is not signed', async () => {
    const to = await clientWith([rsa.jwk], { userinfo_encrypted_response_alg: 'RSA-OAEP-256' });
    const { access_token, id_token } = await tokensOf(to);
    expect(decodeProtectedHeader(id_token).alg).toBe('RS256');
    const answer = await userinfo(access_token);
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'application/jwt']);
    const { payload, protectedHeader } = await jwtDecrypt(await answer.text(), rsa.privateKey, {
      issuer: world.issuer,
      audience: to.id,
    });
    expect(protectedHeader).toEqual({ alg: 'RSA-OAEP-256', enc: 'A128CBC-HS256', typ: 'JWT', kid: rsa.jwk.kid });
    expect(payload).toMatchObject({ sub: expect.any(String), email: 'alice@example.com' });
  });

  it('is signed, then encrypted where the client wants both', async () => {
    const to = await clientWith([ec.jwk], {
      userinfo_signed_response_alg: 'ES256',
      userinfo_encrypted_response_alg: 'ECDH-ES+A256KW',
      userinfo_encrypted_response_enc: 'A256CBC-HS512',
    });
    const jwe = await (await userinfo((await tokensOf(to)).access_token)).text();
    expect(decodeProtectedHeader(jwe)).toMatchObject({ enc: 'A256CBC-HS512', cty: 'JWT' });
    const { payload } = await jwtVerify(await plaintext(jwe, ec), keySet, { audience: to.id, algorithms: ['ES256'] });
    expect(payload.email).toBe('alice@example.com');
  });
});

describe('the keys at a jwks_uri', () => {
  let site: Server;
  let clock: StoppedClock;
  /** What the client publishes; undefined: its site is broken. */
  let published: unknown;
  let to: TestClient;

  beforeAll(async () => {
    site = createServer((_request, answer) => {
      answer.writeHead(published === undefined ? 503 : 200, { 'content-type': 'application/json' });
      answer.end(JSON.stringify(published ?? 'broken'));
    });
    await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve));
  });
  afterAll(() => site.close());

  let clients = 0;
  beforeEach(async () => {
    clock = stopClock(world);
    published = { keys: [rsa.jwk] };
    to = await registerClient(world, {
      client_id: `keys-elsewhere-${clients++}`,
      redirect_uris: [REDIRECT_URI],
      grant_types: ['authorization_code', 'refresh_token', 'client_credentials'],
      scope: 'openid email api:read',
      jwks_uri: `http://127.0.0.1:${(site.address() as AddressInfo).port}/jwks/${clients}`,
      id_token_encrypted_response_alg: 'RSA-OAEP-256',
      userinfo_encrypted_response_alg: 'RSA-OAEP-256',
    });
  });
  afterEach(() => clock.goOn());

  it('are used, and followed to new ones (OIDC Core §10.2.1)', async () => {
    const { id_token, refresh_token } = await tokensOf(to);
    expect(decodeProtectedHeader(id_token).kid).toBe(rsa.jwk.kid);
    const next = await newKeyPair('RSA-OAEP-256');
    published = { keys: [next.jwk] };
    clock.pass(HOUR);
    const { body } = await refresh(world, refresh_token, {}, to);
    await expect(jwtVerify(await plaintext(body.id_token, next), keySet)).resolves.toBeDefined();
  });

  it('are needed before a code is used up, so that the client can try again', async () => {
    published = undefined;
    const code = await codeOf(to);
    expect(await redeem(world, code, {}, to)).toMatchObject({
      status: 400,
      body: {
        error: 'invalid_request',
        error_description: expect.stringContaining('cannot be fetched from its jwks_uri'),
      },
    });
    published = { keys: [rsa.jwk] };
    clock.pass(30);
    const { status, body } = await redeem(world, code, {}, to);
    expect([status, decodeProtectedHeader(body.id_token).cty]).toEqual([200, 'JWT']);

    published = undefined;
    clock.pass(HOUR);
    expect((await refresh(world, body.refresh_token, {}, to)).body.error).toBe('invalid_request');
    clock.pass(HOUR);
    published = { keys: [rsa.jwk] };
    expect((await refresh(world, body.refresh_token, {}, to)).status).toBe(200);
  });

  it('are not needed where the client acts for itself', async () => {
    published = undefined;
    expect((await post(world, '/oauth2/token', { grant_type: 'client_credentials' }, to)).status).toBe(200);
  });

  it.each<[string, unknown, string]>([
    ['none', { keys: [] }, 'none of its keys'],
    ['one for signatures only', () => ({ keys: [{ ...rsa.jwk, use: 'sig' }] }), 'none of its keys'],
    ['one of another type', () => ({ keys: [ec.jwk] }), 'none of its keys'],
    ['a short one', { keys: [{ kty: 'RSA', n: 'A'.repeat(171), e: 'AQAB' }] }, 'none of its keys'],
    ['no key set at all', ['nonsense'], 'cannot be fetched from its jwks_uri'],
  ])('must have one that fits: %s', async (_name, keys, why) => {
    published = typeof keys === 'function' ? keys() : keys;
    const code = await codeOf(to);
    const { status, body } = await redeem(world, code, {}, to);
    expect([status, body.error, body.error_description]).toEqual([
      400,
      'invalid_request',
      expect.stringContaining(why),
    ]);
  });

  it('are needed for userinfo too, which says so', async () => {
    const { access_token } = await tokensOf(to);
    published = { keys: [ec.jwk] };
    clock.pass(9 * MINUTE);
    expect((await userinfo(access_token)).status).toBe(200);
    clock.pass(59);
    await world.app.get(ClientsService).update(to.id, { userinfo_encrypted_response_alg: 'ECDH-ES' });
    expect((await userinfo(access_token)).status).toBe(200);
    await world.app.get(ClientsService).update(to.id, { userinfo_encrypted_response_alg: 'RSA-OAEP-256' });
    const answer = await userinfo(access_token);
    expect([answer.status, await answer.json()]).toEqual([
      400,
      { error: 'invalid_request', error_description: expect.stringContaining('none of its keys') },
    ]);
  });
});

describe('registration', () => {
  const MEMBERS = ['id_token_encrypted_response', 'userinfo_encrypted_response'] as const;

  async function register(metadata: Readonly<Record<string, unknown>>): Promise<Answer> {
    return api('POST', '/clients', { redirect_uris: [REDIRECT_URI], ...metadata });
  }

  it('offers in the metadata exactly what it accepts', async () => {
    const metadata = await (await fetch(`${world.issuer}/.well-known/openid-configuration`)).json();
    for (const what of ['id_token', 'userinfo']) {
      expect(metadata[`${what}_encryption_alg_values_supported`]).toEqual(KEY_ENCRYPTION_ALGORITHMS);
      expect(metadata[`${what}_encryption_enc_values_supported`]).toEqual(CONTENT_ENCRYPTION_ALGORITHMS);
    }
    for (const member of MEMBERS) {
      for (const alg of KEY_ENCRYPTION_ALGORITHMS) {
        const registered = await register({ jwks: { keys: [rsa.jwk, ec.jwk] }, [`${member}_alg`]: alg });
        expect([registered.status, registered.body[`${member}_alg`], registered.body[`${member}_enc`]]).toEqual([
          201,
          alg,
          'A128CBC-HS256',
        ]);
      }
    }
  });

  it.each(MEMBERS)('refuses what it cannot encrypt: %s', async (member) => {
    const keys = { jwks: { keys: [rsa.jwk, ec.jwk] } };
    for (const alg of ['RSA-OAEP', 'RSA1_5', 'dir', 'A128KW', 'none', 'PBES2-HS256+A128KW']) {
      expect((await register({ ...keys, [`${member}_alg`]: alg })).body.errors).toEqual([
        { pointer: `/${member}_alg`, detail: `must be one of ${KEY_ENCRYPTION_ALGORITHMS.join(', ')}` },
      ]);
    }
    expect(
      (await register({ ...keys, [`${member}_alg`]: 'ECDH-ES', [`${member}_enc`]: 'A128CBC' })).body.errors,
    ).toEqual([{ pointer: `/${member}_enc`, detail: `must be one of ${CONTENT_ENCRYPTION_ALGORITHMS.join(', ')}` }]);
    expect((await register({ ...keys, [`${member}_enc`]: 'A128GCM' })).body.errors).toEqual([
      { pointer: `/${member}_enc`, detail: `needs ${member}_alg` },
    ]);
  });

  it.each(MEMBERS)('refuses to encrypt without a key that fits: %s', async (member) => {
    const refused = (detail: string) => [{ pointer: `/${member}_alg`, detail: expect.stringContaining(detail) }];
    expect((await register({ [`${member}_alg`]: 'RSA-OAEP-256' })).body.errors).toEqual(
      refused('needs keys of the client'),
    );
    for (const [alg, key] of [
      ['RSA-OAEP-256', ec.jwk],
      ['RSA-OAEP-256', { ...rsa.jwk, use: 'sig' }],
      ['RSA-OAEP-256', { ...rsa.jwk, alg: 'RSA-OAEP' }],
      ['ECDH-ES', rsa.jwk],
    ] as const) {
      const { status, body } = await register({ jwks: { keys: [key] }, [`${member}_alg`]: alg });
      expect([status, body.errors]).toEqual([400, refused(`needs a public encryption key in jwks that fits ${alg}`)]);
    }
  });
});
