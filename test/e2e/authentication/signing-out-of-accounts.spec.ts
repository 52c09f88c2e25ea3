import { SessionEntity } from '../../../src/authentication/sessions/session.entity.js';
import { KeysService } from '../../../src/keys/keys.service.js';
import { Interaction } from '../../support/interaction.js';
import { deleteRows, rowsOf } from '../../support/rows.js';
import { activeAccount, listedAccounts, signedInTwice, signOutForm } from '../../support/several-accounts.js';

const COOKIE = 'gatehouse_session';

describe('the accounts in one browser', () => {
  let world: Interaction;

  beforeAll(async () => {
    world = await Interaction.start();
  });
  beforeEach(() => deleteRows(world.server, SessionEntity));
  afterAll(() => world.close());

  const rows = () => rowsOf(world.server, SessionEntity);

  it('are listed on the chooser, where one of them can be signed out and the others go on', async () => {
    const browser = await signedInTwice(world);
    const reference = await world.park();
    await browser.get(`/select-account?request=${reference}`);
    expect(listedAccounts(browser)).toEqual(['bob', 'Alice Example']);
    await browser.post('/oauth2/logout', signOutForm(browser, 2));
    expect(browser.trail).toEqual(['/oauth2/logout', `/select-account?request=${reference}`]);
    expect(listedAccounts(browser)).toEqual(['bob']);
    await expect(activeAccount(browser)).resolves.toBe('bob');
    expect(await rows()).toHaveLength(1);
  });

  it('leave no one active once the active one is signed out, so that no one goes on as another unasked', async () => {
    const browser = await signedInTwice(world);
    await browser.get('/oauth2/logout');
    await browser.submitFirstForm();
    expect(browser.trail).toEqual(['/oauth2/logout', '/signed-out']);
    await browser.get('/account');
    expect(browser.trail).toEqual(['/account', '/select-account']);
    expect(listedAccounts(browser)).toEqual(['Alice Example']);
    await browser.submitFirstForm();
    await expect(activeAccount(browser)).resolves.toBe('Alice Example');
  });

  it('are all signed out at once where the person says so', async () => {
    const browser = await signedInTwice(world);
    await browser.get('/account');
    expect(browser.page.html).toContain('Sign out of all accounts');
    await browser.get('/oauth2/logout');
    await browser.submitFirstForm({}, 'all');
    await expect(rows()).resolves.toEqual([]);
    expect(browser.cookie(COOKIE)).toBeUndefined();
    await browser.get('/account');
    expect(browser.trail).toEqual(['/account', '/login']);
  });

  it('are not offered to be signed out all where there is one', async () => {
    const browser = await world.signedIn();
    expect((await browser.get('/account')).html).not.toContain('all accounts');
    expect((await browser.get('/oauth2/logout')).html).not.toContain('all accounts');
  });

  it('are signed out only by forms of this server', async () => {
    const browser = await signedInTwice(world);
    await browser.get('/select-account');
    const { sid = '' } = signOutForm(browser, 2);
    for (const fields of [{ sid }, { sid, csrf: 'made-up' }, { accounts: 'all' }, { sid, accounts: 'all', csrf: '' }]) {
      await browser.post('/oauth2/logout', fields);
      expect(browser.page.html).toContain('Sign out?');
    }
    expect(await rows()).toHaveLength(2);
  });

  it('may be ended one by one by a client that knows it, whether active or not (RP-Initiated Logout)', async () => {
    const browser = await signedInTwice(world);
    await browser.get('/select-account');
    const { sid = '' } = signOutForm(browser, 2);
    await browser.get(`/oauth2/logout?id_token_hint=${await hintOf(sid)}&accounts=all`);
    expect(browser.trail.at(-1)).toBe('/signed-out');
    await browser.get('/select-account');
    expect(listedAccounts(browser)).toEqual(['bob']);
  });

  async function hintOf(sid: string): Promise<string> {
    const payload = { iss: world.server.issuer, sub: world.alice.id, aud: 'web-app', iat: 1, exp: 2, sid };
    return world.server.app.get(KeysService).sign(payload as never, { typ: 'JWT', alg: 'RS256' });
  }
});
