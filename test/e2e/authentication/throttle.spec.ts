import { ThrottleEntity } from '../../../src/platform/throttling/throttle.entity.js';
import type { User } from '../../../src/users/user.js';
import { UserStore } from '../../../src/users/user-store.js';
import { UsersService } from '../../../src/users/users.service.js';
import type { Browser } from '../../support/browser.js';
import { Interaction } from '../../support/interaction.js';
import { deleteRows } from '../../support/rows.js';
import { PASSWORD } from '../../support/world.js';

/** Of another password. */
const HASH = '$argon2id$v=19$m=19456,t=2,p=1$D7dlA8D7cYglpxjRFhuiNw$VxR1BfUSeJsQ9tuojQS73M8OozuMZk7ZJbFfjD/X2F8';

describe('throttling', () => {
  let world: Interaction;

  beforeAll(async () => {
    world = await Interaction.start({ trustProxy: ['127.0.0.1'] });
  });
  beforeEach(() => deleteRows(world.server, ThrottleEntity));
  afterAll(() => world.close());

  const from = (address: string) => world.newBrowser({ 'x-forwarded-for': address });
  const fail = async (times: number, browser: Browser, username = 'alice') => {
    for (let attempt = 0; attempt < times; attempt++) await world.signIn(browser, username, 'wrong');
    return browser.page;
  };

  it('blocks an account after five free failures, and says for how long', async () => {
    const browser = from('192.0.2.1');
    expect((await fail(6, browser)).status).toBe(401);
    const page = await world.signIn(browser);
    expect(page.status).toBe(429);
    expect(page.headers.get('retry-after')).toBe('2');
    expect(page.html).toMatch(/role="alert"[^>]*>Too many attempts\. Try again in 2 seconds\.</);
    world.pass(2);
    await world.signIn(browser);
    expect(browser.trail).toEqual(['/login', '/account']);
  });

  it('blocks for longer each time, at most 15 minutes', async () => {
    const browser = from('192.0.2.1');
    await fail(5, browser);
    const waits: number[] = [];
    for (let round = 0; round < 12; round++) {
      expect((await fail(1, browser)).status).toBe(401);
      const refused = await world.signIn(browser);
      waits.push(Number(refused.headers.get('retry-after')));
      world.pass(waits.at(-1) ?? 0);
    }
    expect(waits).toEqual([2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900, 900]);
  });

  it('does the same for accounts that do not exist', async () => {
    const browser = from('192.0.2.1');
    await fail(6, browser, 'nobody');
    expect((await world.signIn(browser, 'nobody', 'wrong')).status).toBe(429);
  });

  it('counts failures by the username and by the email address together', async () => {
    const browser = from('192.0.2.1');
    await fail(3, browser);
    expect((await fail(3, browser, 'alice@example.com')).status).toBe(401);
    expect((await world.signIn(browser)).status).toBe(429);
    expect((await world.signIn(browser, 'Alice@example.com ')).status).toBe(429);
  });

  it.each([
    ['one network', '192.0.2.1'],
    ['another', '192.0.2.2'],
  ])('does not tell which names belong together, to %s', async (_, address) => {
    const answers = async (one: string, other: string) => {
      await fail(6, from('192.0.2.1'), one);
      return (await world.signIn(from(address), other, 'wrong')).status;
    };
    expect(await answers('alice', 'alice@example.com')).toBe(await answers('nobody', 'nobody@example.com'));
  });

  it('holds an account without a word while it is guessed at by another name', async () => {
    const users = world.server.app.get(UsersService);
    await users.create({ username: 'u-4711', email: 'lea@example.com', password: PASSWORD });
    await fail(6, from('192.0.2.1'), 'u-4711');
    const owner = from('192.0.2.2');
    const page = await world.signIn(owner, 'lea@example.com');
    expect([page.status, page.html]).toEqual([401, expect.stringContaining('username or password is not right')]);
    world.pass(4);
    await world.signIn(owner, 'lea@example.com');
    expect(owner.trail).toEqual(['/login', '/account']);
  });

  it('forgets an account’s failures at success', async () => {
    const browser = from('192.0.2.1');
    await fail(5, browser);
    await world.signIn(browser);
    browser.deleteCookie('gatehouse_device');
    expect((await fail(5, browser)).status).toBe(401);
    await world.signIn(browser);
    expect(browser.trail).toEqual(['/login', '/account']);
  });

  it('lets a browser in that knows the account, while strangers guess at it', async () => {
    const owner = from('192.0.2.1');
    await world.signIn(owner);
    const stranger = from('198.51.100.1');
    await fail(6, stranger);
    expect((await world.signIn(stranger)).status).toBe(429);
    await world.signIn(owner, 'alice', PASSWORD, `/login?request=${await world.park()}`);
    expect(owner.trail[1]).toContain('/oauth2/authorize');
  });

  it('counts failures of such browsers by themselves', async () => {
    const owner = from('192.0.2.1');
    await world.signIn(owner);
    owner.deleteCookie('gatehouse_session');
    await fail(6, owner);
    expect((await world.signIn(owner)).status).toBe(429);
  });

  it('counts failures of all browsers together that know the account', async () => {
    const browsers = [from('192.0.2.1'), from('192.0.2.2'), from('192.0.2.3')];
    for (const browser of browsers) await world.signIn(browser);
    for (const browser of browsers) browser.deleteCookie('gatehouse_session');
    for (const browser of browsers) expect((await fail(2, browser)).status).toBe(401);
    for (const browser of browsers) expect((await world.signIn(browser)).status).toBe(429);
  });

  it('counts failures of such a browser for its network too', async () => {
    const owner = from('192.0.2.1');
    await world.signIn(owner);
    owner.deleteCookie('gatehouse_session');
    for (let each = 0; each < 48; each++) await fail(1, from('192.0.2.1'), `guess-${each}`);
    expect((await fail(3, owner)).status).toBe(401);
    expect((await world.signIn(from('192.0.2.1'), 'bob')).status).toBe(429);
    expect((await world.signIn(owner)).status).toBe(429);
  });

  it.each<[string, (users: UsersService, user: User) => Promise<unknown>]>([
    ['the password is set', (users, { id }) => world.database.transaction((t) => users.storePassword(id, HASH, t))],
    ['the account is disabled and enabled', async (users, { id }) => [await users.disable(id), await users.enable(id)]],
    [
      'the username is changed',
      (users, user) =>
        world.database.transaction((t) => users.changeProfile(user.id, user, { ...user, username: 'renamed' }, t)),
    ],
  ])('takes a browser for a stranger’s again after %s', async (_, change) => {
    const users = world.server.app.get(UsersService);
    const user = await users.create({ username: `kim-${_.length}`, email: 'kim@example.com', password: PASSWORD });
    const owner = from('192.0.2.1');
    await world.signIn(owner, 'kim@example.com');
    owner.deleteCookie('gatehouse_session');
    await change(users, user);
    await fail(6, from('198.51.100.1'), 'kim@example.com');
    expect((await world.signIn(owner, 'kim@example.com')).status).toBe(429);
    await world.database.transaction((transaction) => users.delete(user, transaction));
  });

  it('takes the mark of one account for no other', async () => {
    const browser = from('192.0.2.1');
    await world.signIn(browser, 'bob');
    browser.deleteCookie('gatehouse_session');
    await fail(6, from('198.51.100.1'));
    expect((await world.signIn(browser)).status).toBe(429);
  });

  it('blocks an address after 50 failures, whatever the accounts', async () => {
    for (let each = 0; each < 51; each++) await fail(1, from('192.0.2.1'), `guess-${each}`);
    expect((await world.signIn(from('192.0.2.1'))).status).toBe(429);
    const elsewhere = from('192.0.2.2');
    await world.signIn(elsewhere);
    expect(elsewhere.trail).toEqual(['/login', '/account']);
  });

  it('takes an IPv6 network for one address', async () => {
    for (let each = 0; each < 51; each++) await fail(1, from(`2001:db8:0:7::${each.toString(16)}`), `guess-${each}`);
    expect((await world.signIn(from('2001:db8:0:7:ffff::1'))).status).toBe(429);
  });

  it('never counts correct sign-ins: a whole office works behind one address', async () => {
    const visits = await Promise.all(
      Array.from({ length: 60 }, async (_, each) => {
        const browser = from('192.0.2.1');
        await world.signIn(browser, each % 2 ? 'alice' : 'bob');
        return browser.trail.at(-1);
      }),
    );
    expect(new Set(visits)).toEqual(new Set(['/account']));
  });

  it('gains guesses that are sent all at once nothing', async () => {
    const browsers = await Promise.all(
      Array.from({ length: 50 }, async () => {
        const browser = from('192.0.2.1');
        await browser.get('/login');
        return browser;
      }),
    );
    const pages = await Promise.all(
      browsers.map((browser) => browser.submitFirstForm({ username: 'alice', password: 'wrong' })),
    );
    const looked = pages.filter(({ status }) => status === 401).length;
    expect(looked).toBeLessThanOrEqual(15);
    expect((await world.signIn(from('192.0.2.1'))).status).toBe(429);
  });

  it('does not rely on a host’s own user store to ask', async () => {
    const store = world.server.app.get(UserStore);
    const verify = store.verifyPassword.bind(store);
    store.verifyPassword = (username, password) => verify(username, password);
    const browser = from('192.0.2.1');
    await fail(6, browser);
    expect((await world.signIn(browser)).status).toBe(429);
    store.verifyPassword = verify;
  });
});
