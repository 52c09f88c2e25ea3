import { adminApi } from '../../support/admin.js';
import { auditEvents } from '../../support/audit-log.js';
import { type KeySite, openKeySite } from '../../support/key-site.js';
import { bearer, callRegistration, register, registrationWorld, WEB_APP } from '../../support/registration.js';
import { post, type World } from '../../support/world.js';

const METADATA = '/.well-known/openid-configuration';
const endpointOf = async (world: World) =>
  ((await (await fetch(world.issuer + METADATA)).json()) as { registration_endpoint?: string }).registration_endpoint;

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

  it('is refused without one or with the wrong one before any word about the body', async () => {
    for (const [headers, error] of [
      [{}, undefined],
      [{ authorization: 'Bearer x' }, 'invalid_token'],
    ] as const)
      for (const sent of ['{', `"${'x'.repeat(300_000)}"`, 'null', '']) {
        const { status, body } = await callRegistration(`${world.issuer}/oauth2/register`, 'POST', sent, headers);
        expect([sent.slice(0, 5), status, body?.error]).toEqual([sent.slice(0, 5), 401, error]);
      }
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

    it('asks no one in this server’s network, and does not say who is there', async () => {
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
    const events = (await auditEvents(world)).filter(({ client_id }) => client_id === body.client_id);
    expect(events.map(({ type }) => type)).toEqual(['client.created']);
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
