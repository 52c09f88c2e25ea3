import { UsersService } from '../../../src/users/users.service.js';
import { type AdminApi, adminApi } from '../../support/admin.js';
import { createUser } from '../../support/admin-users.js';
import { ALIVE, DEAD, lives, outcome, REFUSED } from '../../support/authorization-status.js';
import { Browser } from '../../support/browser.js';
import { DIALECTS } from '../../support/test-database.js';
import {
  createWorld,
  freshCode,
  freshTokens,
  PASSWORD,
  redeem,
  refresh,
  signedInBrowser,
  type World,
} from '../../support/world.js';

const OFFLINE = { scope: 'openid offline_access api:read' };
const CHOSEN = 'another password altogether';

describe.each(DIALECTS)('on %s', (dialect) => {
  let world: World;
  let api: AdminApi;
  let count = 0;

  beforeAll(async () => {
    world = await createWorld({ dialect });
    api = await adminApi(world, 'users:read users:write');
  });
  afterAll(() => world.close());

  /** Somebody with offline access, and a code that is not redeemed yet. */
  async function person() {
    const username = `person-${count++}`;
    const { id } = await createUser(api, username);
    const browser = await signedInBrowser(world, username);
    const tokens = await freshTokens(world, OFFLINE, browser, username);
    return { id, username, tokens, code: await freshCode(world, OFFLINE, browser, username) };
  }

  it.each<[string, (id: string) => Promise<unknown>]>([
    ['a password that an administrator sets', (id) => api('POST', `/users/${id}/password`, { password: CHOSEN })],
    ['a password that is made up', (id) => api('POST', `/users/${id}/password`)],
    ['a password that has to be changed', (id) => api('PATCH', `/users/${id}`, { password_change_required: true })],
    [
      'a password that is chosen by a link',
      async (id) => {
        const browser = new Browser(world.issuer);
        await browser.get((await api('POST', `/users/${id}/invitation`)).body.url);
        await browser.submitFirstForm({ password: CHOSEN });
      },
    ],
  ])('%s ends offline access, and codes too', async (_, change) => {
    const { id, tokens, code } = await person();
    expect(await lives(world, tokens)).toEqual(ALIVE);
    await change(id);
    expect(await lives(world, tokens)).toEqual(DEAD);
    expect(outcome(await refresh(world, tokens.refresh_token))).toEqual(REFUSED);
    expect(outcome(await redeem(world, code))).toEqual(REFUSED);
  });

  it('a password that the person has chosen at the sign-in lets clients in again', async () => {
    const { id, username } = await person();
    await api('PATCH', `/users/${id}`, { password_change_required: true });
    const browser = new Browser(world.issuer);
    await browser.get('/login');
    await browser.submitFirstForm({ username, password: PASSWORD });
    await browser.submitFirstForm({ password: CHOSEN });
    expect(browser.page.url).toContain('/account');
    const tokens = await freshTokens(world, OFFLINE, browser, username);
    expect(await lives(world, tokens)).toEqual(ALIVE);
  });

  it('nothing is refreshed while a password has to be changed, no matter who demanded that', async () => {
    const { id, tokens } = await person();
    const users = world.app.get(UsersService);
    const user = await users.find(id);
    if (!user) throw new Error('no user');
    // As another store of users would say, which revokes nothing here.
    const { find } = users;
    users.find = async () => ({ ...user, passwordChangeRequired: true });
    try {
      expect(await lives(world, tokens)).toEqual(DEAD);
      expect(outcome(await refresh(world, tokens.refresh_token))).toEqual(REFUSED);
    } finally {
      users.find = find;
    }
    expect((await refresh(world, tokens.refresh_token)).status).toBe(200);
  });

  it('disabling refuses offline access, which goes on when the account is enabled', async () => {
    const { id, tokens } = await person();
    await api('POST', `/users/${id}/disable`);
    expect(await lives(world, tokens)).toEqual(DEAD);
    await api('POST', `/users/${id}/enable`);
    expect((await refresh(world, tokens.refresh_token)).status).toBe(200);
  });
});
