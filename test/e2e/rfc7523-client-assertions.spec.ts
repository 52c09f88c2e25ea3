import { createHmac, randomUUID } from 'node:crypto';
import { exportSPKI, importJWK, type JWTPayload, SignJWT } from 'jose';
import * as oauth from 'oauth4webapi';
import * as openid from 'openid-client';
import { ClientsService } from '../../src/clients/clients.service.js';
import { Database } from '../../src/platform/database/database.js';
import { stopClock } from '../support/clock.js';
import {
  type ClientKeyPair,
  type KeySite,
  newClientKey,
  openKeySite,
  signed,
  tampered,
  unsigned,
} from '../support/key-site.js';
import { type Answer, createWorld, post, registerClient, type World } from '../support/world.js';

const MACHINE = { grant_types: ['client_credentials'], response_types: [], scope: 'api:read' };
const TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

let world: World;
let site: KeySite;
let rsa: ClientKeyPair;
let ec: ClientKeyPair;
let secret: string;

beforeAll(async () => {
  world = await createWorld();
  site = await openKeySite();
  [rsa, ec] = await Promise.all([newClientKey('RS256', 'rsa'), newClientKey('ES256', 'ec')]);
  const keys = { token_endpoint_auth_method: 'private_key_jwt', jwks: { keys: [rsa.jwk, ec.jwk] } };
  await registerClient(world, { ...MACHINE, ...keys, client_id: 'by-key' });
  await registerClient(world, { ...MACHINE, ...keys, client_id: 'by-key-too' });
  await registerClient(world, {
    ...MACHINE,
    ...keys,
    client_id: 'es256-only',
    token_endpoint_auth_signing_alg: 'ES256',
  });
  const byMac = { ...MACHINE, client_id: 'by-mac', token_endpoint_auth_method: 'client_secret_jwt' };
  ({ secret = '' } = await registerClient(world, byMac));
});
afterAll(async () => {
  await world.close();
  await site.close();
});

type Overrides = Readonly<Record<string, unknown>>;

/** What a good assertion says; overrides replace claims, undefined leaves one out. */
function claims(clientId: string, overrides: Overrides = {}): JWTPayload {
  const now = Math.floor(Date.now() / 1000);
  const good = { iss: clientId, sub: clientId, aud: world.issuer, iat: now, exp: now + 60, jti: randomUUID() };
  return JSON.parse(JSON.stringify({ ...good, ...overrides })) as JWTPayload;
}

function bySecret(key: string, said: JWTPayload, alg = 'HS256'): Promise<string> {
  return new SignJWT(said).setProtectedHeader({ alg }).sign(new TextEncoder().encode(key));
}

function send(assertion: string, form: Record<string, string> = {}, path = '/oauth2/token'): Promise<Answer> {
  const said = { grant_type: 'client_credentials', client_assertion_type: TYPE, client_assertion: assertion, ...form };
  return post(world, path, said, null);
}

async function expectRefused(answer: Promise<Answer>, description: RegExp): Promise<void> {
  const { status, body } = await answer;
  expect([status, body]).toEqual([
    401,
    { error: 'invalid_client', error_description: expect.stringMatching(description) },
  ]);
}

describe('RFC 7523 section 2.2, OIDC Core section 9: private_key_jwt', () => {
  const jwt = async (overrides?: Overrides, key = rsa, clientId = 'by-key') => signed(key, claims(clientId, overrides));

  it('proves who the client is at the token endpoint', async () => {
    for (const key of [rsa, ec]) {
      const { status, body } = await send(await jwt({}, key));
      expect([status, body.token_type]).toEqual([200, 'Bearer']);
    }
  });

  it('does so at introspection and revocation too, where their own address is an audience as well', async () => {
    const { body } = await send(await jwt());
    const token = body.access_token as string;
    const introspected = await send(
      await jwt({ aud: `${world.issuer}/oauth2/introspect` }),
      { token },
      '/oauth2/introspect',
    );
    expect(introspected.body).toMatchObject({ active: true, client_id: 'by-key' });
    const revoked = await send(await jwt({ aud: `${world.issuer}/oauth2/revoke` }), { token }, '/oauth2/revoke');
    expect(revoked.status).toBe(200);
    expect((await send(await jwt(), { token }, '/oauth2/introspect')).body).toEqual({ active: false });
  });

  it.each([
    ['the token endpoint', () => `${world.issuer}/oauth2/token`],
    ['a list with the issuer', () => ['https://other.example', world.issuer]],
  ])('may name %s as its audience', async (_, aud) => {
    expect((await send(await jwt({ aud: aud() }))).status).toBe(200);
  });

  it('goes with a client_id that is the same, and with no other', async () => {
    expect((await send(await jwt(), { client_id: 'by-key' })).status).toBe(200);
    expect((await send(await jwt(), { client_id: 'by-key-too' })).body).toMatchObject({ error: 'invalid_request' });
  });

  it.each<[string, Overrides, RegExp]>([
    ['that has expired', { exp: Math.floor(Date.now() / 1000) - 60 }, /has expired/],
    ['that never expires', { exp: undefined }, /claim exp .* missing/],
    ['that expires too late', { exp: Math.floor(Date.now() / 1000) + 7200 }, /claim exp .* at most 3600 seconds/],
    ['that is not valid yet', { nbf: Math.floor(Date.now() / 1000) + 300 }, /not valid yet/],
    ['of the future', { iat: Math.floor(Date.now() / 1000) + 300 }, /claim iat/],
    ['without a jti', { jti: undefined }, /claim jti .* missing/],
    ['with an empty jti', { jti: '' }, /claim jti .* text/],
    ['with a jti that is no text', { jti: 7 }, /claim jti .* text/],
    ['with no audience', { aud: undefined }, /claim aud .* missing/],
    ['for another server', { aud: 'https://other.example' }, /claim aud/],
    ['for another endpoint', { aud: 'ISSUER/oauth2/revoke' }, /claim aud/],
    ['of another issuer', { iss: 'by-key-too' }, /claim iss .* must be by-key/],
    ['of no issuer', { iss: undefined }, /claim iss .* missing/],
    ['about nobody', { sub: undefined }, /claim sub/],
    ['about another client', { sub: 'by-key-too' }, /claim iss .* must be by-key-too/],
  ])('refuses an assertion %s', async (_, overrides, description) => {
    const aud = typeof overrides.aud === 'string' ? { aud: overrides.aud.replace('ISSUER', world.issuer) } : {};
    await expectRefused(send(await jwt({ ...overrides, ...aud })), description);
  });

  it('accepts a clock that is a little ahead', async () => {
    const soon = Math.floor(Date.now() / 1000) + 10;
    expect((await send(await jwt({ iat: soon, nbf: soon }))).status).toBe(200);
  });

  it('refuses what its signature does not cover', async () => {
    await expectRefused(send(tampered(await jwt(), { jti: 'another' })), /signature .* does not match/);
  });

  it('refuses the key of somebody else, under whatever name', async () => {
    const stranger = await newClientKey('RS256');
    await expectRefused(send(await jwt({}, stranger)), /does not match|none of the client's keys/);
    const sameName = { ...stranger, jwk: { ...stranger.jwk, kid: 'rsa' } };
    await expectRefused(send(await jwt({}, sameName)), /signature .* does not match/);
    const unknown = { ...stranger, jwk: { ...stranger.jwk, kid: 'unknown' } };
    await expectRefused(send(await jwt({}, unknown)), /not among the client's keys/);
  });

  it('never takes a key from the assertion itself', async () => {
    const stranger = await newClientKey('RS256');
    for (const header of [{ jwk: stranger.jwk }, { jku: `${site.origin}/evil` }, { x5u: `${site.origin}/evil` }])
      await expectRefused(
        send(await signed(stranger, claims('by-key'), header)),
        /none of the client's keys|does not match/,
      );
    expect(site.asked.get('/evil')).toBeUndefined();
  });

  it('refuses alg none', async () => {
    await expectRefused(send(unsigned(claims('by-key'))), /must be signed with/);
    await expectRefused(send(`${unsigned(claims('by-key'))}AAAA`), /must be signed with/);
  });

  it('refuses a MAC made with the public key', async () => {
    const pem = await exportSPKI((await importJWK(rsa.jwk, 'RS256')) as CryptoKey);
    for (const key of [pem, JSON.stringify(rsa.jwk), rsa.jwk.n as string]) {
      const [header, payload] = unsigned(claims('by-key'), { alg: 'HS256', kid: 'rsa' }).split('.');
      const mac = createHmac('sha256', key).update(`${header}.${payload}`).digest('base64url');
      await expectRefused(send(`${header}.${payload}.${mac}`), /check client_id and secret or key/);
    }
  });

  it('refuses an algorithm that the client is not registered for', async () => {
    expect((await send(await jwt({}, ec, 'es256-only'))).status).toBe(200);
    await expectRefused(send(await jwt({}, rsa, 'es256-only')), /must be signed with ES256/);
  });

  it('refuses another type of JWT, such as a request object', async () => {
    const ours = { typ: 'client-authentication+jwt' };
    expect((await send(await signed(rsa, claims('by-key'), ours))).status).toBe(200);
    await expectRefused(send(await signed(rsa, claims('by-key'), { typ: 'oauth-authz-req+jwt' })), /header typ/);
  });

  it.each(['x', 'x.y.z', '..', 'a.b.c.d.e', '{}'])('refuses what is no JWT: %s', async (assertion) => {
    await expectRefused(send(assertion), /no well-formed signed JWT/);
  });

  it('refuses an unknown or missing client_assertion_type', async () => {
    await expectRefused(send(await jwt(), { client_assertion_type: 'x' }), /client_assertion_type must be urn/);
    await expectRefused(send(await jwt(), { client_assertion_type: '' }), /client_assertion_type must be urn/);
    await expectRefused(send('', { client_id: world.spa.id }), /authenticate the client by one of/);
  });

  it('says the same of an unknown client as of one that authenticates otherwise', async () => {
    const [unknown, other] = [await send(await jwt({}, rsa, 'nobody')), await send(await jwt({}, rsa, 'app1'))];
    expect([unknown.status, unknown.body]).toEqual([401, other.body]);
  });

  it('refuses a second method beside it', async () => {
    const both = { client_secret: 'x', client_id: 'by-key' };
    expect((await send(await jwt(), both)).body).toMatchObject({ error: 'invalid_request' });
  });

  it('refuses the client its former ways to authenticate', async () => {
    const { body } = await post(
      world,
      '/oauth2/token',
      { grant_type: 'client_credentials', client_id: 'by-key' },
      null,
    );
    expect(body.error).toBe('invalid_client');
  });

  it('is used once, however many use it at once, and per client', async () => {
    const assertion = await jwt({ jti: 'the-same' });
    const answers = await Promise.all(Array.from({ length: 50 }, () => send(assertion)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(answers.find(({ status }) => status === 401)?.body.error_description).toMatch(/was used before/);
    await expectRefused(send(await jwt({ jti: 'the-same' })), /was used before/);
    expect((await send(await jwt({ jti: 'the-same' }, rsa, 'by-key-too'))).status).toBe(200);
  });
});

describe('jwks_uri', () => {
  const PATH = '/jwks';
  const old = () => newClientKey('RS256', 'old');

  async function register(clientId: string, path = PATH): Promise<void> {
    const keys = { token_endpoint_auth_method: 'private_key_jwt', jwks_uri: site.origin + path };
    await registerClient(world, { ...MACHINE, ...keys, client_id: clientId });
  }

  it('is fetched once for all who wait, and then remembered', async () => {
    const key = await old();
    site.put(PATH, { keys: [key.jwk] });
    await register('remote');
    const assertions = await Promise.all(Array.from({ length: 20 }, () => signed(key, claims('remote'))));
    const answers = await Promise.all(assertions.map((each) => send(each)));
    expect(answers.map(({ status }) => status)).toEqual(Array(20).fill(200));
    expect((await send(await signed(key, claims('remote')))).status).toBe(200);
    expect(site.asked.get(PATH)).toBe(1);
  });

  it('is fetched again for a key that is not known, at most once per cool-down', async () => {
    const [first, second, third, stranger] = await Promise.all([
      newClientKey('RS256', 'first'),
      newClientKey('RS256', 'second'),
      newClientKey('RS256', 'third'),
      newClientKey('RS256', 'stranger'),
    ]);
    const clock = stopClock(world);
    const now = () => claims('rolling', { iat: undefined });
    try {
      site.put('/rolling', { keys: [first.jwk] });
      await register('rolling', '/rolling');
      expect((await send(await signed(first, now()))).status).toBe(200);
      site.put('/rolling', { keys: [first.jwk, second.jwk] });
      expect((await send(await signed(second, now()))).status).toBe(200);
      site.put('/rolling', { keys: [second.jwk, third.jwk] });
      await expectRefused(send(await signed(third, now())), /not among the client's keys/);
      clock.pass(31);
      const answers = await Promise.all(
        Array.from({ length: 10 }, async (_, index) => send(await signed(index % 2 ? third : stranger, now()))),
      );
      expect(answers.map(({ status }) => status)).toEqual(
        Array.from({ length: 10 }, (_, index) => (index % 2 ? 200 : 401)),
      );
      expect(site.asked.get('/rolling')).toBe(3);
    } finally {
      clock.goOn();
    }
  });

  it('gives no key up because it cannot be fetched again', async () => {
    const [key, stranger] = await Promise.all([newClientKey('ES256', 'kept'), newClientKey('ES256', 'x')]);
    const clock = stopClock(world);
    try {
      site.put('/kept', { keys: [key.jwk] });
      await register('kept', '/kept');
      expect((await send(await signed(key, claims('kept')))).status).toBe(200);
      site.answers.delete('/kept');
      clock.pass(31);
      await expectRefused(
        send(await signed(stranger, claims('kept', { exp: Math.floor(Date.now() / 1000) + 600 }))),
        /not among/,
      );
      const still = claims('kept', { exp: Math.floor(Date.now() / 1000) + 600 });
      expect((await send(await signed(key, still))).status).toBe(200);
    } finally {
      clock.goOn();
    }
  });

  it('keeps what was wrong there for itself, and tries again soon', async () => {
    const key = await old();
    const clock = stopClock(world);
    try {
      await register('failing', '/failing');
      await expectRefused(
        send(await signed(key, claims('failing'))),
        /^the keys at the jwks_uri of the client could not be fetched$/,
      );
      site.put('/failing', { keys: [key.jwk] });
      await expectRefused(send(await signed(key, claims('failing'))), /could not be fetched/);
      clock.pass(6);
      expect((await send(await signed(key, claims('failing')))).status).toBe(200);
    } finally {
      clock.goOn();
    }
  });

  it('may hold keys that are of no use, or that have no names', async () => {
    const [nameless, another] = await Promise.all([newClientKey('ES256'), newClientKey('ES256')]);
    const secrets = [{ kty: 'oct', k: 'c2VjcmV0' }, { ...another.jwk, d: 'AAAA' }, { kty: 'NEW' }, 7, null];
    site.put('/odd', { keys: [...secrets, another.jwk, { ...nameless.jwk, use: 'sig' }] });
    await register('odd', '/odd');
    expect((await send(await signed(nameless, claims('odd')))).status).toBe(200);
    site.put('/enc', { keys: [{ ...nameless.jwk, use: 'enc' }] });
    await register('enc', '/enc');
    await expectRefused(send(await signed(nameless, claims('enc'))), /not among the client's keys/);
  });

  it.each([
    ['a redirect', { headers: { location: '/jwks' }, status: 302, body: '' }],
    ['an error', { headers: {}, status: 500, body: { keys: [] } }],
    ['no JSON', { headers: {}, status: 200, body: '<html>' }],
    ['no key set', { headers: {}, status: 200, body: { keys: 'none' } }],
    ['too much', { headers: {}, status: 200, body: `{"keys":[],"x":"${'x'.repeat(70_000)}"}` }],
  ])('refuses %s', async (name, { headers, status, body }) => {
    const path = `/bad-${encodeURIComponent(name)}`;
    site.put(path, body, headers as Record<string, string>, status);
    await register(`bad-${name.replaceAll(' ', '-')}`, path);
    const assertion = await signed(rsa, claims(`bad-${name.replaceAll(' ', '-')}`));
    await expectRefused(send(assertion), /could not be fetched/);
  });
});

describe('OIDC Core section 9: client_secret_jwt', () => {
  it('proves who the client is, at every endpoint', async () => {
    const { status, body } = await send(await bySecret(secret, claims('by-mac')));
    expect(status).toBe(200);
    const token = body.access_token as string;
    const answer = await send(await bySecret(secret, claims('by-mac')), { token }, '/oauth2/introspect');
    expect(answer.body).toMatchObject({ active: true, client_id: 'by-mac' });
  });

  it('refuses another secret, another algorithm, a replay and the secret itself', async () => {
    await expectRefused(send(await bySecret('x'.repeat(43), claims('by-mac'))), /does not match the client secret/);
    await expectRefused(send(await bySecret(secret, claims('by-mac'), 'HS512')), /check client_id and secret or key/);
    await expectRefused(send(await signed(rsa, claims('by-mac'))), /check client_id and secret or key/);
    await expectRefused(send(unsigned(claims('by-mac'))), /check client_id and secret or key/);
    const assertion = await bySecret(secret, claims('by-mac'));
    expect((await send(assertion)).status).toBe(200);
    await expectRefused(send(assertion), /was used before/);
    const posted = { grant_type: 'client_credentials', client_id: 'by-mac', client_secret: secret };
    expect((await post(world, '/oauth2/token', posted, null)).body.error).toBe('invalid_client');
  });

  it('works with both secrets during a rotation, and with a secret of the bootstrap file', async () => {
    const clients = world.app.get(ClientsService);
    const rotating = { ...MACHINE, client_id: 'rotating', token_endpoint_auth_method: 'client_secret_jwt' };
    const { clientSecret: first = '' } = await clients.create(rotating);
    const { clientSecret: second = '' } = await clients.rotateSecret('rotating', 60);
    for (const key of [first, second]) expect((await send(await bySecret(key, claims('rotating')))).status).toBe(200);
    const chosen = 'chosen-elsewhere-0123456789-0123456789';
    const entry = { ...rotating, client_id: 'declared', client_secret: chosen };
    await world.app.get(Database).transaction((transaction) => clients.applyBootstrap([entry], transaction));
    expect((await send(await bySecret(chosen, claims('declared')))).status).toBe(200);
  });

  it('gets a client that comes to it a new secret, and takes the key away from one that leaves it', async () => {
    const clients = world.app.get(ClientsService);
    const { clientSecret: first = '' } = await clients.create({ ...MACHINE, client_id: 'changing' });
    const { clientSecret: second = '' } = await clients.update('changing', {
      token_endpoint_auth_method: 'client_secret_jwt',
    });
    expect([second === '', second === first]).toEqual([false, false]);
    expect((await send(await bySecret(second, claims('changing')))).status).toBe(200);
    const back = await clients.update('changing', { token_endpoint_auth_method: 'client_secret_post' });
    expect([back.clientSecret, back.client.secrets.map(({ sealed }) => sealed)]).toEqual([undefined, [null]]);
    const form = { grant_type: 'client_credentials', client_id: 'changing', client_secret: second };
    expect((await post(world, '/oauth2/token', form, null)).status).toBe(200);
  });
});

describe('a client secret that expires (RFC 7591 section 3.2.1)', () => {
  it('is told so to the client that knows it, and to nobody else', async () => {
    const clients = world.app.get(ClientsService);
    const clock = stopClock(world);
    try {
      for (const method of ['client_secret_basic', 'client_secret_jwt']) {
        const client = { ...MACHINE, client_id: `expiring-${method}`, token_endpoint_auth_method: method };
        await clients.create(client);
        const { clientSecret = '' } = await clients.rotateSecret(client.client_id, 0, {}, 60);
        const present = async (key: string) =>
          method === 'client_secret_jwt'
            ? send(await bySecret(key, claims(client.client_id, { exp: Math.floor(Date.now() / 1000) + 600 })))
            : post(world, '/oauth2/token', { grant_type: 'client_credentials' }, { id: client.client_id, secret: key });
        expect((await present(clientSecret)).status).toBe(200);
        clock.pass(61);
        await expectRefused(present(clientSecret), /^the client secret has expired/);
        await expectRefused(present('x'.repeat(43)), /^(check client_id|the signature .* does not match)/);
      }
    } finally {
      clock.goOn();
    }
  });
});

describe('real clients authenticate so', () => {
  const options = { execute: [openid.allowInsecureRequests] };

  it.each(['by-key', 'by-mac'])('openid-client as %s', async (clientId) => {
    const method =
      clientId === 'by-key'
        ? openid.PrivateKeyJwt({ key: rsa.privateKey, kid: 'rsa' })
        : openid.ClientSecretJwt(secret);
    const configuration = await openid.discovery(new URL(world.issuer), clientId, undefined, method, options);
    const { access_token } = await openid.clientCredentialsGrant(configuration, { scope: 'api:read' });
    expect(await openid.tokenIntrospection(configuration, access_token)).toMatchObject({ active: true });
    await openid.tokenRevocation(configuration, access_token);
    expect(await openid.tokenIntrospection(configuration, access_token)).toEqual({ active: false });
  });

  it.each(['by-key', 'by-mac'])('oauth4webapi as %s', async (client_id) => {
    const insecure = { [oauth.allowInsecureRequests]: true };
    const issuer = new URL(world.issuer);
    const server = await oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, insecure));
    const method =
      client_id === 'by-key' ? oauth.PrivateKeyJwt({ key: ec.privateKey, kid: 'ec' }) : oauth.ClientSecretJwt(secret);
    const answer = await oauth.clientCredentialsGrantRequest(server, { client_id }, method, {}, insecure);
    const { access_token } = await oauth.processClientCredentialsResponse(server, { client_id }, answer);
    const introspection = await oauth.introspectionRequest(server, { client_id }, method, access_token, insecure);
    expect(await oauth.processIntrospectionResponse(server, { client_id }, introspection)).toMatchObject({
      active: true,
    });
  });

  it('because discovery says how', async () => {
    const metadata = await (await fetch(`${world.issuer}/.well-known/openid-configuration`)).json();
    const methods = ['client_secret_basic', 'client_secret_post', 'client_secret_jwt', 'private_key_jwt'];
    for (const endpoint of ['token', 'introspection', 'revocation']) {
      expect(metadata).toMatchObject({
        [`${endpoint}_endpoint_auth_methods_supported`]: expect.arrayContaining(methods),
        [`${endpoint}_endpoint_auth_signing_alg_values_supported`]: expect.arrayContaining(['HS256', 'RS256', 'ES256']),
      });
      expect(JSON.stringify(metadata)).not.toContain('undefined');
    }
  });
});
