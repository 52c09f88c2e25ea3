import { RegistrationInvitations } from '../../../src/account/registration/invitations/registration-invitations.service.js';
import { FirstUser } from '../../../src/users/first-user.service.js';
import { UsersService } from '../../../src/users/users.service.js';
import { codeAt, shownKey, shownRecoveryCodes } from '../../support/authenticator-app.js';
import { Browser } from '../../support/browser.js';
import { stopClock } from '../../support/clock.js';
import { createTestApp, type TestApp } from '../../support/test-app.js';
import { PASSWORD } from '../../support/world.js';

describe('where everyone needs a second factor', () => {
  let server: TestApp;

  beforeAll(async () => {
    const roomSettings = { secondFactor: { policy: 'required', grace: 0 }, userRegistration: { mode: 'invited' } };
    server = await createTestApp({ production: true, roomSettings });
  });
  afterAll(() => server.close());

  const isSignedIn = async (browser: Browser) => {
    await browser.get('/account');
    return browser.page.url.endsWith('/account');
  };

  it('the first administrator sets one up before there is a session, and cannot remove the last one', async () => {
    const ticket = await server.app.get(FirstUser).open(Date.now() + 60_000);
    const browser = new Browser(server.config.issuer);
    await browser.get(`/setup?token=${ticket}`);
    await browser.submitFirstForm({ username: 'ada', email: '', password: PASSWORD });
    expect(browser.page.url).toContain('/second-factor');
    expect(browser.page.html).toContain('href="/second-factor/totp/setup"');
    await expect(isSignedIn(browser)).resolves.toBe(false);
    await browser.get('/second-factor/totp/setup');
    const key = shownKey(browser);
    await browser.submitFirstForm({ code: codeAt(key, Date.now()) });
    expect(shownRecoveryCodes(browser)).toHaveLength(10);
    await expect(isSignedIn(browser)).resolves.toBe(true);
    await browser.get('/account/factors');
    const [, id = ''] = /\/account\/factors\/edit\?id=([^"]+)/.exec(browser.page.html) ?? [];
    await browser.get(`/account/factors/edit?id=${id}`);
    expect(browser.page.html).not.toContain('id="factor-remove"');
    await browser.submitFirstForm({ act: 'remove' });
    expect(browser.page.status).toBe(400);
  });

  it('someone who registers has an account, and no session before there is a factor', async () => {
    const { code } = await server.app.get(RegistrationInvitations).create({});
    const clock = stopClock(server);
    const browser = new Browser(server.config.issuer);
    await browser.get('/register');
    clock.pass(3);
    await browser.submitFirstForm({
      username: 'rosa',
      email: 'rosa@example.com',
      password: PASSWORD,
      invitation: code,
    });
    expect(browser.page.url).toContain('/second-factor');
    await expect(isSignedIn(browser)).resolves.toBe(false);
    clock.goOn();
  });

  it('someone who has one proves it, and sets up no other one instead', async () => {
    const browser = new Browser(server.config.issuer);
    await browser.get('/login');
    await browser.submitFirstForm({ username: 'ada', password: PASSWORD });
    expect(browser.page.url).toContain('/second-factor/totp');
    await browser.get('/second-factor/totp/setup');
    expect(browser.page.url).toMatch(/\/second-factor\/totp$/);
  });

  it('a sign-in in which a factor is set up ends with a change of the account', async () => {
    const users = server.app.get(UsersService);
    const user = await users.create({ username: 'eve', password: PASSWORD });
    const browser = new Browser(server.config.issuer);
    await browser.get('/login?prompt=login');
    await browser.submitFirstForm({ username: 'eve', password: PASSWORD });
    await browser.get('/second-factor/totp/setup');
    const key = shownKey(browser);
    await users.disable(user.id);
    await browser.submitFirstForm({ code: codeAt(key, Date.now()) });
    expect(browser.page.url).toContain('/login');
    await expect(isSignedIn(browser)).resolves.toBe(false);
  });
});
