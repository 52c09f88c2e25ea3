import { UserEntity } from '../../../src/users/user.entity.js';
import { UsersService } from '../../../src/users/users.service.js';
import { type AdminApi, adminApi } from '../../support/admin.js';
import { codeAt, giveApp } from '../../support/authenticator-app.js';
import type { Browser } from '../../support/browser.js';
import { stopClock } from '../../support/clock.js';
import { changeRows } from '../../support/rows.js';
import {
  createWorld,
  freshTokens,
  introspect,
  PASSWORD,
  refresh,
  signedInBrowser,
  type World,
} from '../../support/world.js';

const CHOSEN = 'another password altogether';
const PAGE = '/account/password';

describe('the own password', () => {
  let world: World;
  let users: UsersService;
  let api: AdminApi;
  let count = 0;

  beforeAll(async () => {
    world = await createWorld();
    users = world.app.get(UsersService);
    api = await adminApi(world, 'audit:read');
  });
  afterAll(() => world.close());

  /** Someone of the own for each test, so that what one does means nothing for another. */
  const newPerson = async () => {
    count += 1;
    const username = `person-${count}`;
    const { id } = await users.create({ username, password: PASSWORD });
    return { id, username };
  };
  const change = (browser: Browser, current: string, password: string) =>
    browser.submitFirstForm({ current_password: current, password });
  const changesOf = async (id: string) => {
    const { body } = await api('GET', '/audit-events?type=user.password_changed');
    return (body.items as { actor: string }[]).filter(({ actor }) => actor === id).length;
  };

  it('is changed by who knows it, which is recorded and said', async () => {
    const { id, username } = await newPerson();
    const browser = await signedInBrowser(world, username);
    expect((await browser.get('/account')).html).toContain(`href="${PAGE}"`);
    await browser.get(PAGE);
    await change(browser, PASSWORD, CHOSEN);
    expect([browser.page.status, browser.trail[0]]).toEqual([200, PAGE]);
    expect(browser.page.url).toContain('/account?changed=');
    expect(browser.page.html).toContain('Your password is changed. You are signed out everywhere else.');
    await expect(users.verifyPassword(username, CHOSEN)).resolves.toMatchObject({ id });
    await expect(users.verifyPassword(username, PASSWORD)).resolves.toBeUndefined();
    expect(await changesOf(id)).toBe(1);
  });

  it('says beside the field what is wrong, and keeps what was chosen', async () => {
    const { username } = await newPerson();
    const browser = await signedInBrowser(world, username);
    await browser.get(PAGE);
    expect(browser.page.html).not.toMatch(/id="keep-sessions"[^>]* checked/);
    for (const [current, password, field] of [
      ['wrong', CHOSEN, 'current-password'],
      [PASSWORD, 'short', 'password'],
    ] as const) {
      await browser.submitFirstForm({ current_password: current, password, keep_sessions: 'yes' });
      expect(browser.page.status).toBe(400);
      expect(browser.page.html).toMatch(new RegExp(`id="${field}"[^>]*aria-invalid="true"`));
      expect(browser.page.html).toMatch(new RegExp(`id="${field}"[^>]*aria-describedby="[^"]*\\b${field}-problem"`));
      expect(browser.page.html).toContain(`id="${field}-problem"`);
      expect(browser.page.html).toMatch(/id="keep-sessions"[^>]* checked/);
    }
  });

  it('ends, by its change, every other session and all that apps hold, and gives this browser a new session', async () => {
    const { username } = await newPerson();
    const [browser, other] = [await signedInBrowser(world, username), await signedInBrowser(world, username)];
    const tokens = await freshTokens(world, {}, browser);
    const before = browser.cookie('gatehouse_session');
    await browser.get(PAGE);
    await change(browser, PASSWORD, CHOSEN);
    expect(browser.cookie('gatehouse_session')).not.toBe(before);
    expect((await browser.get('/account')).url).toBe(`${world.issuer}/account`);
    expect((await other.get('/account')).url).toContain('/login');
    expect(await introspect(world, tokens.access_token)).toEqual({ active: false });
    expect((await refresh(world, tokens.refresh_token)).body.error).toBe('invalid_grant');
  });

  it('ends nothing but remembered browsers by its change if the person wants that, who is told what stays', async () => {
    const { id, username } = await newPerson();
    const key = await giveApp(world, username);
    const clock = stopClock(world);
    const signIn = async (more = {}) => {
      const browser = await signedInBrowser(world, username);
      clock.pass(30);
      if (browser.page.url.includes('/second-factor'))
        await browser.submitFirstForm({ code: codeAt(key, clock.now()), ...more });
      return browser;
    };
    const [browser, other] = [await signIn(), await signIn({ remember: 'yes' })];
    const tokens = await freshTokens(world, {}, browser);
    await browser.get(PAGE);
    await browser.submitFirstForm({ current_password: PASSWORD, password: CHOSEN, keep_sessions: 'yes' });
    await browser.submitFirstForm({ code: codeAt(key, clock.now() + 30_000) });
    expect((await other.get('/account')).url).toBe(`${world.issuer}/account`);
    expect((await refresh(world, tokens.refresh_token)).status).toBe(200);
    await expect(users.verifyPassword(username, CHOSEN)).resolves.toMatchObject({ id });
    await other.get('/login?prompt=login');
    await other.submitFirstForm({ username, password: CHOSEN });
    expect(other.page.url).toBe(`${world.issuer}/second-factor/totp`);
    clock.goOn();
  });

  it('says that everything else goes on if the person wants that', async () => {
    const { username } = await newPerson();
    const browser = await signedInBrowser(world, username);
    expect((await browser.get(PAGE)).form?.fields).not.toHaveProperty('keep_sessions');
    await browser.submitFirstForm({ current_password: PASSWORD, password: CHOSEN, keep_sessions: 'yes' });
    expect(browser.page.html).toContain('Your password is changed. You stay signed in everywhere else.');
  });

  it('is not changed by who does not know it; guesses count as those of a sign-in do', async () => {
    const { id, username } = await newPerson();
    const browser = await signedInBrowser(world, username);
    await browser.get(PAGE);
    await change(browser, 'a wrong one', CHOSEN);
    expect([browser.page.status, browser.page.html]).toEqual([
      400,
      expect.stringContaining('The current password is not right.'),
    ]);
    expect(await changesOf(id)).toBe(0);
    for (let guesses = 0; guesses < 6; guesses += 1) await change(browser, `wrong ${guesses}`, CHOSEN);
    expect([browser.page.status, browser.page.html]).toEqual([429, expect.stringContaining('Too many attempts.')]);
    expect(Number(browser.page.headers.get('retry-after'))).toBeGreaterThan(0);
    await change(browser, PASSWORD, CHOSEN);
    expect(browser.page.status).toBe(429);
    await expect(users.verifyPassword(username, PASSWORD)).resolves.toBeDefined();
  });

  it.each([
    ['short', 'must have at least 8 characters'],
    ['password123', 'is one of those that are guessed first'],
  ])('follows the rules for passwords: not "%s"', async (password, why) => {
    const { username } = await newPerson();
    const browser = await signedInBrowser(world, username);
    await browser.get(PAGE);
    await change(browser, PASSWORD, password);
    expect([browser.page.status, browser.page.html]).toEqual([400, expect.stringContaining(why)]);
    await expect(users.verifyPassword(username, PASSWORD)).resolves.toBeDefined();
    await change(browser, PASSWORD, CHOSEN);
    expect(browser.page.url).toContain('/account?changed=');
  });

  it('is changed only by the page of the same session', async () => {
    const { username } = await newPerson();
    const browser = await signedInBrowser(world, username);
    const other = await signedInBrowser(world, username);
    await other.get(PAGE);
    const { csrf = '' } = other.page.form?.fields ?? {};
    await browser.post(PAGE, { csrf, current_password: PASSWORD, password: CHOSEN });
    expect([browser.page.status, browser.page.html]).toEqual([403, expect.stringContaining('open for too long')]);
    await expect(users.verifyPassword(username, PASSWORD)).resolves.toBeDefined();
  });

  it('is not offered to who has none, nor to who is not signed in', async () => {
    const { id, username } = await newPerson();
    const browser = await signedInBrowser(world, username);
    await browser.get(PAGE);
    const { csrf = '' } = browser.page.form?.fields ?? {};
    await changeRows(world, UserEntity, { id }, { passwordHash: null });
    expect((await browser.get('/account')).html).not.toContain(PAGE);
    expect((await browser.get(PAGE)).url).toBe(`${world.issuer}/account`);
    await browser.post(PAGE, { csrf, current_password: '', password: CHOSEN });
    expect(browser.page.url).toBe(`${world.issuer}/account`);
    await expect(users.verifyPassword(username, CHOSEN)).resolves.toBeUndefined();
    browser.deleteCookie('gatehouse_session');
    expect((await browser.get(PAGE)).url).toContain('/login');
  });
});
