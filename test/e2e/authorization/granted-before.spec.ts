import { setTimeout as pause } from 'node:timers/promises';
import { ClientsService } from '../../../src/clients/clients.service.js';
import { ConsentService } from '../../../src/consent/consent.service.js';
import { UserAdministration } from '../../../src/users/user-administration.service.js';
import { UsersService } from '../../../src/users/users.service.js';
import { DIALECTS } from '../../support/test-database.js';
import {
  authorize,
  createWorld,
  freshCode,
  freshTokens,
  introspect,
  PASSWORD,
  post,
  redeem,
  refresh,
  registerClient,
  signedInBrowser,
  type World,
} from '../../support/world.js';

const METADATA = {
  client_id: 'changing',
  redirect_uris: ['https://rp.example/cb'],
  grant_types: ['authorization_code', 'refresh_token', 'client_credentials'],
  scope: 'openid offline_access api:read api:admin',
};
const ADMINISTRATOR = { actor: 'an-admin', scope: ['users:write', 'roles:write'] };
const ASKED = { client_id: 'changing', scope: METADATA.scope };

describe.each(DIALECTS)('what was granted before on %s', (dialect) => {
  let world: World;

  beforeAll(async () => {
    world = await createWorld({ dialect });
    await world.app.get(UsersService).create({ username: 'another-admin', password: PASSWORD, roles: ['admin'] });
  });
  afterAll(() => world.close());

  it('is not had from a code once the role is gone that it requires', async () => {
    const code = await freshCode(world, { scope: 'openid api:read api:admin' });
    const alice = await world.app.get(UsersService).findByUsername('alice');
    await world.app.get(UserAdministration).update(alice?.id ?? '', { roles: [] }, ADMINISTRATOR);
    const { status, body } = await redeem(world, code);
    expect([status, body.scope]).toEqual([200, 'openid api:read']);
    await world.app.get(UserAdministration).update(alice?.id ?? '', { roles: ['admin'] }, ADMINISTRATOR);
  });

  it('is not had once the client is no longer registered for it, neither from a code nor from a refresh token', async () => {
    const client = await registerClient(world, METADATA);
    const tokens = (await redeem(world, await freshCode(world, ASKED), {}, client)).body;
    const code = await freshCode(world, ASKED);
    await world.app.get(ClientsService).update('changing', { scope: 'openid offline_access' });
    expect((await redeem(world, code, {}, client)).body.scope).toBe('openid offline_access');
    expect((await refresh(world, tokens.refresh_token, {}, client)).body.scope).toBe('openid offline_access');
    await world.app.get(ClientsService).delete('changing');
  });

  it('ends with the client, also where another one gets its identifier', async () => {
    const before = await registerClient(world, METADATA);
    const tokens = (await redeem(world, await freshCode(world, ASKED), {}, before)).body;
    const machine = (await post(world, '/oauth2/token', { grant_type: 'client_credentials' }, before)).body;
    const code = await freshCode(world, ASKED);
    await world.app.get(ClientsService).delete('changing');
    await pause(1_100); // `iat` counts whole seconds
    const after = await registerClient(world, METADATA);
    for (const answer of [await redeem(world, code, {}, after), await refresh(world, tokens.refresh_token, {}, after)])
      expect([answer.status, answer.body.error]).toEqual([400, 'invalid_grant']);
    for (const token of [tokens.access_token, tokens.refresh_token, machine.access_token])
      expect(await introspect(world, token, after)).toEqual({ active: false });
    const headers = { authorization: `Bearer ${tokens.access_token}` };
    expect((await fetch(`${world.issuer}/oauth2/userinfo`, { headers })).status).toBe(401);
    expect((await redeem(world, await freshCode(world, ASKED), {}, after)).status).toBe(200);
  });

  it('may be more than one request may ask for, and is still shown and used', async () => {
    const alice = await world.app.get(UsersService).findByUsername('alice');
    const many = (from: number) => Array.from({ length: 70 }, (_, each) => `old:${from + each}`);
    const allow = (from: number) => world.app.get(ConsentService).allow(alice?.id ?? '', 'app1', many(from));
    await allow(0);
    await allow(70);
    expect((await authorize(world)).has('code')).toBe(true);
    const browser = await signedInBrowser(world);
    await browser.get('/account');
    expect(browser.page.status).toBe(200);
    expect(await freshTokens(world)).toMatchObject({ access_token: expect.any(String) });
  });
});
