import { Database } from '../../../src/platform/database/database.js';
import { DeclaredUsers } from '../../../src/users/declared-users.service.js';
import { UserEntity } from '../../../src/users/user.entity.js';
import { UsersService } from '../../../src/users/users.service.js';
import { type AdminApi, adminApi } from '../../support/admin.js';
import { Browser } from '../../support/browser.js';
import { stopClock } from '../../support/clock.js';
import { changeRows } from '../../support/rows.js';
import {
  authorize,
  authorizeUrl,
  createWorld,
  freshTokens,
  introspect,
  PASSWORD,
  refresh,
  signedInBrowser,
  type World,
} from '../../support/world.js';

const CHOSEN = 'another password altogether';

describe('a password that has to be changed', () => {
  let world: World;
  let api: AdminApi;
  let users: UsersService;

  beforeEach(async () => {
    world = await createWorld();
    users = world.app.get(UsersService);
    api = await adminApi(world, 'users:read users:write audit:read');
    await users.create({ username: 'carol', password: PASSWORD, password_change_required: true });
  });
  afterEach(() => world.close());

  const signIn = async (browser: Browser, username = 'carol', password = PASSWORD) => {
    if (!browser.page.url.includes('/login')) await browser.get('/login?prompt=login');
    return browser.submitFirstForm({ username, password });
  };
  const atLogin = async (browser = new Browser(world.issuer)) => {
    await browser.get('/login?prompt=login');
    return browser;
  };

  it('leads from the sign-in to a page for another one, and then on to what was asked for', async () => {
    const browser = new Browser(world.issuer);
    await browser.get(authorizeUrl(world));
    await signIn(browser);
    expect(browser.page.url).toContain('/password?request=');
    expect(browser.page.html).toContain('has to be changed');
    expect(browser.page.headers.get('content-security-policy')).toContain("form-action 'self';");
    expect(browser.cookie('gatehouse_session')).toBeUndefined();
    await browser.submitFirstForm({ password: CHOSEN });
    expect(browser.page.url).toContain('/consent');
    await browser.submitFirstForm({}, 'allow');
    expect(new URL(browser.location ?? '').searchParams.get('code')).toBeTruthy();
    expect(browser.cookie('gatehouse_sign_in')).toBeUndefined();
    await expect(users.verifyPassword('carol', CHOSEN)).resolves.toMatchObject({ passwordChangeRequired: false });
    const again = await atLogin();
    await signIn(again, 'carol', CHOSEN);
    expect(again.page.url).toContain('/account');
  });

  it('until then counts for nothing: no authorization request is answered, no page of the account shown', async () => {
    const browser = await atLogin();
    await signIn(browser);
    expect(browser.page.url).toBe(`${world.issuer}/password`);
    const silent = await authorize(world, { prompt: 'none' }, browser);
    expect(silent.get('error')).toBe('login_required');
    await browser.get(authorizeUrl(world));
    expect(browser.page.url).toContain('/login');
    await browser.get('/account');
    expect(browser.page.url).toContain('/login');
    await browser.get('/password');
    await browser.submitFirstForm({ password: CHOSEN });
    expect(browser.page.url).toContain('/account');
  });

  it('may not be chosen again, nor a weak one', async () => {
    const browser = await atLogin();
    await signIn(browser);
    for (const [password, why] of [
      [PASSWORD, 'must not be the one that you have now'],
      ['short', 'must have at least 8 characters'],
      ['', 'must have at least 8 characters'],
    ] as const) {
      await browser.submitFirstForm({ password });
      expect([browser.page.status, browser.page.html]).toEqual([400, expect.stringContaining(why)]);
    }
    await browser.submitFirstForm({ password: CHOSEN });
    expect(browser.page.url).toContain('/account');
  });

  it('is changed only in the browser that signed in, by its page, in time, and once', async () => {
    const browser = await atLogin();
    await signIn(browser);
    const fields = { ...browser.page.form?.fields, password: CHOSEN };
    const other = await atLogin();
    await other.post('/password', fields);
    expect(other.page.url).toContain('/login');
    await browser.post('/password', { ...fields, csrf: 'wrong' });
    expect([browser.page.status, browser.page.html]).toEqual([403, expect.stringContaining('open for too long')]);
    const clock = stopClock(world);
    clock.pass(1800);
    await browser.post('/password', fields);
    expect(browser.page.url).toContain('/login');
    await signIn(browser);
    const ticket = browser.cookie('gatehouse_sign_in') ?? '';
    await browser.submitFirstForm({ password: CHOSEN });
    browser.setCookie('gatehouse_sign_in', ticket);
    await browser.post('/password', { ...fields, password: `${CHOSEN}!` });
    expect(browser.page.url).toContain('/login');
    await expect(users.verifyPassword('carol', CHOSEN)).resolves.toBeDefined();
  });

  it('is changed once where 50 forms are sent at the same time', async () => {
    const browser = await atLogin();
    await signIn(browser);
    const names = ['gatehouse_browser', 'gatehouse_sign_in'];
    const cookie = names.map((name) => `${name}=${browser.cookie(name)}`).join('; ');
    const post = async (index: number) => {
      const body = new URLSearchParams({ ...browser.page.form?.fields, password: `${CHOSEN} ${index}` });
      const sent = { method: 'POST', body, headers: { cookie }, redirect: 'manual' } as const;
      const answer = await fetch(`${world.issuer}/password`, sent);
      await answer.text();
      return answer.headers.get('location');
    };
    const locations = await Promise.all(Array.from({ length: 50 }, (_, index) => post(index)));
    expect(locations.filter((location) => location === '/account')).toHaveLength(1);
    expect(new Set(locations)).toEqual(new Set(['/account', '/login?prompt=login']));
  });

  it('keeps the other accounts of the browser signed in, and makes the account the active one', async () => {
    const browser = await signedInBrowser(world, 'bob');
    await atLogin(browser);
    await signIn(browser);
    expect(browser.page.url).toContain('/password');
    await browser.get('/account');
    expect(browser.page.html).toContain('bob@example.com');
    expect(browser.page.html).not.toContain('carol');
    await browser.get('/password');
    await browser.submitFirstForm({ password: CHOSEN });
    expect(browser.page.html).toContain('carol');
    expect(browser.page.html).toContain('Other accounts in this browser');
    expect(browser.page.html).toContain('bob@example.com');
  });

  it('is demanded by an administrator: the user is signed out everywhere, and asked at the next sign-in', async () => {
    const bob = (await users.findByUsername('bob'))?.id ?? '';
    const browser = await signedInBrowser(world, 'bob');
    const tokens = await freshTokens(world, { scope: 'openid api:read' }, browser, 'bob');
    const changed = await api('PATCH', `/users/${bob}`, { password_change_required: true });
    expect([changed.status, changed.body.password_change_required]).toEqual([200, true]);
    const again = await api('PATCH', `/users/${bob}`, { password_change_required: true });
    expect(again.headers.get('etag')).toBe(changed.headers.get('etag'));
    expect((await browser.get('/account')).url).toContain('/login');
    expect((await introspect(world, tokens.access_token)).active).toBe(false);
    expect((await refresh(world, tokens.refresh_token)).status).toBe(400);
    await signIn(browser, 'bob');
    expect(browser.page.url).toContain('/password');
    const waived = await api('PATCH', `/users/${bob}`, { password_change_required: null });
    expect(waived.body.password_change_required).toBe(false);
    await atLogin(browser);
    await signIn(browser, 'bob');
    expect(browser.page.url).toContain('/account');
    const { body } = await api('GET', '/audit-events?limit=100');
    const types = body.items
      .filter(({ actor, details }: { actor: string; details: { user?: string } }) =>
        [actor, details.user].includes(bob),
      )
      .map(({ type }: { type: string }) => type);
    expect(types).toEqual(
      expect.arrayContaining([
        'user.password_change_required',
        'login.password_change_required',
        'user.password_change_waived',
      ]),
    );
  });

  it('can be one that an administrator has just set', async () => {
    const bob = (await users.findByUsername('bob'))?.id ?? '';
    const { body } = await api('POST', `/users/${bob}/password`, { password_change_required: true });
    expect(body.password_change_required).toBe(true);
    const browser = await atLogin();
    await signIn(browser, 'bob', body.generated_password);
    await browser.submitFirstForm({ password: body.generated_password });
    expect(browser.page.status).toBe(400);
    await browser.submitFirstForm({ password: CHOSEN });
    expect(browser.page.url).toContain('/account');
    expect((await api('GET', `/users/${bob}`)).body.password_change_required).toBe(false);
    const wrong = await api('PATCH', `/users/${bob}`, { password_change_required: 'yes' });
    expect([wrong.status, wrong.body.errors[0].pointer]).toEqual([400, '/password_change_required']);
  });

  it('of an administrator is demanded only with roles:write', async () => {
    const alice = (await users.findByUsername('alice'))?.id ?? '';
    expect((await api('PATCH', `/users/${alice}`, { password_change_required: true })).status).toBe(403);
  });

  it('comes with a declared user who is new; the one chosen since stays', async () => {
    const declared = { username: 'dora', password: PASSWORD, password_change_required: true };
    const declaredUsers = world.app.get(DeclaredUsers);
    const apply = async () => {
      const [prepared] = await declaredUsers.prepare([declared]);
      await world.app.get(Database).transaction(async (transaction) => {
        if (prepared) await declaredUsers.apply(prepared, transaction);
      });
    };
    await apply();
    const browser = await atLogin();
    await signIn(browser, 'dora');
    await browser.submitFirstForm({ password: CHOSEN });
    await apply();
    await expect(users.verifyPassword('dora', CHOSEN)).resolves.toMatchObject({ passwordChangeRequired: false });
  });

  it('keeps a sign-in that was under way from counting', async () => {
    const browser = await atLogin();
    const carol = await users.findByUsername('carol');
    await world.app.get(Database).transaction(async (transaction) => {
      if (carol) await users.requirePasswordChange(carol, false, transaction);
    });
    await signIn(browser);
    expect(browser.page.url).toContain('/account');
    // As if the session had begun a moment after the administrator ended all of them.
    await changeRows(world, UserEntity, { username: 'carol' }, { passwordChangeRequiredAt: 1 });
    const clock = stopClock(world);
    clock.pass(6);
    expect((await browser.get('/account')).url).toContain('/login');
  });
});
