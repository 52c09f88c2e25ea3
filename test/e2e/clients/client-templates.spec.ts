import { CLIENT_TEMPLATES } from '../../../src/clients/client-templates.js';
import { type AdminApi, adminApi } from '../../support/admin.js';
import { DIALECTS } from '../../support/test-database.js';
import { createWorld, freshCode, freshTokens, post, redeem, type World } from '../../support/world.js';

describe.each(DIALECTS)('client templates of the admin API on %s', (dialect) => {
  let world: World;
  let api: AdminApi;

  beforeAll(async () => {
    world = await createWorld({ dialect });
    api = await adminApi(world);
  });
  afterAll(() => world.close());

  it('are listed with what they preset and what has to be given', async () => {
    const { status, body } = await api('GET', '/client-templates');
    expect(status).toBe(200);
    expect(body.items.map(({ id, name, required }: Record<string, unknown>) => [id, name, required])).toEqual([
      ['web', 'Web app', ['redirect_uris']],
      ['spa', 'Single-page app', ['redirect_uris']],
      ['native', 'Native app', ['redirect_uris']],
      ['m2m', 'Machine to machine', []],
      ['mcp', 'MCP server', ['client_uri']],
    ]);
    expect(Object.keys(body.items[0])).toEqual(['id', 'name', 'description', 'metadata', 'required']);
    expect((await (await adminApi(world, 'users:read'))('GET', '/client-templates')).status).toBe(403);
  });

  it.each(CLIENT_TEMPLATES.map((template) => [template.id, template] as const))(
    'make a client of %s, which has what they preset',
    async (template, { metadata, example }) => {
      const { status, body } = await api('POST', '/clients', { template, ...example });
      expect([status, body.warnings]).toEqual([201, undefined]);
      expect(body).toMatchObject({ ...metadata, ...example });
      expect(body).not.toHaveProperty('template');
      expect(body.client_secret !== undefined).toBe(metadata.token_endpoint_auth_method !== 'none');
    },
  );

  it('make clients that work: people sign in at them, and services get tokens and ask about those of others', async () => {
    const redirect_uri = 'https://new.example/cb';
    for (const template of ['web', 'spa', 'native']) {
      const { body } = await api('POST', '/clients', { template, redirect_uris: [redirect_uri] });
      const client = { id: body.client_id, secret: body.client_secret };
      const code = await freshCode(world, { client_id: client.id, redirect_uri, scope: 'openid offline_access' });
      const tokens = await redeem(world, code, { redirect_uri }, client);
      expect([template, tokens.status, typeof tokens.body.refresh_token]).toEqual([template, 200, 'string']);
    }
    const { body: service } = await api('POST', '/clients', { template: 'm2m', scope: 'api:read' });
    const machine = { id: service.client_id, secret: service.client_secret };
    const granted = await post(world, '/oauth2/token', { grant_type: 'client_credentials' }, machine);
    expect([granted.status, granted.body.scope]).toEqual([200, 'api:read']);
    const { body } = await api('POST', '/clients', { template: 'mcp', client_uri: 'https://mcp.example' });
    const server = { id: body.client_id, secret: body.client_secret };
    const { access_token } = await freshTokens(world);
    expect((await post(world, '/oauth2/introspect', { token: access_token }, server)).status).toBe(200);
  });

  it.each<[object, string]>([
    [{ template: 'other' }, '/template'],
    [{ template: 5 }, '/template'],
    [{ template: 'web' }, '/redirect_uris'],
    [{ template: 'web', redirect_uris: [] }, '/redirect_uris'],
    [{ template: 'mcp' }, '/client_uri'],
    [
      { template: 'spa', redirect_uris: ['https://a.example/cb'], grant_types: ['client_credentials'] },
      '/response_types',
    ],
  ])('do not make a client of %j', async (body, pointer) => {
    const answer = await api('POST', '/clients', body);
    expect([answer.status, answer.body.errors[0].pointer]).toEqual([400, pointer]);
  });

  it('are for registration by administrators only', async () => {
    expect((await api('PATCH', '/clients/app1', { template: 'spa' })).body.errors[0].pointer).toBe('/template');
  });

  it('have an example each in the documentation', async () => {
    const document = (await (await fetch(`${world.issuer}/docs/openapi.json`)).json()) as {
      paths: Record<string, { post: { requestBody: { content: Record<string, { examples: object }> } } }>;
    };
    const { examples } = document.paths['/admin/v1/clients']?.post.requestBody.content['application/json'] ?? {};
    expect(Object.keys(examples ?? {})).toEqual(CLIENT_TEMPLATES.map(({ id }) => id));
  });
});
