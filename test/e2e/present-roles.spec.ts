import { ClientsService } from '../../src/clients/clients.service.js';
import { UsersService } from '../../src/users/users.service.js';
import { type AdminApi, adminApi } from '../support/admin.js';
import { DIALECTS } from '../support/test-database.js';
import {
  createWorld,
  freshCode,
  introspect,
  PASSWORD,
  post,
  REDIRECT_URI,
  redeem,
  registerClient,
  type TestClient,
  type World,
} from '../support/world.js';

const ADMIN_SCOPE = 'users:read users:write roles:write';
const SCOPE = `openid api:read api:admin ${ADMIN_SCOPE}`;

describe.each(DIALECTS)('what an access token may do, on %s,', (dialect) => {
  let world: World;
  let console: TestClient;
  let admin: AdminApi;
  let carol: string;

  beforeAll(async () => {
    world = await createWorld({ dialect });
    admin = await adminApi(world, 'users:read users:write roles:read roles:write clients:read clients:write');
    console = await registerClient(world, {
      client_id: 'console',
      redirect_uris: [REDIRECT_URI],
      grant_types: ['authorization_code', 'client_credentials'],
      scope: SCOPE,
    });
  });
  afterAll(() => world.close());

  const person = async (username: string, roles: readonly string[]) => {
    const { id } = await world.app.get(UsersService).create({ username, password: PASSWORD, roles });
    carol = id;
    const code = await freshCode(world, { client_id: 'console', scope: SCOPE }, undefined, username);
    return (await redeem(world, code, {}, console)).body.access_token as string;
  };
  const call = (token: string, method: string, path: string, body?: object) =>
    fetch(`${world.issuer}/admin/v1${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/merge-patch+json' },
      ...(body && { body: JSON.stringify(body) }),
    });

  it('ends with the roles of its end-user, who cannot take them back', async () => {
    const token = await person('carol', ['admin']);
    expect((await call(token, 'GET', '/users')).status).toBe(200);
    expect((await admin('PATCH', `/users/${carol}`, { roles: [] })).status).toBe(200);
    const promotion = await call(token, 'PATCH', `/users/${carol}`, { roles: ['admin'] });
    expect(promotion.status).toBe(403);
    expect(promotion.headers.get('www-authenticate')).toContain('error="insufficient_scope"');
    expect((await call(token, 'GET', '/users')).status).toBe(403);
  });

  it('is told so by introspection, which keeps the rest', async () => {
    const token = await person('dave', ['admin']);
    expect(await introspect(world, token)).toMatchObject({ scope: SCOPE, roles: ['admin'] });
    await admin('PATCH', `/users/${carol}`, { roles: [] });
    expect(await introspect(world, token)).toMatchObject({ active: true, scope: 'openid api:read', roles: [] });
  });

  it('ends when a role no longer gives the scope', async () => {
    await admin('POST', '/roles', { name: 'helpdesk', description: 'Helps', scopes: ['users:read', 'users:write'] });
    const token = await person('erin', ['helpdesk']);
    expect((await call(token, 'GET', '/users')).status).toBe(200);
    expect((await admin('PATCH', '/roles/helpdesk', { scopes: ['users:write'] })).status).toBe(200);
    expect((await call(token, 'GET', '/users')).status).toBe(403);
  });

  it('ends when the client loses the scope, also for the client itself', async () => {
    const { body } = await post(world, '/oauth2/token', { grant_type: 'client_credentials' }, console);
    expect((await call(body.access_token, 'GET', '/users')).status).toBe(200);
    await world.app.get(ClientsService).update('console', { scope: 'openid api:read' });
    expect((await call(body.access_token, 'GET', '/users')).status).toBe(403);
    expect(await introspect(world, body.access_token)).toMatchObject({ active: true, scope: 'api:read' });
  });
});
