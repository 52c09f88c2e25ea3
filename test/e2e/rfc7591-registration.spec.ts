import fc from 'fast-check';
import {
  allowInsecureRequests,
  authorizationCodeGrant,
  buildAuthorizationUrl,
  ClientSecretBasic,
  dynamicClientRegistration,
  fetchUserInfo,
  PrivateKeyJwt,
} from 'openid-client';
import { REFUSED, USED } from '../../src/clients/registered-metadata.js';
import { Database, statement } from '../../src/platform/database/database.js';
import { adminApi } from '../support/admin.js';
import { Browser } from '../support/browser.js';
import { type KeySite, newClientKey, openKeySite } from '../support/key-site.js';
import { bearer, callRegistration, register, registrationWorld, WEB_APP } from '../support/registration.js';
import { CHALLENGE, PASSWORD, post, VERIFIER, type World } from '../support/world.js';

const METADATA = '/.well-known/openid-configuration';
const endpointOf = async (world: World) =>
  ((await (await fetch(world.issuer + METADATA)).json()) as { registration_endpoint?: string }).registration_endpoint;

/** Signs bob in for the client and allows what it asks for. @returns the parameters that come back */
async function signIn(url: URL | string, issuer: string): Promise<URL> {
  const browser = new Browser(issuer);
  await browser.get(String(url));
  await browser.submitFirstForm({ username: 'bob', password: PASSWORD });
  await browser.submitFirstForm({}, 'allow');
  return new URL(browser.location ?? `about:blank#${browser.page.html}`);
}

describe('dynamic client registration (RFC 7591) that is closed', () => {
  let world: World;
  beforeAll(async () => {
    world = await registrationWorld({});
  });
  afterAll(() => world.close());

  it('is not advertised, and says so', async () => {
    expect(await endpointOf(world)).toBeUndefined();
    const { status, body, headers } = await register(world);
    expect([status, body.error, headers.get('cache-control')]).toEqual([403, 'access_denied', 'no-store']);
    expect(body.error_description).toContain('ask an administrator');
  });

  it('takes no initial access token either', async () => {
    const api = await adminApi(world, 'initial-access-tokens:write');
    const { body } = await api('POST', '/initial-access-tokens');
    expect((await register(world, WEB_APP, body.token)).status).toBe(403);
  });
});

describe('dynamic client registration (RFC 7591) with a token', () => {
  let world: World;
  let token: string;
  beforeAll(async () => {
    world = await registrationWorld({ access: 'token' });
    token = (await (await adminApi(world, 'initial-access-tokens:write'))('POST', '/initial-access-tokens')).body.token;
  });
  afterAll(() => world.close());

  it('is advertised, and refused without one as RFC 6750 says', async () => {
    expect(await endpointOf(world)).toBe(`${world.issuer}/oauth2/register`);
    const { status, body, headers } = await register(world);
    expect([status, body, headers.get('www-authenticate')]).toEqual([401, undefined, `Bearer realm="${world.issuer}"`]);
  });

  it.each(['x', 'KfP0KfP0KfP0KfP0KfP0KfP0KfP0KfP0KfP0KfP0KfP'])('is refused with the wrong one: %s', async (wrong) => {
    const { status, body, headers } = await register(world, WEB_APP, wrong);
    expect([status, body.error]).toEqual([401, 'invalid_token']);
    expect(headers.get('www-authenticate')).toContain('error="invalid_token"');
  });

  it('is refused with one in the query, twice, or malformed', async () => {
    const url = `${world.issuer}/oauth2/register`;
    const inQuery = await callRegistration(`${url}?access_token=${token}`, 'POST', WEB_APP);
    expect([inQuery.status, inQuery.body.error]).toEqual([400, 'invalid_request']);
    const malformed = await callRegistration(url, 'POST', WEB_APP, { authorization: 'Bearer a b' });
    expect([malformed.status, malformed.body.error]).toEqual([400, 'invalid_request']);
    const basic = await callRegistration(url, 'POST', WEB_APP, { authorization: 'Basic YTpi' });
    expect(basic.status).toBe(401);
  });

  it('lets a client act for itself, with scopes that need no role', async () => {
    const machine = { grant_types: ['client_credentials'], scope: 'api:read' };
    const { status, body } = await register(world, machine, token);
    expect([status, body.scope]).toEqual([201, 'api:read']);
    const client = { id: body.client_id, secret: body.client_secret };
    expect((await post(world, '/oauth2/token', { grant_type: 'client_credentials' }, client)).status).toBe(200);
    const admin = await register(world, { ...machine, scope: 'api:read api:admin clients:write' }, token);
    expect([admin.status, admin.body.error]).toEqual([400, 'invalid_client_metadata']);
    expect(admin.body.error_description).toContain('api:admin');
    expect(admin.body.error_description).toContain('clients:write');
  });

  describe('of a client that names its sector (OIDC Registration section 5)', () => {
    const redirect_uris = ['https://a.example/cb', 'https://b.example/cb'];
    let site: KeySite;
    beforeAll(async () => {
      site = await openKeySite();
      site.put('/all', [...redirect_uris, 'https://c.example/cb']);
      site.put('/other', redirect_uris.slice(1));
      site.put('/object', { redirect_uris });
      site.put('/text', 'not JSON');
      site.put('/moved', '', { location: '/all' }, 302);
      site.put('/failing', redirect_uris, {}, 500);
      site.put('/endless', `["${'x'.repeat(70_000)}"]`);
    });
    afterAll(() => site.close());
    const metadata = (path: string) => ({ redirect_uris, sector_identifier_uri: site.origin + path });

    it('takes what the sector lists, and asks again when that changes', async () => {
      const { status, body } = await register(world, metadata('/all'), token);
      expect([status, body.sector_identifier_uri]).toEqual([201, `${site.origin}/all`]);
      const change = (members: object) =>
        callRegistration(
          body.registration_client_uri,
          'PUT',
          { ...metadata('/all'), client_id: body.client_id, ...members },
          bearer(body.registration_access_token),
        );
      expect((await change({ redirect_uris: ['https://a.example/cb'], client_name: 'New' })).status).toBe(200);
      expect(site.asked.get('/all')).toBe(1);
      expect((await change({ redirect_uris: ['https://c.example/cb'] })).status).toBe(200);
      expect(site.asked.get('/all')).toBe(2);
      expect(await change({ redirect_uris: ['https://d.example/cb'] })).toMatchObject({
        status: 400,
        body: { error: 'invalid_client_metadata', error_description: expect.stringContaining('https://d.example/cb') },
      });
    });

    it.each(['/other', '/object', '/text', '/moved', '/failing', '/endless', '/missing'])(
      'refuses what it does not: %s',
      async (path) => {
        const { status, body } = await register(world, metadata(path), token);
        expect([status, body.error]).toEqual([400, 'invalid_client_metadata']);
        expect(body.error_description).toContain('sector_identifier_uri');
      },
    );

    it('asks nobody in this server’s network, and does not say who is there', async () => {
      for (const address of ['https://10.0.0.1/list', 'https://169.254.169.254/', 'https://[fd00::1]/']) {
        const { status, body } = await register(world, { redirect_uris, sector_identifier_uri: address }, token);
        expect([status, body.error_description]).toEqual([400, expect.stringContaining('cannot be read')]);
      }
    });

    it('holds for administrators too', async () => {
      const api = await adminApi(world);
      expect((await api('POST', '/clients', metadata('/other'))).body.errors).toEqual([
        { pointer: '/sector_identifier_uri', detail: 'does not list the redirect URI https://a.example/cb' },
      ]);
      expect((await api('POST', '/clients', metadata('/all'))).status).toBe(201);
    });
  });

  it('tells administrators who registered the client, and when in the audit log', async () => {
    const { body } = await register(world, WEB_APP, token);
    const api = await adminApi(world);
    expect((await api('GET', `/clients/${body.client_id}`)).body).toMatchObject({
      registered_by: 'initial-access-token',
    });
    const rows = await world.app
      .get(Database)
      .query(statement('test-audit', 'SELECT type FROM audit_events WHERE client_id = $1'), [body.client_id]);
    expect(rows).toEqual([{ type: 'client.created' }]);
  });
});

describe('open dynamic client registration (RFC 7591)', () => {
  let world: World;
  beforeAll(async () => {
    world = await registrationWorld({ access: 'open', limit: 10_000 });
  });
  afterAll(() => world.close());

  it('answers with all registered metadata and how to manage them', async () => {
    const { status, headers, body } = await register(world, {
      ...WEB_APP,
      client_name: 'Example',
      'client_name#de': 'Beispiel',
      logo_uri: 'https://rp.example/logo.png',
      contacts: ['ops@rp.example'],
      software_id: 'example',
      default_max_age: 3600,
      require_auth_time: true,
    });
    expect([status, headers.get('cache-control'), headers.get('content-type')]).toEqual([
      201,
      'no-store',
      expect.stringContaining('application/json'),
    ]);
    const opaque = expect.stringMatching(/^[\w-]{22,}$/);
    expect(body).toEqual({
      client_id: opaque,
      client_secret: opaque,
      client_secret_expires_at: 0,
      client_id_issued_at: expect.any(Number),
      registration_access_token: opaque,
      registration_client_uri: `${world.issuer}/oauth2/register/${body.client_id}`,
      client_name: 'Example',
      'client_name#de': 'Beispiel',
      logo_uri: 'https://rp.example/logo.png',
      contacts: ['ops@rp.example'],
      software_id: 'example',
      default_max_age: 3600,
      require_auth_time: true,
      application_type: 'web',
      redirect_uris: WEB_APP.redirect_uris,
      post_logout_redirect_uris: [],
      grant_types: ['authorization_code'],
      response_types: ['code'],
      token_endpoint_auth_method: 'client_secret_basic',
      scope: 'openid profile email address phone offline_access',
      subject_type: 'public',
      id_token_signed_response_alg: 'RS256',
      first_party: false,
      require_pkce: true,
    });
  });

  it('gives a public client no secret', async () => {
    const { status, body } = await register(world, { ...WEB_APP, token_endpoint_auth_method: 'none' });
    expect([status, body.client_secret, body.client_secret_expires_at]).toEqual([201, undefined, undefined]);
  });

  it('stores secret and token as digests only', async () => {
    const { body } = await register(world);
    const database = world.app.get(Database);
    const rows = await Promise.all(
      ['clients', 'client_secrets', 'audit_events'].map((table) =>
        database.query(statement(`test-${table}`, `SELECT * FROM ${table}`)),
      ),
    );
    expect(JSON.stringify(rows)).not.toContain(body.client_secret);
    expect(JSON.stringify(rows)).not.toContain(body.registration_access_token);
  });

  it('serves a whole sign-in of openid-client', async () => {
    const client = await dynamicClientRegistration(
      new URL(world.issuer),
      { redirect_uris: ['https://rp.example/cb'], client_name: 'Stranger', scope: 'openid email' },
      ClientSecretBasic(),
      { execute: [allowInsecureRequests] },
    );
    const url = buildAuthorizationUrl(client, {
      redirect_uri: 'https://rp.example/cb',
      scope: 'openid email',
      code_challenge: CHALLENGE,
      code_challenge_method: 'S256',
    });
    const back = await signIn(url, world.issuer);
    const tokens = await authorizationCodeGrant(client, back, { pkceCodeVerifier: VERIFIER });
    const sub = tokens.claims()?.sub ?? '';
    await expect(fetchUserInfo(client, tokens.access_token, sub)).resolves.toMatchObject({ email: 'bob@example.com' });
  });

  it('gives no secret to a client that authenticates by its own keys', async () => {
    const { jwk, privateKey } = await newClientKey('ES256', 'a');
    const client = await dynamicClientRegistration(
      new URL(world.issuer),
      {
        redirect_uris: ['https://rp.example/cb'],
        token_endpoint_auth_method: 'private_key_jwt',
        token_endpoint_auth_signing_alg: 'ES256',
        jwks: { keys: [jwk] },
        scope: 'openid',
      },
      PrivateKeyJwt({ key: privateKey, kid: 'a' }),
      { execute: [allowInsecureRequests] },
    );
    expect(client.clientMetadata()).toMatchObject({ jwks: { keys: [jwk] } });
    expect(client.clientMetadata()).not.toHaveProperty('client_secret');
    const parameters = { redirect_uri: 'https://rp.example/cb', scope: 'openid', code_challenge: CHALLENGE };
    const url = buildAuthorizationUrl(client, { ...parameters, code_challenge_method: 'S256' });
    const tokens = await authorizationCodeGrant(client, await signIn(url, world.issuer), {
      pkceCodeVerifier: VERIFIER,
    });
    expect(tokens.id_token).toBeDefined();
  });

  it('answers anything with what is wrong, never with a failure of its own', async () => {
    const names = [...USED, ...REFUSED.keys(), 'client_name#de', 'client_id', 'x'];
    const metadata = fc.dictionary(fc.constantFrom(...names), fc.oneof(fc.jsonValue({ maxDepth: 3 }), fc.webUrl()));
    await fc.assert(
      fc.asyncProperty(metadata, async (members) => {
        const { status, body } = await register(world, members);
        const error = body.error ?? (body.client_id ? 'none' : 'missing');
        expect([status, error]).toEqual(
          status === 201 ? [201, 'none'] : [400, expect.stringMatching(/^(invalid_|unapproved_)/)],
        );
      }),
      { numRuns: 300 },
    );
  });

  it('ignores what it does not know, what only the server sets, and what nobody grants himself', async () => {
    const { status, body } = await register(world, {
      ...WEB_APP,
      first_party: true,
      require_pkce: false,
      client_id: 'web-app',
      client_secret: 'x'.repeat(43),
      registration_access_token: 'x',
      registered_by: 'administrator',
      tls_client_auth_subject_dn: 'CN=x',
      nonsense: { a: [1] },
      __proto__x: 1,
      logo_uri: null,
    });
    expect(status).toBe(201);
    expect(body).toMatchObject({ first_party: false, require_pkce: true });
    expect([body.client_id, body.client_secret, body.registration_access_token]).not.toEqual(
      expect.arrayContaining(['web-app', 'x'.repeat(43), 'x']),
    );
    for (const name of ['nonsense', 'tls_client_auth_subject_dn', 'registered_by', 'logo_uri', '__proto__x'])
      expect(body).not.toHaveProperty(name);
    const api = await adminApi(world);
    expect((await api('GET', `/clients/${body.client_id}`)).body.registered_by).toBe('open');
  });

  it('makes an app out of who has addresses on a device only, as clients do that know OAuth alone', async () => {
    const redirect_uris = ['http://localhost:3334/oauth/callback', 'http://127.0.0.1/cb', 'com.example.app:/cb'];
    const { status, body } = await register(world, { redirect_uris, token_endpoint_auth_method: 'none' });
    expect([status, body.application_type]).toEqual([201, 'native']);
  });

  it.each<[string, object, string, string]>([
    ['no redirect URI', {}, 'invalid_redirect_uri', 'redirect_uris must have at least one'],
    ['one with a fragment', { redirect_uris: ['https://rp.example/cb#a'] }, 'invalid_redirect_uri', 'fragment'],
    ['one that runs', { redirect_uris: ['javascript:alert(1)'] }, 'invalid_redirect_uri', 'scheme'],
    ['one that is relative', { redirect_uris: ['/cb'] }, 'invalid_redirect_uri', 'absolute'],
    ['one of another kind', { redirect_uris: 'https://rp.example/cb' }, 'invalid_redirect_uri', 'list'],
    ['plain http', { redirect_uris: ['http://rp.example/cb'] }, 'invalid_redirect_uri', 'https'],
    [
      'a web application on a device',
      { redirect_uris: ['http://localhost/cb'], application_type: 'web' },
      'invalid_redirect_uri',
      'native',
    ],
    [
      'both kinds of mistakes',
      { redirect_uris: ['https://rp.example/#'], subject_type: 'x' },
      'invalid_redirect_uri',
      'subject_type',
    ],
    [
      'a wrong URI after signing out',
      { ...WEB_APP, post_logout_redirect_uris: ['https://rp.example/#'] },
      'invalid_client_metadata',
      'post_logout_redirect_uris/0',
    ],
    ['the implicit flow', { ...WEB_APP, response_types: ['id_token'] }, 'invalid_client_metadata', 'response_types/0'],
    ['an unknown grant type', { ...WEB_APP, grant_types: ['password'] }, 'invalid_client_metadata', 'grant_types/0'],
    [
      'tokens of its own',
      { ...WEB_APP, grant_types: ['authorization_code', 'client_credentials'] },
      'invalid_client_metadata',
      'initial access token',
    ],
    [
      'an unknown authentication',
      { ...WEB_APP, token_endpoint_auth_method: 'tls_client_auth' },
      'invalid_client_metadata',
      'token_endpoint_auth_method',
    ],
    [
      'an unknown algorithm',
      { ...WEB_APP, id_token_signed_response_alg: 'none' },
      'invalid_client_metadata',
      'id_token',
    ],
    ['a scope that needs a role', { ...WEB_APP, scope: 'openid api:admin' }, 'invalid_client_metadata', 'api:admin'],
    ['the admin API', { ...WEB_APP, scope: 'clients:write' }, 'invalid_client_metadata', 'clients:write'],
    ['an unknown scope', { ...WEB_APP, scope: 'openid nothing' }, 'invalid_client_metadata', 'nothing'],
    [
      'a link that runs',
      { ...WEB_APP, 'logo_uri#de': 'javascript:alert(1)' },
      'invalid_client_metadata',
      'logo_uri#de',
    ],
    ['a name with a line break', { ...WEB_APP, 'client_name#de': 'a\nb' }, 'invalid_client_metadata', 'client_name#de'],
    ['keys at home', { ...WEB_APP, jwks_uri: 'http://localhost/jwks' }, 'invalid_client_metadata', 'jwks_uri'],
    ['keys that are none', { ...WEB_APP, jwks: { keys: [{ kty: 'RSA' }] } }, 'invalid_client_metadata', 'jwks/keys/0'],
    [
      'a private key',
      { ...WEB_APP, jwks: { keys: [{ kty: 'OKP', crv: 'Ed25519', x: 'a', d: 'b' }] } },
      'invalid_client_metadata',
      'public key',
    ],
    [
      'keys in two ways',
      { ...WEB_APP, jwks: { keys: [{ kty: 'x' }] }, jwks_uri: 'https://rp.example/jwks' },
      'invalid_client_metadata',
      'jwks must be left out',
    ],
    [
      'encrypted request objects',
      { ...WEB_APP, request_object_encryption_alg: 'RSA-OAEP' },
      'invalid_client_metadata',
      'not supported',
    ],
    ['a statement that is none', { ...WEB_APP, software_statement: 'x' }, 'invalid_software_statement', 'JWT'],
    ['a statement that is no text', { ...WEB_APP, software_statement: {} }, 'invalid_software_statement', 'JWT'],
    ['a statement', { ...WEB_APP, software_statement: 'eyJ.e30.x-_' }, 'unapproved_software_statement', 'metadata'],
    [
      'more than it will store',
      { ...WEB_APP, 'client_name#de': 'x'.repeat(66_000) },
      'invalid_client_metadata',
      '65536',
    ],
  ])('refuses %s', async (_, metadata, error, hint) => {
    const { status, body, headers } = await register(world, metadata);
    expect([status, body.error, headers.get('cache-control')]).toEqual([400, error, 'no-store']);
    expect(body.error_description).toContain(hint);
  });

  it.each<[string, string | undefined, string]>([
    ['no JSON', '{"redirect_uris":', 'application/json'],
    ['nothing', '', 'application/json'],
    ['a list', '[]', 'application/json'],
    ['text', '"x"', 'application/json'],
    ['null', 'null', 'application/json'],
    ['a prototype', '{"__proto__":{}}', 'application/json'],
    ['a form', 'redirect_uris=https%3A%2F%2Frp.example', 'application/x-www-form-urlencoded'],
  ])('refuses a body that is %s', async (_, text, type) => {
    const { status, body } = await callRegistration(`${world.issuer}/oauth2/register`, 'POST', text, {
      'content-type': type,
    });
    expect([status, body]).toEqual([400, { error: 'invalid_request', error_description: expect.any(String) }]);
  });

  it('takes nothing that is nested without end', async () => {
    const deep = `{"jwks":${'['.repeat(5000)}${']'.repeat(5000)}}`;
    expect(await register(world, deep)).toMatchObject({ status: 400, body: { error: 'invalid_client_metadata' } });
  });

  it('refuses a wrong token even where none is needed', async () => {
    expect((await register(world, WEB_APP, 'wrong')).status).toBe(401);
  });

  it('is open to scripts of other origins', async () => {
    const preflight = await fetch(`${world.issuer}/oauth2/register/x`, {
      method: 'OPTIONS',
      headers: {
        origin: 'https://spa.example',
        'access-control-request-method': 'PUT',
        'access-control-request-headers': 'authorization,content-type',
      },
    });
    expect(preflight.headers.get('access-control-allow-origin')).toBe('*');
    expect(preflight.headers.get('access-control-allow-methods')).toContain('PUT');
    const { headers } = await callRegistration(`${world.issuer}/oauth2/register`, 'POST', WEB_APP, {
      origin: 'https://spa.example',
    });
    expect(headers.get('access-control-allow-origin')).toBe('*');
  });
});

describe('open registration at a server that lets confidential clients do without PKCE', () => {
  let world: World;
  beforeAll(async () => {
    world = await registrationWorld({ access: 'open', requirePkce: false });
  });
  afterAll(() => world.close());

  it.each<[string, object, boolean]>([
    ['a confidential client', {}, false],
    ['one that asks for it', { require_pkce: true }, true],
    ['a public client', { token_endpoint_auth_method: 'none' }, true],
    ['a public client that would rather not', { token_endpoint_auth_method: 'none', require_pkce: false }, true],
  ])('requires it of %s or not', async (_, metadata, required) => {
    const { status, body } = await register(world, { ...WEB_APP, ...metadata });
    expect([status, body.require_pkce]).toEqual([201, required]);
  });

  it('signs people in without it', async () => {
    const { body } = await register(world);
    const query = new URLSearchParams({
      response_type: 'code',
      client_id: body.client_id,
      redirect_uri: 'https://rp.example/cb',
      scope: 'openid',
      nonce: 'n',
    });
    const back = await signIn(`${world.issuer}/oauth2/authorize?${query}`, world.issuer);
    const form = {
      grant_type: 'authorization_code',
      code: back.searchParams.get('code') ?? '',
      redirect_uri: 'https://rp.example/cb',
    };
    const answer = await post(world, '/oauth2/token', form, { id: body.client_id, secret: body.client_secret });
    expect([answer.status, answer.body.id_token]).toEqual([200, expect.any(String)]);
  });
});

describe('open registration from one address', () => {
  it('is limited, however many come at once, and says when to come again', async () => {
    const world = await registrationWorld({ access: 'open', limit: 10 });
    const answers = await Promise.all(Array.from({ length: 50 }, () => register(world)));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(10);
    const refused = answers.filter(({ status }) => status === 429);
    expect(refused).toHaveLength(40);
    expect(Number(refused[0]?.headers.get('retry-after'))).toBeGreaterThan(800);
    expect(refused[0]?.body.error).toBe('temporarily_unavailable');
    const api = await adminApi(world, 'initial-access-tokens:write');
    const { body } = await api('POST', '/initial-access-tokens', { max_uses: 1 });
    expect((await register(world, WEB_APP, body.token)).status).toBe(201);
    expect(
      await callRegistration(`${world.issuer}/oauth2/register`, 'POST', WEB_APP, bearer(body.token)),
    ).toMatchObject({
      status: 401,
      body: { error: 'invalid_token' },
    });
    await world.close();
  });
});
