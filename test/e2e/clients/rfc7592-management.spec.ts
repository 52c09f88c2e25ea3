import { ClientsService } from '../../../src/clients/clients.service.js';
import { ConsentEntity } from '../../../src/consent/consent.entity.js';
import { DEFAULT_LIFETIMES } from '../../../src/platform/config/config.js';
import { Browser } from '../../support/browser.js';
import { stopClock } from '../../support/clock.js';
import { bearer, callRegistration, register, registrationWorld, WEB_APP } from '../../support/registration.js';
import { countOf } from '../../support/rows.js';
import { createTestApp } from '../../support/test-app.js';
import { newDatabaseUrl } from '../../support/test-database.js';
import { CHALLENGE, PASSWORD, post, VERIFIER, type World } from '../../support/world.js';

interface Registered {
  readonly client_id: string;
  readonly client_secret: string;
  readonly registration_access_token: string;
  readonly registration_client_uri: string;
  readonly [name: string]: unknown;
}

/** Members of an answer that must not be sent back (RFC 7592 §2.2). */
const SET_BY_SERVER = [
  'registration_access_token',
  'registration_client_uri',
  'client_secret_expires_at',
  'client_id_issued_at',
];

describe('dynamic client registration management (RFC 7592)', () => {
  let world: World;
  let client: Registered;

  beforeAll(async () => {
    world = await registrationWorld({ access: 'open' });
  });
  afterAll(() => world.close());
  beforeEach(async () => {
    client = (await register(world, { ...WEB_APP, client_name: 'Mine', contacts: ['ops@rp.example'] })).body;
  });

  const call = (method: 'GET' | 'PUT' | 'DELETE', body?: unknown, token = client.registration_access_token) =>
    callRegistration(client.registration_client_uri, method, body, bearer(token));
  const change = (members: object) => call('PUT', { ...WEB_APP, client_id: client.client_id, ...members });

  it('reads the registration', async () => {
    const { status, headers, body } = await call('GET');
    const { client_secret, client_secret_expires_at, ...known } = client;
    expect([status, headers.get('cache-control')]).toEqual([200, 'no-store']);
    expect(body).toEqual(known);
  });

  it('leaves what only administrators set as it is', async () => {
    const claim_mappings = [{ claim: 'mail', from: 'email' }];
    await world.app.get(ClientsService).update(client.client_id, { claim_mappings }, {});
    const { status, body } = await change({
      client_name: 'Changed',
      claim_mappings: [{ claim: 'name', from: 'email' }],
    });
    expect([status, body.client_name, body.claim_mappings]).toEqual([200, 'Changed', claim_mappings]);
  });

  it('replaces all metadata: what is left out is gone, and defaults are back', async () => {
    const { status, body } = await change({ client_name: 'Changed' });
    expect([status, body.client_name, body.contacts]).toEqual([200, 'Changed', undefined]);
    expect(body).toMatchObject({
      client_id: client.client_id,
      registration_access_token: client.registration_access_token,
      registration_client_uri: client.registration_client_uri,
    });
    const { body: read } = await call('GET');
    expect(read).toEqual(body);
    expect((await change({})).body.client_name).toBe(client.client_id);
  });

  it('takes what it has answered, without what only the server sets', async () => {
    const { body } = await call('GET');
    const sent = Object.fromEntries(Object.entries(body).filter(([name]) => !SET_BY_SERVER.includes(name)));
    const changed = await call('PUT', sent);
    expect([changed.status, changed.body]).toEqual([200, body]);
  });

  it('keeps the secret, which may be named', async () => {
    expect((await change({ client_secret: client.client_secret })).status).toBe(200);
    const answer = await post(
      world,
      '/oauth2/introspect',
      { token: 'x' },
      { id: client.client_id, secret: client.client_secret },
    );
    expect(answer.status).toBe(200);
  });

  it('gives a secret to a client that needs one from now on, and none to one that does not', async () => {
    const turned = await change({ token_endpoint_auth_method: 'none' });
    expect([turned.status, turned.body.client_secret]).toEqual([200, undefined]);
    const back = await change({});
    expect(back.body).toMatchObject({ client_secret: expect.any(String), client_secret_expires_at: 0 });
    expect(back.body.client_secret).not.toBe(client.client_secret);
  });

  it.each<[string, object, string, string]>([
    ['another client_id', { client_id: 'app1' }, 'invalid_request', 'client_id'],
    ['no client_id', { client_id: undefined }, 'invalid_request', 'client_id'],
    ['a secret of its own choice', { client_secret: 'x'.repeat(43) }, 'invalid_request', 'client_secret'],
    ['a secret that is no text', { client_secret: 5 }, 'invalid_request', 'client_secret'],
    ...SET_BY_SERVER.map((name): [string, object, string, string] => [name, { [name]: 1 }, 'invalid_request', name]),
    ['a wrong redirect URI', { redirect_uris: ['https://rp.example/#x'] }, 'invalid_redirect_uri', 'fragment'],
    ['a scope that needs a role', { scope: 'api:admin' }, 'invalid_client_metadata', 'api:admin'],
    ['a software statement', { software_statement: 'a.b.c' }, 'unapproved_software_statement', 'statement'],
  ])('refuses %s, and changes nothing', async (_, members, error, hint) => {
    const before = (await call('GET')).body;
    const { status, body } = await change(members);
    expect([status, body.error]).toEqual([400, error]);
    expect(body.error_description).toContain(hint);
    expect((await call('GET')).body).toEqual(before);
  });

  it('lets no client declare itself a first party, nor free from PKCE', async () => {
    expect((await change({ first_party: true, require_pkce: false })).body).toMatchObject({
      first_party: false,
      require_pkce: true,
    });
  });

  it('refuses a body that is no JSON object', async () => {
    for (const text of ['[]', '{', 'null', ''])
      expect(await call('PUT', text)).toMatchObject({ status: 400, body: { error: 'invalid_request' } });
  });

  it('says something of the body only to who has the token', async () => {
    for (const method of ['PUT', 'DELETE'] as const) {
      expect((await call(method, '{', 'x')).status).toBe(401);
      expect((await call(method, '{')).status).toBe(400);
    }
  });

  it('answers every wrong token alike, whether or not there is such a client', async () => {
    const other: Registered = (await register(world)).body;
    const uri = (id: string) => `${world.issuer}/oauth2/register/${id}`;
    const token = other.registration_access_token;
    const ids = [client.client_id, 'app1', 'nobody', 'gatehouse-docs', '%00', 'a'.repeat(300), '__proto__', '..%2f'];
    for (const method of ['GET', 'PUT', 'DELETE'] as const) {
      for (const id of ids) {
        const { status, body, headers } = await callRegistration(uri(id), method, undefined, bearer(token));
        expect([method, id, status, body]).toEqual([
          method,
          id,
          401,
          { error: 'invalid_token', error_description: 'the registration access token is not that of this client' },
        ]);
        expect(headers.get('www-authenticate')).toContain('Bearer realm=');
      }
    }
    expect((await call('GET', undefined, '')).status).toBe(400);
    expect((await callRegistration(client.registration_client_uri, 'GET')).status).toBe(401);
  });

  it('takes no secret, access token or initial access token for the registration access token', async () => {
    for (const wrong of [client.client_secret, client.client_id])
      expect((await call('GET', undefined, wrong)).status).toBe(401);
  });

  it('removes the client with all that it has', async () => {
    const holder = { id: client.client_id, secret: client.client_secret };
    const tokens = await signIn(holder.id, holder.secret);
    const userinfo = () => fetch(`${world.issuer}/oauth2/userinfo`, { headers: bearer(tokens.access_token) });
    const introspect = async (token: string) => (await post(world, '/oauth2/introspect', { token })).body.active;
    expect([(await userinfo()).status, await introspect(tokens.access_token)]).toEqual([200, true]);
    const { status, body, headers } = await call('DELETE');
    expect([status, body, headers.get('cache-control')]).toEqual([204, undefined, 'no-store']);
    expect([(await userinfo()).status, await introspect(tokens.access_token)]).toEqual([401, false]);
    const refresh = { grant_type: 'refresh_token', refresh_token: tokens.refresh_token };
    expect((await post(world, '/oauth2/token', refresh, holder)).status).toBe(401);
    expect(await countOf(world, ConsentEntity, { clientId: client.client_id })).toBe(0);
    for (const method of ['GET', 'PUT', 'DELETE'] as const) expect((await call(method)).status).toBe(401);
  });

  it.each(['PUT', 'DELETE'] as const)(
    'lets %s do nothing to a client that an administrator gave a scope of the admin API',
    async (method) => {
      const { client_id } = client;
      await world.app.get(ClientsService).update(client_id, { scope: 'openid users:read' }, {});
      const redirect_uris = ['https://rp.example/other'];
      const answer = method === 'PUT' ? await change({ redirect_uris }) : await call(method);
      expect([answer.status, answer.body.error]).toEqual([403, 'insufficient_scope']);
      expect((await call('GET')).body).toMatchObject({ client_id, redirect_uris: client.redirect_uris });
    },
  );

  it('removes a client once, and changes none that is gone, however many ask at once', async () => {
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, index) => (index % 2 === 0 ? call('DELETE') : change({ client_name: 'New' }))),
    );
    const statuses = answers.map(({ status }) => status);
    expect(statuses.filter((status) => status === 204)).toHaveLength(1);
    expect(statuses.filter((status) => ![200, 204, 401].includes(status))).toEqual([]);
  });

  /** Lets bob sign in and allow everything. @returns the token answer */
  async function signIn(clientId: string, secret: string) {
    const query = new URLSearchParams({
      response_type: 'code',
      client_id: clientId,
      redirect_uri: 'https://rp.example/cb',
      scope: 'openid offline_access',
      code_challenge: CHALLENGE,
      code_challenge_method: 'S256',
    });
    const browser = new Browser(world.issuer);
    await browser.get(`/oauth2/authorize?${query}`);
    await browser.submitFirstForm({ username: 'bob', password: PASSWORD });
    await browser.submitFirstForm({}, 'allow');
    const form = {
      grant_type: 'authorization_code',
      code: new URL(browser.location ?? '').searchParams.get('code') ?? '',
      redirect_uri: 'https://rp.example/cb',
      code_verifier: VERIFIER,
    };
    return (await post(world, '/oauth2/token', form, { id: clientId, secret })).body;
  }
});

it('goes on where registration is closed again, so that clients can remove themselves', async () => {
  const databaseUrl = await newDatabaseUrl('postgres');
  const open = await registrationWorld({ access: 'open' }, { databaseUrl });
  const { body } = await register(open);
  await open.close();
  const closed = await createTestApp({ databaseUrl });
  const address = `${closed.config.issuer}/oauth2/register/${body.client_id}`;
  const credentials = bearer(body.registration_access_token);
  expect((await callRegistration(address, 'GET', undefined, credentials)).status).toBe(200);
  expect((await callRegistration(address, 'DELETE', undefined, credentials)).status).toBe(204);
  await closed.close();
});

it('gives a client whose secret has expired a new one at its next change', async () => {
  const world = await registrationWorld(
    { access: 'open' },
    { lifetimes: { ...DEFAULT_LIFETIMES, clientSecret: 3600 } },
  );
  const clock = stopClock(world);
  const { body } = await register(world);
  expect(body.client_secret_expires_at).toBe(body.client_id_issued_at + 3600);
  const change = () =>
    callRegistration(
      body.registration_client_uri,
      'PUT',
      { ...WEB_APP, client_id: body.client_id },
      bearer(body.registration_access_token),
    );
  expect((await change()).body.client_secret).toBeUndefined();
  clock.pass(3600);
  const { client_secret, client_secret_expires_at } = (await change()).body;
  expect(client_secret).not.toBe(body.client_secret);
  expect(client_secret_expires_at).toBe(body.client_id_issued_at + 7200);
  const proof = await post(world, '/oauth2/introspect', { token: 'x' }, { id: body.client_id, secret: client_secret });
  expect(proof.status).toBe(200);
  await world.close();
});
