import { RolesService } from '../../../src/resources/roles.service.js';
import { UsersService } from '../../../src/users/users.service.js';
import { codeAt, shownKey } from '../../support/authenticator-app.js';
import { Browser } from '../../support/browser.js';
import { type StoppedClock, stopClock } from '../../support/clock.js';
import { authorizeUrl, createWorld, PASSWORD, type World } from '../../support/world.js';

const DAY = 86_400;
const OPERATOR = { actor: 'os:test', scope: [], isOperator: true };

/** SECOND_FACTOR and second_factor of roles. */
describe('a second factor that a policy requires', () => {
  let world: World;
  let clock: StoppedClock;
  let made = 0;

  beforeAll(async () => {
    world = await createWorld({ roomSettings: { secondFactor: { policy: 'off', grace: 7 * DAY } } });
    clock = stopClock(world);
    await world.app.get(RolesService).update('auditor', { secondFactor: 'required' }, OPERATOR);
  });
  afterAll(() => world.close());

  const signIn = async (roles: readonly string[] = ['auditor'], username = `person${++made}`) => {
    const users = world.app.get(UsersService);
    if (!(await users.findByUsername(username)))
      await users.create({ username, password: PASSWORD, roles: [...roles] });
    const browser = new Browser(world.issuer);
    await browser.get('/login');
    await browser.submitFirstForm({ username, password: PASSWORD });
    return { browser, username };
  };
  const path = (browser: Browser) => new URL(browser.page.url).pathname;

  it('is asked of no one by the server if its policy is off, but of the holders of a role that says so', async () => {
    expect(path((await signIn([])).browser)).toBe('/account');
    expect(path((await signIn()).browser)).toBe('/second-factor');
  });

  it('is set up before there is a session, and from then on proven', async () => {
    const { browser, username } = await signIn();
    expect(browser.cookie('gatehouse_session')).toBeUndefined();
    await browser.get('/second-factor/totp/setup');
    const key = shownKey(browser);
    await browser.submitFirstForm({ code: codeAt(key, clock.now()), label: 'Phone' });
    expect(browser.cookie('gatehouse_session')).toBeDefined();
    clock.pass(30);
    const again = await signIn([], username);
    expect(path(again.browser)).toBe('/second-factor/totp');
    await again.browser.submitFirstForm({ code: codeAt(key, clock.now()) });
    expect(path(again.browser)).toBe('/account');
  });

  it('may be put off until the end of the grace period, which the first time begins', async () => {
    const { browser, username } = await signIn();
    expect(browser.page.html).toContain('You can put this off until');
    await browser.submitFirstForm();
    expect(path(browser)).toBe('/account');
    await browser.get(authorizeUrl(world));
    expect(path(browser)).toBe('/consent');
    clock.pass(6 * DAY);
    const later = await signIn([], username);
    expect(path(later.browser)).toBe('/second-factor');
    await later.browser.submitFirstForm();
    expect(path(later.browser)).toBe('/account');
    const waiting = await signIn([], username);
    const { fields } = waiting.browser.page.form ?? {};
    clock.pass(DAY);
    const late = await signIn([], username);
    expect(late.browser.page.html).not.toContain('You can put this off until');
    await late.browser.post('/second-factor', { ...fields });
    expect([path(late.browser), late.browser.cookie('gatehouse_session')]).toEqual(['/second-factor', undefined]);
    await later.browser.get(authorizeUrl(world));
    expect(path(later.browser)).toBe('/login');
  });

  it('is no longer asked for once the role says nothing', async () => {
    const roles = world.app.get(RolesService);
    await roles.update('auditor', { secondFactor: null }, OPERATOR);
    expect(path((await signIn()).browser)).toBe('/account');
    expect(await roles.get('auditor')).not.toHaveProperty('secondFactor');
    await expect(roles.update('auditor', { description: 'Another' }, OPERATOR)).rejects.toThrow('built in');
    await roles.update('auditor', { secondFactor: 'required' }, OPERATOR);
  });
});
