import { UsersService } from '../../../src/users/users.service.js';
import { adminApi } from '../../support/admin.js';
import { Browser } from '../../support/browser.js';
import { type StoppedClock, stopClock } from '../../support/clock.js';
import { createWorld, PASSWORD, signedInBrowser, type World } from '../../support/world.js';

const PAGE = '/account/password';
const CHOSEN = 'another password altogether';

describe('a sensitive change of the account', () => {
  let world: World;
  let clock: StoppedClock;
  let users: UsersService;

  beforeAll(async () => {
    world = await createWorld();
    clock = stopClock(world);
    users = world.app.get(UsersService);
    for (const username of ['carol', 'dave', 'erin', 'frank']) await users.create({ username, password: PASSWORD });
    await users.create({ username: 'newcomer', password: PASSWORD });
  });
  afterAll(() => world.close());

  const staleBrowser = async (username: string) => {
    const browser = await signedInBrowser(world, username);
    clock.pass(5 * 60);
    return browser;
  };
  const signInAgain = (browser: Browser, username: string, password = PASSWORD) =>
    browser.submitFirstForm({ username, password });

  it('is open to who signed in less than five minutes ago', async () => {
    const browser = await signedInBrowser(world, 'carol');
    clock.pass(5 * 60 - 1);
    expect((await browser.get(PAGE)).url).toBe(`${world.issuer}${PAGE}`);
    clock.pass(1);
    expect((await browser.get(PAGE)).url).toBe(`${world.issuer}/login?prompt=login&confirm=account`);
  });

  it('leads everyone else through the sign-in, as the same person, and back to the very page', async () => {
    const browser = await staleBrowser('carol');
    const before = browser.cookie('gatehouse_session');
    await browser.get(PAGE);
    expect(browser.page.html).toMatch(/value="carol"/);
    expect(browser.page.html).toContain('again, to confirm that it is you');
    await signInAgain(browser, 'carol', 'wrong');
    expect(browser.page.html).toContain('again, to confirm that it is you');
    await signInAgain(browser, 'carol');
    expect(browser.page.url).toBe(`${world.issuer}${PAGE}`);
    expect(browser.cookie('gatehouse_session')).not.toBe(before);
  });

  it('is not made by a form that was opened in time and is sent later', async () => {
    const browser = await signedInBrowser(world, 'dave');
    await browser.get(PAGE);
    clock.pass(5 * 60);
    await browser.submitFirstForm({ current_password: PASSWORD, password: CHOSEN });
    expect(browser.page.url).toContain('/login?prompt=login');
    await expect(users.verifyPassword('dave', PASSWORD)).resolves.toBeDefined();
    // What was typed was secret: it is in no cookie and on no page.
    expect(Buffer.from(browser.cookie('gatehouse_return')?.split('.')[0] ?? '', 'base64url').toString()).not.toContain(
      CHOSEN,
    );
    await signInAgain(browser, 'dave');
    expect(browser.page.url).toBe(`${world.issuer}${PAGE}`);
  });

  it('waits for all that a sign-in requires, not for the password alone', async () => {
    const browser = await staleBrowser('newcomer');
    await browser.get(PAGE);
    clock.goOn();
    const api = await adminApi(world, 'users:write');
    clock = stopClock(world);
    const { id } = (await users.findByUsername('newcomer')) ?? {};
    expect((await api('PATCH', `/users/${id}`, { password_change_required: true })).status).toBe(200);
    await signInAgain(browser, 'newcomer');
    expect(browser.page.url).toContain('/password');
    expect((await browser.get(PAGE)).url).not.toBe(`${world.issuer}${PAGE}`);
    await browser.get('/password');
    await browser.submitFirstForm({ password: CHOSEN });
    expect(browser.page.url).toBe(`${world.issuer}${PAGE}`);
  });

  it('leads who signs in as someone else to their own account instead', async () => {
    const browser = await staleBrowser('erin');
    await browser.get(PAGE);
    await signInAgain(browser, 'frank');
    expect([browser.page.url, browser.page.html]).toEqual([
      `${world.issuer}/account`,
      expect.stringContaining('frank'),
    ]);
  });

  it('leads back for a quarter of an hour, and only where this server said so', async () => {
    const browser = await staleBrowser('erin');
    await browser.get(PAGE);
    const kept = browser.cookie('gatehouse_return') ?? '';
    clock.pass(15 * 60);
    browser.deleteCookie('gatehouse_session');
    await browser.get('/login');
    await signInAgain(browser, 'erin');
    expect(browser.page.url).toBe(`${world.issuer}/account`);
    const text = Buffer.from(JSON.stringify({ path: 'https://evil.example/', typed: {}, until: 9e15 })).toString(
      'base64url',
    );
    for (const forged of [`${text}.${kept.split('.')[1]}`, text, 'x.y', '.', '%00']) {
      browser.deleteCookie('gatehouse_session');
      browser.setCookie('gatehouse_return', forged);
      await browser.get('/login');
      await signInAgain(browser, 'erin');
      expect(browser.page.url).toBe(`${world.issuer}/account`);
    }
  });

  it.each([PAGE, '/account/email'])('leads back to %s once: the next sign-in leads to the account', async (page) => {
    const browser = await staleBrowser('erin');
    await browser.get(page);
    await signInAgain(browser, 'erin');
    expect(browser.page.url).toBe(`${world.issuer}${page}`);
    await browser.get('/login?prompt=login');
    await signInAgain(browser, 'erin');
    expect(browser.page.url).toBe(`${world.issuer}/account`);
  });

  it('keeps what was typed for the page, and not the way there', async () => {
    const browser = await signedInBrowser(world, 'erin');
    await browser.get('/account/email');
    clock.pass(5 * 60);
    await browser.submitFirstForm({ email: 'erin@new.example' });
    await signInAgain(browser, 'erin');
    expect(browser.page.html).toContain('value="erin@new.example"');
    await browser.get('/login?prompt=login');
    await signInAgain(browser, 'erin');
    expect(browser.page.url).toBe(`${world.issuer}/account`);
  });

  it('leads who is signed in nowhere back to every page of the account', async () => {
    const { html } = await (await signedInBrowser(world, 'frank')).get('/account/factors');
    const [, nav = ''] = /<nav[^>]*>(.*)<\/nav>/.exec(html) ?? [];
    const pages = [...nav.matchAll(/href="([^"]+)"/g)].map(([, href = '']) => href);
    expect(pages.length).toBeGreaterThan(8);
    for (const page of [...pages, '/account/factors/devices']) {
      const browser = new Browser(world.issuer);
      await browser.get(page);
      await signInAgain(browser, 'frank');
      expect(browser.page.url).toBe(world.issuer + page);
    }
  });

  it('leads who is signed in nowhere back too', async () => {
    const browser = await signedInBrowser(world, 'erin');
    browser.deleteCookie('gatehouse_session');
    await browser.get(PAGE);
    expect(browser.page.url).toBe(`${world.issuer}/login`);
    await signInAgain(browser, 'erin');
    expect(browser.page.url).toBe(`${world.issuer}${PAGE}`);
  });
});
