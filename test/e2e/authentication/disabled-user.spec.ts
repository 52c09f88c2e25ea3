import { UsersService } from '../../../src/users/users.service.js';
import { DIALECTS } from '../../support/test-database.js';
import {
  createWorld,
  freshTokens,
  introspect,
  REDIRECT_URI,
  refresh,
  registerClient,
  type World,
} from '../../support/world.js';

describe.each(DIALECTS)('a disabled user on %s', (dialect) => {
  let world: World;

  beforeAll(async () => {
    world = await createWorld({ dialect });
  });
  afterAll(() => world.close());

  it('loses at once what was issued before: the admin API, userinfo, introspection and refreshing', async () => {
    const redirect_uris = [REDIRECT_URI];
    const scope = 'openid offline_access clients:read';
    world = { ...world, app1: await registerClient(world, { client_id: 'console', redirect_uris, scope }) };
    const tokens = await freshTokens(world, { client_id: 'console', scope });
    const headers = { authorization: `Bearer ${tokens.access_token}` };
    const status = async (path: string) => (await fetch(world.issuer + path, { headers })).status;
    expect([await status('/admin/v1/clients'), await status('/oauth2/userinfo')]).toEqual([200, 200]);

    const users = world.app.get(UsersService);
    const alice = await users.findByUsername('alice');
    await users.disable(alice?.id ?? '');
    expect([await status('/admin/v1/clients'), await status('/oauth2/userinfo')]).toEqual([401, 401]);
    expect(await introspect(world, tokens.access_token)).toEqual({ active: false });
    expect(await introspect(world, tokens.refresh_token)).toEqual({ active: false });
    expect((await refresh(world, tokens.refresh_token)).body.error).toBe('invalid_grant');
  });
});
