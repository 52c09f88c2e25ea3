import type { JWK } from 'jose';
import { type Client, type ClientMetadata, clientOf } from '../../../src/clients/client.js';
import { ClientKeysService } from '../../../src/clients/client-keys.service.js';
import { TestClock } from '../../../src/platform/clock.spec-support.js';
import { OutgoingRefused, OutgoingRequests } from '../../../src/platform/egress/outgoing.js';
import { claims, expectRefused, MACHINE, send } from '../../support/client-assertions.js';
import { stopClock } from '../../support/clock.js';
import { type ClientKeyPair, type KeySite, newClientKey, openKeySite, signed } from '../../support/key-site.js';
import { createWorld, registerClient, type World } from '../../support/world.js';

const LOCAL = { issuer: 'http://localhost:3000', outgoingNetworks: [] };
const METADATA: ClientMetadata = {
  redirect_uris: ['https://rp.example/cb'],
  post_logout_redirect_uris: [],
  grant_types: ['authorization_code'],
  response_types: ['code'],
  token_endpoint_auth_method: 'private_key_jwt',
  scope: 'openid',
  id_token_signed_response_alg: 'RS256',
  first_party: false,
  require_pkce: true,
  client_name: 'Example',
};

describe('the keys of clients', () => {
  let site: KeySite;
  let clock: TestClock;
  let keys: ClientKeysService;
  let jwk: JWK;

  beforeAll(async () => {
    site = await openKeySite();
    ({ jwk } = await newClientKey('ES256', 'a'));
  });
  afterAll(() => site.close());
  beforeEach(() => {
    site.asked.clear();
    clock = new TestClock();
    keys = new ClientKeysService(new OutgoingRequests(LOCAL), clock);
  });

  const client = (members: object, registeredBy: Client['registeredBy'] = 'administrator') =>
    clientOf('rp', { ...METADATA, ...members }, [], { registeredBy, createdAt: 0 });
  const remote = (path: string, registeredBy?: Client['registeredBy']) =>
    client({ jwks_uri: site.origin + path }, registeredBy);

  it.each<[string, Record<string, string>, number, number]>([
    ['ten minutes where nothing is said', {}, 599, 601],
    ['as long as is said', { 'cache-control': 'public, max-age=120' }, 119, 121],
    ['a minute at least', { 'cache-control': 'max-age=0, must-revalidate' }, 59, 61],
    ['an hour at most', { 'cache-control': 'max-age=86400' }, 3599, 3601],
    ['ten minutes where it makes no sense', { 'cache-control': 's-max-age=5, x-max-age=7' }, 599, 601],
  ])('are remembered %s', async (_, headers, kept, gone) => {
    site.put('/jwks', { keys: [jwk] }, headers);
    await keys.find(remote('/jwks'), 'sig');
    clock.pass(kept);
    await keys.find(remote('/jwks'), 'sig');
    expect(site.asked.get('/jwks')).toBe(1);
    clock.pass(gone - kept);
    await keys.find(remote('/jwks'), 'sig');
    expect(site.asked.get('/jwks')).toBe(2);
  });

  it('are those for signatures or those for encryption, by value or by reference', async () => {
    const set = {
      keys: [
        { ...jwk, kid: 'any' },
        { ...jwk, kid: 'sig', use: 'sig' },
        { ...jwk, kid: 'enc', use: 'enc' },
      ],
    };
    site.put('/jwks', set);
    for (const each of [client({ jwks: set }), remote('/jwks')]) {
      const kids = async (use: 'sig' | 'enc') => (await keys.find(each, use)).keys.map(({ kid }) => kid);
      expect([await kids('sig'), await kids('enc')]).toEqual([
        ['any', 'sig'],
        ['any', 'enc'],
      ]);
    }
    expect(await keys.find(client({}), 'sig')).toEqual({ keys: [] });
  });

  it('are the same object until there are others', async () => {
    site.put('/jwks', { keys: [jwk] });
    for (const each of [client({ jwks: { keys: [jwk] } }), remote('/jwks')])
      expect(await keys.find(each, 'sig', true)).toBe(await keys.find(each, 'sig', true));
  });

  it('are on this machine for those whom somebody vouches for only, whoever asked before', async () => {
    site.put('/jwks', { keys: [jwk] });
    expect((await keys.find(remote('/jwks', 'initial-access-token'), 'sig')).keys).toHaveLength(1);
    await expect(keys.find(remote('/jwks', 'open'), 'sig')).rejects.toThrow(OutgoingRefused);
    expect(site.asked.get('/jwks')).toBe(1);
  });

  it('are remembered of so many addresses only', async () => {
    for (let index = 0; index < 510; index++) site.put(`/${index}`, { keys: [] });
    for (let index = 0; index < 510; index++) await keys.find(remote(`/${index}`), 'sig');
    await keys.find(remote('/509'), 'sig');
    await keys.find(remote('/0'), 'sig');
    expect([site.asked.get('/509'), site.asked.get('/0')]).toEqual([1, 2]);
  });
});

describe('jwks_uri', () => {
  let world: World;
  let site: KeySite;
  let rsa: ClientKeyPair;

  beforeAll(async () => {
    world = await createWorld();
    site = await openKeySite();
    rsa = await newClientKey('RS256', 'rsa');
  });
  afterAll(async () => {
    await world.close();
    await site.close();
  });

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
    const assertions = await Promise.all(Array.from({ length: 20 }, () => signed(key, claims(world, 'remote'))));
    const answers = await Promise.all(assertions.map((each) => send(world, each)));
    expect(answers.map(({ status }) => status)).toEqual(Array(20).fill(200));
    expect((await send(world, await signed(key, claims(world, 'remote')))).status).toBe(200);
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
    const now = () => claims(world, 'rolling', { iat: undefined });
    try {
      site.put('/rolling', { keys: [first.jwk] });
      await register('rolling', '/rolling');
      expect((await send(world, await signed(first, now()))).status).toBe(200);
      site.put('/rolling', { keys: [first.jwk, second.jwk] });
      expect((await send(world, await signed(second, now()))).status).toBe(200);
      site.put('/rolling', { keys: [second.jwk, third.jwk] });
      await expectRefused(send(world, await signed(third, now())), /not among the client's keys/);
      clock.pass(31);
      const answers = await Promise.all(
        Array.from({ length: 10 }, async (_, index) => send(world, await signed(index % 2 ? third : stranger, now()))),
      );
      expect(answers.map(({ status }) => status)).toEqual(
        Array.from({ length: 10 }, (_, index) => (index % 2 ? 200 : 401)),
      );
      expect(site.asked.get('/rolling')).toBe(3);
    } finally {
      clock.goOn();
    }
  });

  it('gives no key up because it cannot be fetched again, and says that it could not', async () => {
    const [key, stranger] = await Promise.all([newClientKey('ES256', 'kept'), newClientKey('ES256', 'x')]);
    const clock = stopClock(world);
    try {
      site.put('/kept', { keys: [key.jwk] });
      await register('kept', '/kept');
      expect((await send(world, await signed(key, claims(world, 'kept')))).status).toBe(200);
      site.answers.delete('/kept');
      clock.pass(31);
      await expectRefused(
        send(world, await signed(stranger, claims(world, 'kept', { exp: Math.floor(Date.now() / 1000) + 600 }))),
        /could not be fetched/,
      );
      const still = claims(world, 'kept', { exp: Math.floor(Date.now() / 1000) + 600 });
      expect((await send(world, await signed(key, still))).status).toBe(200);
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
        send(world, await signed(key, claims(world, 'failing'))),
        /^the keys at the jwks_uri of the client could not be fetched$/,
      );
      site.put('/failing', { keys: [key.jwk] });
      await expectRefused(send(world, await signed(key, claims(world, 'failing'))), /could not be fetched/);
      clock.pass(6);
      expect((await send(world, await signed(key, claims(world, 'failing')))).status).toBe(200);
    } finally {
      clock.goOn();
    }
  });

  it('may hold keys that are of no use, or that have no names', async () => {
    const [nameless, another] = await Promise.all([newClientKey('ES256'), newClientKey('ES256')]);
    const secrets = [{ kty: 'oct', k: 'c2VjcmV0' }, { ...another.jwk, d: 'AAAA' }, { kty: 'NEW' }, 7, null];
    site.put('/odd', { keys: [...secrets, another.jwk, { ...nameless.jwk, use: 'sig' }] });
    await register('odd', '/odd');
    expect((await send(world, await signed(nameless, claims(world, 'odd')))).status).toBe(200);
    site.put('/enc', { keys: [{ ...nameless.jwk, use: 'enc' }] });
    await register('enc', '/enc');
    await expectRefused(send(world, await signed(nameless, claims(world, 'enc'))), /not among the client's keys/);
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
    const assertion = await signed(rsa, claims(world, `bad-${name.replaceAll(' ', '-')}`));
    await expectRefused(send(world, assertion), /could not be fetched/);
  });
});
