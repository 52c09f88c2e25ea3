import { decodeJwt } from 'jose';
import { UsersService } from '../../../src/users/users.service.js';
import { type AdminApi, adminApi } from '../../support/admin.js';
import {
  createWorld,
  freshCode,
  PASSWORD,
  redeem,
  refresh,
  registerClient,
  signedInBrowser,
  type TestClient,
  type World,
} from '../../support/world.js';

const SCOPE = 'openid profile email offline_access roles groups';
const APP = {
  redirect_uris: ['https://rp.example/cb'],
  grant_types: ['authorization_code', 'refresh_token'],
  scope: SCOPE,
};

let world: World;
let api: AdminApi;
let theirs: TestClient;
let own: TestClient;

beforeAll(async () => {
  world = await createWorld();
  api = await adminApi(world, 'users:read users:write roles:write audit:read');
  await world.app.get(UsersService).create({
    username: 'carol',
    password: PASSWORD,
    roles: ['editor', 'auditor'],
    groups: ['/staff/dev', 'Domain Users'],
  });
  theirs = await registerClient(world, { ...APP, client_id: 'theirs' });
  own = await registerClient(world, { ...APP, client_id: 'own', first_party: true });
});
afterAll(() => world.close());

async function tokensOf(client: TestClient, scope: string, username = 'carol', more = {}) {
  const browser = await signedInBrowser(world, username);
  const { body } = await redeem(
    world,
    await freshCode(world, { client_id: client.id, scope, ...more }, browser),
    {},
    client,
  );
  return body;
}

async function userinfo(token: string) {
  return (await fetch(`${world.issuer}/oauth2/userinfo`, { headers: { authorization: `Bearer ${token}` } })).json();
}

describe('the scopes roles and groups', () => {
  it('are advertised with their claims', async () => {
    const metadata = await (await fetch(`${world.issuer}/.well-known/openid-configuration`)).json();
    expect(metadata.scopes_supported).toEqual(expect.arrayContaining(['roles', 'groups']));
    expect(metadata.claims_supported).toEqual(expect.arrayContaining(['roles', 'groups']));
  });

  it('yield lists in ID token and userinfo', async () => {
    const { id_token, access_token } = await tokensOf(own, SCOPE);
    const said = { roles: ['editor', 'auditor'], groups: ['/staff/dev', 'Domain Users'] };
    expect(decodeJwt(id_token)).toMatchObject(said);
    expect(await userinfo(access_token)).toMatchObject(said);
  });

  it('yield empty lists for who has none, so that an application need not guess', async () => {
    const { id_token } = await tokensOf(own, SCOPE, 'bob');
    expect(decodeJwt(id_token)).toMatchObject({ roles: [], groups: [] });
  });

  it('yield nothing unless they are granted', async () => {
    const { id_token, access_token } = await tokensOf(own, 'openid groups');
    for (const claims of [decodeJwt(id_token), await userinfo(access_token)])
      expect([claims.groups, claims.roles]).toEqual([['/staff/dev', 'Domain Users'], undefined]);
    const other = await tokensOf(own, 'openid profile');
    for (const claims of [decodeJwt(other.id_token), await userinfo(other.access_token)])
      expect([claims.groups, claims.roles]).toEqual([undefined, undefined]);
  });

  it('can be asked for by name, for userinfo alone', async () => {
    const claims = JSON.stringify({ userinfo: { groups: null } });
    const { id_token, access_token } = await tokensOf(own, 'openid', 'carol', { claims });
    expect(decodeJwt(id_token)).not.toHaveProperty('groups');
    expect(await userinfo(access_token)).toMatchObject({ groups: ['/staff/dev', 'Domain Users'] });
  });

  it('tell applications of others nothing of who administers the server', async () => {
    const { id_token, access_token } = await tokensOf(theirs, SCOPE);
    for (const claims of [decodeJwt(id_token), await userinfo(access_token)]) expect(claims.roles).toEqual(['editor']);
  });

  it('tell at a refresh what is so now', async () => {
    const { refresh_token } = await tokensOf(own, SCOPE, 'bob');
    const [bob] = (await api('GET', '/users?username=bob')).body.items;
    await api('PATCH', `/users/${bob.id}`, { groups: ['/sales'] });
    const { body } = await refresh(world, refresh_token, {}, own);
    expect(decodeJwt(body.id_token).groups).toEqual(['/sales']);
  });

  it('give no power over the server, however a group is called', async () => {
    await world.app.get(UsersService).create({ username: 'dave', password: PASSWORD, groups: ['admin'] });
    const admin = await registerClient(world, { ...APP, client_id: 'admin-ui', scope: 'openid groups users:read' });
    const { scope } = await tokensOf(admin, 'openid groups users:read', 'dave');
    expect(scope).toBe('openid groups');
  });

  it('are not asked for by a client that names no scope when it is registered', async () => {
    const { scope: _scope, ...nameless } = APP;
    const { client } = await registered(nameless);
    expect(client.scope).toBe('openid profile email address phone offline_access');
  });
});

async function registered(metadata: object) {
  const { status, body } = await (await adminApi(world, 'clients:read clients:write'))('POST', '/clients', metadata);
  expect(status).toBe(201);
  return { client: body };
}
