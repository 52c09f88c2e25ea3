import { SessionsService } from '../../../src/authentication/sessions/sessions.service.js';
import { SignInGate } from '../../../src/authentication/sign-in/sign-in-gate.service.js';
import { FACTOR_EVENTS } from '../../../src/factors/audit-events.js';
import { RecoveryCodes } from '../../../src/factors/recovery/recovery-codes.service.js';
import { TotpSecrets } from '../../../src/factors/totp/totp-secrets.service.js';
import { Database } from '../../../src/platform/database/database.js';
import { RolesService } from '../../../src/resources/roles.service.js';
import { AccountLinks } from '../../../src/users/links/account-links.service.js';
import { INVITATION } from '../../../src/users/links/invitations.service.js';
import { PASSWORD_RESET } from '../../../src/users/recovery/password-resets.service.js';
import type { User } from '../../../src/users/user.js';
import { UserAdministration } from '../../../src/users/user-administration.service.js';
import { UsersService } from '../../../src/users/users.service.js';
import { auditEvents } from '../../support/audit-log.js';
import { codeAt, giveApp, giveRecoveryCodes } from '../../support/authenticator-app.js';
import { Browser } from '../../support/browser.js';
import { type StoppedClock, stopClock } from '../../support/clock.js';
import { createTestApp, type TestApp } from '../../support/test-app.js';
import { DIALECTS, sharedDatabaseUrl } from '../../support/test-database.js';
import { newVisitor } from '../../support/visitor.js';
import { createWorld, PASSWORD, type World } from '../../support/world.js';

const OPERATOR = { actor: 'os:test', scope: [], isOperator: true };
const CHOSEN = 'another password altogether';

describe.each(DIALECTS)('whoever has the password, but not the second factor, on %s', (dialect) => {
  let world: World;
  let replica: TestApp;
  let clock: StoppedClock;
  let made = 0;

  beforeAll(async () => {
    const databaseUrl = await sharedDatabaseUrl(dialect);
    world = await createWorld({ databaseUrl });
    replica = await createTestApp({ databaseUrl, issuer: world.issuer });
    clock = stopClock(world, replica);
  });
  afterAll(() => Promise.all([world.close(), replica.close()]));

  const users = () => world.app.get(UsersService);
  const newUser = async (more = {}): Promise<User> =>
    users().create({ username: `user${++made}`, password: PASSWORD, ...more });
  const signIn = async (browser: Browser, { username }: User, password = PASSWORD) => {
    await browser.get('/login?prompt=login');
    return browser.submitFirstForm({ username, password });
  };
  const isSignedIn = async (browser: Browser) => {
    await browser.get('/account');
    return browser.page.url.endsWith('/account');
  };
  const eventsOf = async ({ id }: User, type: string) =>
    (await auditEvents(world)).filter((event) => event.actor === id && event.type === type);
  /** How many of 50 at once, on two replicas, use up the same code. */
  const winners = async (user: User, code: string, of: typeof TotpSecrets | typeof RecoveryCodes) => {
    const used = await Promise.all(
      Array.from({ length: 50 }, async (_, index) => {
        const { app } = index % 2 === 0 ? world : replica;
        const use = await app.get<TotpSecrets | RecoveryCodes>(of).match(user, code);
        return use !== undefined && (await app.get(Database).transaction(use));
      }),
    );
    return used.filter(Boolean).length;
  };

  it('has a code of an app or a recovery code taken once of 50 at once on two replicas', async () => {
    const user = await newUser();
    const key = await giveApp(world, user.username);
    const [code = ''] = await giveRecoveryCodes(world, user.username);
    await expect(winners(user, codeAt(key, clock.now()), TotpSecrets)).resolves.toBe(1);
    await expect(winners(user, code, RecoveryCodes)).resolves.toBe(1);
  });

  it('gets six of 50 guesses at once on two replicas looked at', async () => {
    const user = await newUser();
    await giveApp(world, user.username);
    const origins = [world.issuer, `http://localhost:${replica.config.port}`];
    const browsers = await Promise.all(
      origins.map(async (origin) => {
        const browser = new Browser(origin);
        await signIn(browser, user);
        return browser;
      }),
    );
    const statuses = await Promise.all(
      Array.from({ length: 50 }, async (_, index) => {
        const browser = browsers[index % 2] as Browser;
        const body = new URLSearchParams({ ...browser.page.form?.fields, code: '000000' });
        const cookie = ['gatehouse_browser', 'gatehouse_sign_in'].map((name) => `${name}=${browser.cookie(name)}`);
        const url = `${origins[index % 2]}/second-factor/totp`;
        const headers = { cookie: cookie.join('; ') };
        return (await fetch(url, { method: 'POST', body, headers, redirect: 'manual' })).status;
      }),
    );
    expect(new Set(statuses)).toEqual(new Set([400, 429]));
    await expect(eventsOf(user, FACTOR_EVENTS.failed.name)).resolves.toHaveLength(6);
  });

  const ways: readonly [string, object, (browser: Browser, user: User) => Promise<unknown>][] = [
    ['the password', {}, (browser, user) => signIn(browser, user)],
    [
      'an enforced change of the password, which comes after it',
      { password_change_required: true },
      async (browser, user) => {
        await signIn(browser, user);
        await browser.get('/password');
      },
    ],
    ...[INVITATION, PASSWORD_RESET].map((purpose): (typeof ways)[number] => [
      `a link (${purpose.name})`,
      {},
      async (browser, user) => {
        const links = world.app.get(AccountLinks);
        const { url } = await world.app
          .get(Database)
          .transaction((transaction) => links.issue(purpose, { user }, transaction));
        await browser.get(url);
        await browser.submitFirstForm({ password: CHOSEN });
      },
    ]),
  ];
  it.each(ways)('is not let in by %s', async (_, more, way) => {
    const user = await newUser(more);
    await giveApp(world, user.username);
    const browser = new Browser(world.issuer);
    await way(browser, (await users().findByUsername(user.username)) as User);
    expect(browser.cookie('gatehouse_session')).toBeUndefined();
    await expect(isSignedIn(browser)).resolves.toBe(false);
  });

  it('is not let in by a switch to an account that needs a factor since it was signed in to', async () => {
    await world.app
      .get(RolesService)
      .create({ name: 'guarded', description: 'Guarded', scopes: [], secondFactor: 'required' }, OPERATOR);
    const [first, second] = [await newUser(), await newUser()];
    const browser = new Browser(world.issuer);
    await signIn(browser, first);
    await signIn(browser, second);
    const held = await world.app.get(SessionsService).accounts({ ...browserCookies(browser) });
    const sid = held.find(({ user }) => user.id === first.id)?.sid ?? '';
    await giveApp(world, first.username);
    await world.app.get(UserAdministration).update(first.id, { roles: ['guarded'] }, OPERATOR);
    const visitor = newVisitor();
    Object.assign(visitor.cookies.sent, browserCookies(browser));
    await expect(world.app.get(SignInGate).switchTo(visitor, sid)).resolves.toBe('sign-in');
  });

  it('is let in by a browser that is remembered for the account, until the password or a factor changes', async () => {
    const [user, other] = [await newUser(), await newUser()];
    const key = await giveApp(world, user.username);
    await giveApp(world, other.username);
    const browser = new Browser(world.issuer);
    const remember = async () => {
      await signIn(browser, user, PASSWORD);
      clock.pass(60);
      await browser.submitFirstForm({ code: codeAt(key, clock.now()), remember: 'yes' });
      await browser.get('/account/factors/devices');
      expect(browser.page.html).toContain('Forget');
    };
    await remember();
    await signIn(browser, user);
    await expect(isSignedIn(browser)).resolves.toBe(true);
    // It is for this account alone, and the password is asked for as ever.
    await signIn(browser, other);
    expect(browser.page.url).toContain('/second-factor/totp');
    await signIn(browser, user, 'a wrong password');
    expect(browser.page.status).toBe(401);
    // Nor is it enough to set up another factor.
    await signIn(browser, user);
    await browser.get('/account/factors/totp');
    expect(browser.page.url).toContain('/second-factor/totp');

    clock.pass(30 * 86_400);
    await signIn(browser, user);
    expect(browser.page.url).toContain('/second-factor/totp');
    await remember();
    const { app } = world;
    await app.get(Database).transaction((transaction) => app.get(UsersService).signOut(user.id, transaction));
    await signIn(browser, user);
    expect(browser.page.url).toContain('/second-factor/totp');
  });

  it('sets up no factor in a session that is old, however it was started', async () => {
    const user = await newUser();
    const browser = new Browser(world.issuer);
    await signIn(browser, user);
    await browser.get('/account/factors/totp');
    const { form } = browser.page;
    clock.pass(301);
    await browser.post('/account/factors/totp', { ...form?.fields, code: '000000' });
    expect(browser.page.url).toContain('/login');
    await browser.get('/account/factors/recovery-codes');
    expect(browser.page.url).toContain('/login');
  });
});

function browserCookies(browser: Browser): Record<string, string | undefined> {
  const names = ['gatehouse_session', 'gatehouse_sessions', 'gatehouse_accounts'];
  return Object.fromEntries(names.map((name) => [name, browser.cookie(name)]));
}
