import { ClientsService } from '../../../src/clients/clients.service.js';
import { ResourcesService } from '../../../src/resources/resources.service.js';
import { RolesService } from '../../../src/resources/roles.service.js';
import { UserAdministration } from '../../../src/users/user-administration.service.js';
import { UsersService } from '../../../src/users/users.service.js';
import { stopClock } from '../../support/clock.js';
import { freePort } from '../../support/free-port.js';
import { createTestApp, type TestApp } from '../../support/test-app.js';
import { DIALECTS } from '../../support/test-database.js';
import { until } from '../../support/until.js';
import {
  createWorld,
  freshTokens,
  introspect,
  PASSWORD,
  post,
  REDIRECT_URI,
  registerClient,
  type World,
} from '../../support/world.js';

const BY = { actor: 'an-admin', scope: ['users:write', 'roles:write'] };
const SCOPE = 'openid offline_access users:read users:write roles:write api:read api:admin';
const METADATA = {
  client_id: 'console',
  redirect_uris: [REDIRECT_URI],
  grant_types: ['authorization_code', 'refresh_token', 'client_credentials'],
  scope: SCOPE,
};

describe.each(DIALECTS)('an access token whose power is gone on %s', (dialect) => {
  let world: World;
  let alice: string;

  beforeAll(async () => {
    world = await createWorld({ dialect });
    await world.app.get(UsersService).create({ username: 'another-admin', password: PASSWORD, roles: ['admin'] });
    alice = (await world.app.get(UsersService).findByUsername('alice'))?.id ?? '';
  });
  beforeEach(async () => {
    world = { ...world, app1: await registerClient(world, METADATA) };
  });
  afterEach(async () => {
    await world.app.get(ClientsService).delete('console');
    await give('admin');
  });
  afterAll(() => world.close());

  const give = (...roles: string[]) => world.app.get(UserAdministration).update(alice, { roles }, BY);

  const tokensOfAlice = () => freshTokens(world, { client_id: 'console', scope: SCOPE });

  /** Lists users, and makes oneself an administrator. */
  const tries = async (token: string, issuer = world.issuer) => {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    const list = await fetch(`${issuer}/admin/v1/users`, { headers });
    const body = JSON.stringify({ roles: ['admin'] });
    const promotion = await fetch(`${issuer}/admin/v1/users/${alice}`, { method: 'PATCH', headers, body });
    const said = list.status === 403 ? list.headers.get('www-authenticate') : '';
    return [list.status, promotion.status, /error="(\w+)"/.exec(said ?? '')?.[1]];
  };
  const REFUSED = [403, 403, 'insufficient_scope'];

  it('does nothing at the admin API and says nothing of it once its owner is no administrator', async () => {
    const tokens = await tokensOfAlice();
    expect(await tries(tokens.access_token)).toEqual([200, 200, undefined]);
    await give();
    expect(await tries(tokens.access_token)).toEqual(REFUSED);
    const shown = await introspect(world, tokens.access_token);
    expect([shown.active, shown.scope, shown.roles]).toEqual([true, 'openid offline_access api:read', []]);
    expect((await introspect(world, tokens.refresh_token)).scope).toBe('openid offline_access api:read');
    const headers = { authorization: `Bearer ${tokens.access_token}` };
    expect((await fetch(`${world.issuer}/oauth2/userinfo`, { headers })).status).toBe(200);
  });

  it('keeps what another role of its owner gives', async () => {
    const { access_token } = await tokensOfAlice();
    await give('user-manager');
    expect((await tries(access_token)).slice(0, 2)).toEqual([200, 403]);
  });

  it('loses the scopes that are taken from the role of its owner', async () => {
    const roles = world.app.get(RolesService);
    await roles.create({ name: 'people', description: 'People', scopes: ['users:read', 'users:write'] }, BY);
    await give('people');
    const { access_token } = await tokensOfAlice();
    expect((await tries(access_token))[0]).toBe(200);
    await roles.update('people', { scopes: [] }, BY);
    expect(await tries(access_token)).toEqual(REFUSED);
    await give();
    await roles.delete('people', BY);
    expect(await tries(access_token)).toEqual(REFUSED);
  });

  it('loses a scope that its resource reserves for a role meanwhile', async () => {
    const resources = world.app.get(ResourcesService);
    const before = (await resources.list()).find(({ scopes }) => scopes.some(({ name }) => name === 'api:read'));
    if (!before) throw new Error('the world has a resource with api:read');
    const { access_token } = await tokensOfAlice();
    const reserved = before.scopes.map((each) => (each.name === 'api:read' ? { ...each, role: 'reader' } : each));
    await resources.upsert({ ...before, scopes: reserved });
    expect((await introspect(world, access_token)).scope).not.toContain('api:read');
    await resources.upsert({
      ...before,
      scopes: before.scopes.map(({ role, ...each }) => (role && each.name !== 'api:read' ? { ...each, role } : each)),
    });
  });

  it('loses what its client is no longer registered for, also if the client acts for itself', async () => {
    const { access_token } = await tokensOfAlice();
    const form = { grant_type: 'client_credentials', scope: 'users:read users:write' };
    const machine = (await post(world, '/oauth2/token', form, world.app1)).body;
    expect((await tries(machine.access_token))[0]).toBe(200);
    await world.app.get(ClientsService).update('console', { scope: 'openid offline_access' });
    expect(await tries(access_token)).toEqual(REFUSED);
    expect(await tries(machine.access_token)).toEqual(REFUSED);
    expect((await introspect(world, machine.access_token)).scope).toBeUndefined();
  });
});

describe('an access token whose power is gone, at two replicas on one PostgreSQL', () => {
  let one: World;
  let two: TestApp;

  beforeAll(async () => {
    one = await createWorld({ dialect: 'postgres' });
    two = await createTestApp({ ...one.config, port: await freePort() });
    await one.app.get(UsersService).create({ username: 'another-admin', password: PASSWORD, roles: ['admin'] });
    one = { ...one, app1: await registerClient(one, METADATA) };
  });
  afterAll(async () => {
    await two.close();
    await one.close();
  });

  it('does nothing at either', async () => {
    const alice = (await one.app.get(UsersService).findByUsername('alice'))?.id ?? '';
    const { access_token } = await freshTokens(one, { client_id: 'console', scope: SCOPE });
    const headers = { authorization: `Bearer ${access_token}` };
    const url = `http://localhost:${two.config.port}/admin/v1/users`;
    const status = async () => (await fetch(url, { headers })).status;
    const clock = stopClock(one, two);
    expect(await status()).toBe(200);
    await one.app.get(UserAdministration).update(alice, { roles: [] }, BY);
    // As soon as the announcement has come: no time passes, after which something would be read again.
    await until(async () => (await status()) !== 200);
    expect(await status()).toBe(403);
    clock.goOn();
  });
});
