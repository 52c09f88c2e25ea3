import { SessionEntity } from '../../../src/authentication/sessions/session.entity.js';
import { UserStore } from '../../../src/users/user-store.js';
import { UsersService } from '../../../src/users/users.service.js';
import { adminApi } from '../../support/admin.js';
import { Browser } from '../../support/browser.js';
import { stopClock } from '../../support/clock.js';
import { changeRows } from '../../support/rows.js';
import { createWorld, freshTokens, signedInBrowser, type World } from '../../support/world.js';

const DATA = '/account/data';

describe('what is stored about a person', () => {
  let world: World;
  beforeAll(async () => {
    world = await createWorld();
  });
  afterAll(() => world.close());

  it('is downloaded by that person as JSON: all that an administrator may export, and no secret', async () => {
    const browser = await signedInBrowser(world, 'bob');
    await freshTokens(world, {}, browser);
    await browser.get(DATA);
    await browser.submitFirstForm();
    const { status, headers, html } = browser.page;
    expect([status, headers.get('content-disposition'), headers.get('cache-control')]).toEqual([
      200,
      'attachment; filename="account.json"',
      'no-store',
    ]);
    const data = JSON.parse(html);
    const api = await adminApi(
      world,
      'users:read consents:read sessions:read grants:read audit:read mail:read factors:read',
    );
    const exported = (await api('GET', `/users/${data.profile.id}/export`)).body;
    const { missing_scopes: _, ...sections } = exported;
    expect(Object.keys(data).sort()).toEqual(expect.arrayContaining(Object.keys(sections).sort()));
    expect(data.profile).toEqual(exported.profile);
    expect([data.sessions, data.consents]).toEqual([exported.sessions, exported.consents]);
    const types = (data.audit_events as { type: string }[]).map(({ type }) => type);
    expect(types).toEqual(expect.arrayContaining(['login.succeeded', 'consent.allowed', 'user.data_downloaded']));
    for (const secret of ['argon2', browser.cookie('gatehouse_session') ?? '']) expect(html).not.toContain(secret);
  });

  it('is given to no thief: not with an old session, nor by a form of another', async () => {
    const [browser, other] = [await signedInBrowser(world, 'bob'), await signedInBrowser(world, 'alice')];
    await other.get(DATA);
    await browser.post(DATA, { csrf: other.page.form?.fields.csrf ?? '' });
    expect([browser.page.status, browser.page.html]).toEqual([403, expect.stringContaining('open for too long')]);
    await browser.get(DATA);
    const clock = stopClock(world);
    clock.pass(5 * 60);
    await browser.submitFirstForm();
    clock.goOn();
    expect(browser.page.url).toContain('/login?prompt=login');
    expect((await new Browser(world.issuer).get(DATA)).url).toContain('/login');
  });

  it('is what is known here, if another store keeps the account', async () => {
    const browser = await signedInBrowser(world, 'bob');
    const store = world.app.get(UserStore);
    const find = store.find.bind(store);
    const bob = (await world.app.get(UsersService).findByUsername('bob'))?.id ?? '';
    store.find = async (id) => (id === 'elsewhere' ? { ...(await find(bob)), id } : find(id)) as never;
    await changeRows(world, SessionEntity, { userId: bob }, { userId: 'elsewhere' });
    await browser.get(DATA);
    await browser.submitFirstForm();
    expect(JSON.parse(browser.page.html).profile).toMatchObject({ id: 'elsewhere', username: 'bob' });
    for (const page of ['/account/delete', '/account/password'])
      expect((await browser.get(page)).url).toBe(`${world.issuer}/account`);
  });
});
