import { UsersService } from '../../../src/users/users.service.js';
import { codeAt, shownKey, shownRecoveryCodes } from '../../support/authenticator-app.js';
import { Browser } from '../../support/browser.js';
import { type StoppedClock, stopClock } from '../../support/clock.js';
import { DIALECTS } from '../../support/test-database.js';
import { authorizeUrl, createWorld, PASSWORD, REDIRECT_URI, type World } from '../../support/world.js';

const STEP = 30;

describe.each(DIALECTS)('a second factor on %s', (dialect) => {
  let world: World;
  let clock: StoppedClock;
  let made = 0;

  beforeAll(async () => {
    world = await createWorld({ dialect });
    clock = stopClock(world);
  });
  afterAll(() => world.close());

  const newUser = async () => {
    const username = `user${++made}`;
    await world.app.get(UsersService).create({ username, password: PASSWORD });
    return username;
  };
  const signIn = async (browser: Browser, username: string) => {
    await browser.get('/login?prompt=login');
    return browser.submitFirstForm({ username, password: PASSWORD });
  };
  const verify = (browser: Browser, code: string) => browser.submitFirstForm({ code });
  const isSignedIn = async (browser: Browser) => {
    await browser.get('/account/factors');
    return browser.page.url.endsWith('/account/factors');
  };
  /** Someone who has set up an authenticator app, in a browser that is signed in. */
  const enrolled = async () => {
    const username = await newUser();
    const browser = new Browser(world.issuer);
    await signIn(browser, username);
    await browser.get('/account/factors/totp');
    const key = shownKey(browser);
    await browser.submitFirstForm({ code: codeAt(key, clock.now()), label: 'My phone' });
    return { username, browser, key, codes: shownRecoveryCodes(browser) };
  };

  it('is set up by a code of the app only, and then asked for after the password', async () => {
    const username = await newUser();
    const browser = new Browser(world.issuer);
    await signIn(browser, username);
    await browser.get('/account/factors/totp');
    const key = shownKey(browser);
    expect(browser.page.html).toContain('<svg class="qr"');
    await browser.submitFirstForm({ code: '000000', label: 'My phone' });
    expect(browser.page.status).toBe(400);
    expect(shownKey(browser)).toBe(key);
    expect(browser.page.html).toContain('value="My phone"');
    await browser.submitFirstForm({ code: codeAt(key, clock.now()), label: 'My phone' });
    expect(shownRecoveryCodes(browser)).toHaveLength(10);
    // No menu leads away from what is never shown again.
    expect(browser.page.html).not.toContain('id="language"');
    await browser.get('/account/factors');
    expect(browser.page.html).toContain('My phone');
    expect(browser.page.html).toContain('You have 10 recovery codes left.');

    clock.pass(STEP);
    const other = new Browser(world.issuer);
    await other.get(authorizeUrl(world));
    await other.submitFirstForm({ username, password: PASSWORD });
    expect(new URL(other.page.url).pathname).toBe('/second-factor/totp');
    expect(other.cookie('gatehouse_session')).toBeUndefined();
    await other.submitFirstForm({ code: '000000', remember: 'yes' });
    expect([other.page.status, other.cookie('gatehouse_session')]).toEqual([400, undefined]);
    expect(other.page.html).toContain('its clock may be wrong');
    expect(other.page.html).toMatch(/id="remember"[^>]* checked/);
    await verify(other, codeAt(key, clock.now()));
    expect(other.cookie('gatehouse_session')).toBeDefined();
    expect(new URL(other.page.url).pathname).toBe('/consent');
    await other.submitFirstForm({ decision: 'allow' });
    expect(other.location).toContain(`${REDIRECT_URI}?`);
  });

  it('is shown with the days of the person, written as the reader writes them', async () => {
    const { username, browser } = await enrolled();
    const users = world.app.get(UsersService);
    const dayIn = (timeZone: string) =>
      new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone }).format(clock.now());
    // Fourteen hours before UTC and twelve after it, so that one of both is another day.
    for (const zoneinfo of ['Pacific/Kiritimati', 'Etc/GMT+12']) {
      await browser.get('/account/profile');
      await browser.submitFirstForm({ zoneinfo });
      expect((await users.findByUsername(username))?.claims.zoneinfo).toBe(zoneinfo);
      expect((await browser.get('/account/factors')).html).toContain(`>${dayIn(zoneinfo)}</time>`);
    }
  });

  it('takes each code of an app once, also the one that set it up, and no older one', async () => {
    const { username, key } = await enrolled();
    const used = codeAt(key, clock.now());
    clock.pass(STEP);
    const browser = new Browser(world.issuer);
    await signIn(browser, username);
    await verify(browser, used);
    expect(browser.page.status).toBe(400);
    clock.pass(STEP);
    // The clock of the phone may be 30 seconds off.
    await verify(browser, codeAt(key, clock.now() + STEP * 1000));
    await expect(isSignedIn(browser)).resolves.toBe(true);
    await signIn(browser, username);
    await verify(browser, codeAt(key, clock.now()));
    expect(browser.page.status).toBe(400);
  });

  it('is replaced by a recovery code, each once', async () => {
    const { username, codes } = await enrolled();
    const browser = new Browser(world.issuer);
    await signIn(browser, username);
    expect(browser.page.html).toContain('id="other-recovery_codes"');
    await browser.get('/second-factor/recovery_codes');
    expect(browser.page.html).toContain('id="code"');
    await verify(browser, (codes[0] ?? '').toUpperCase().replaceAll('-', ' '));
    await expect(isSignedIn(browser)).resolves.toBe(true);
    expect(browser.page.html).toContain('You have 9 recovery codes left.');
    await signIn(browser, username);
    await browser.get('/second-factor/recovery_codes');
    await verify(browser, codes[0] ?? '');
    expect(browser.page.status).toBe(400);
  });

  it('is guessed slowly: five wrong codes, then waiting, whatever the sign-in', async () => {
    const { username, key } = await enrolled();
    clock.pass(STEP);
    const browser = new Browser(world.issuer);
    await signIn(browser, username);
    for (let guess = 0; guess < 6; guess++) await verify(browser, '000000');
    expect(browser.page.status).toBe(400);
    const other = new Browser(world.issuer);
    await signIn(other, username);
    await verify(other, codeAt(key, clock.now()));
    expect(other.page.status).toBe(429);
    expect(other.page.headers.get('retry-after')).toBe('2');
  });
});
