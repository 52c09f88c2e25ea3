import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { decodeProtectedHeader, type JWTVerifyGetKey, jwtVerify } from 'jose';
import { ClientsService } from '../../../src/clients/clients.service.js';
import { CONTENT_ENCRYPTION_ALGORITHMS, KEY_ENCRYPTION_ALGORITHMS } from '../../../src/keys/encryption.js';
import { HOUR, MINUTE } from '../../../src/platform/clock.js';
import { type AdminApi, adminApi } from '../../support/admin.js';
import { type StoppedClock, stopClock } from '../../support/clock.js';
import {
  codeOf,
  createEncryptionWorld,
  type EncryptionWorld,
  type KeyPair,
  newKeyPair,
  plaintext,
  tokensOf,
  userinfo,
} from '../../support/encryption.js';
import {
  type Answer,
  post,
  REDIRECT_URI,
  redeem,
  refresh,
  registerClient,
  type TestClient,
} from '../../support/world.js';

let world: EncryptionWorld;
let keySet: JWTVerifyGetKey;
let api: AdminApi;
let rsa: KeyPair;
let ec: KeyPair;

beforeAll(async () => {
  world = await createEncryptionWorld();
  ({ keySet, rsa, ec } = world);
  api = await adminApi(world);
});
afterAll(() => world.close());

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
    const { id_token, refresh_token } = await tokensOf(world, to);
    expect(decodeProtectedHeader(id_token).kid).toBe(rsa.jwk.kid);
    const next = await newKeyPair('RSA-OAEP-256');
    published = { keys: [next.jwk] };
    clock.pass(HOUR);
    const { body } = await refresh(world, refresh_token, {}, to);
    await expect(jwtVerify(await plaintext(body.id_token, next), keySet)).resolves.toBeDefined();
  });

  it('are needed before a code is used up, so that the client can try again', async () => {
    published = undefined;
    const code = await codeOf(world, to);
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
    const code = await codeOf(world, to);
    const { status, body } = await redeem(world, code, {}, to);
    expect([status, body.error, body.error_description]).toEqual([
      400,
      'invalid_request',
      expect.stringContaining(why),
    ]);
  });

  it('are needed for userinfo too, which says so', async () => {
    const { access_token } = await tokensOf(world, to);
    published = { keys: [ec.jwk] };
    clock.pass(9 * MINUTE);
    expect((await userinfo(world, access_token)).status).toBe(200);
    clock.pass(59);
    await world.app.get(ClientsService).update(to.id, { userinfo_encrypted_response_alg: 'ECDH-ES' });
    expect((await userinfo(world, access_token)).status).toBe(200);
    await world.app.get(ClientsService).update(to.id, { userinfo_encrypted_response_alg: 'RSA-OAEP-256' });
    const answer = await userinfo(world, access_token);
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
