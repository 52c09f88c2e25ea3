import { SessionEntity } from '../../../src/authentication/sessions/session.entity.js';
import { SignInEntity } from '../../../src/authentication/sign-in/sign-in.entity.js';
import type { Transaction } from '../../../src/platform/database/database.js';
import type { User } from '../../../src/users/user.js';
import { UsersService } from '../../../src/users/users.service.js';
import { Interaction } from '../../support/interaction.js';
import { countOf } from '../../support/rows.js';
import { DIALECTS } from '../../support/test-database.js';
import { PASSWORD } from '../../support/world.js';

/** Of `U*U`. */
const BCRYPT = '$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW';
const AT_ONCE = 6;

describe.each(DIALECTS)('sign-ins in flight on %s', (dialect) => {
  let world: Interaction;
  let users: UsersService;
  let verify: UsersService['verifyPassword'];

  beforeAll(async () => {
    world = await Interaction.start({ dialect });
    users = world.server.app.get(UsersService);
    verify = users.verifyPassword.bind(users);
  });
  afterEach(() => {
    users.verifyPassword = verify;
  });
  afterAll(() => world.close());

  /** Has the change happen once every password is verified, and no sign-in go on before it is committed. */
  function changeMeanwhile(change: (transaction: Transaction) => Promise<void>): void {
    let allVerified = () => {};
    const changed = new Promise<void>((resolve) => {
      allVerified = resolve;
    }).then(() => world.database.transaction(change));
    let verified = 0;
    users.verifyPassword = async (...asked) => {
      const user = await verify(...asked);
      if (user && ++verified === AT_ONCE) allVerified();
      await changed;
      return user;
    };
  }

  async function signInAtOnce(username: string) {
    const browsers = await Promise.all(
      Array.from({ length: AT_ONCE }, async () => {
        const browser = world.newBrowser();
        await browser.get('/login');
        return browser;
      }),
    );
    return Promise.all(browsers.map((browser) => browser.submitFirstForm({ username, password: PASSWORD })));
  }

  const eventsOf = async ({ id, username }: User) => {
    const events = (await world.auditEvents()).filter(
      ({ type, actor, details }) => type.startsWith('login.') && (actor === id || details.username === username),
    );
    return events.map(({ type }) => type);
  };

  const hash = '$argon2id$v=19$m=19456,t=2,p=1$D7dlA8D7cYglpxjRFhuiNw$VxR1BfUSeJsQ9tuojQS73M8OozuMZk7ZJbFfjD/X2F8';

  it.each<[string, string, (user: User, transaction: Transaction) => Promise<void>]>([
    ['the password is changed', 'dora', ({ id }, transaction) => users.storePassword(id, hash, transaction)],
    ['the user is disabled', 'dirk', ({ id }, transaction) => users.disable(id, undefined, transaction)],
    ['the user is deleted', 'dina', (user, transaction) => users.delete(user, transaction)],
    [
      'the password is to be changed',
      'dave',
      (user, transaction) => users.requirePasswordChange(user, true, transaction),
    ],
  ])('leave no session where %s, and are answered as by a wrong password', async (_, username, change) => {
    const user = await users.create({ username, password: PASSWORD });
    changeMeanwhile((transaction) => change(user, transaction));
    for (const page of await signInAtOnce(username)) {
      expect([page.status, page.html]).toEqual([401, expect.stringContaining('username or password is not right')]);
    }
    await expect(countOf(world.server, SessionEntity, { userId: user.id })).resolves.toBe(0);
    await expect(eventsOf(user)).resolves.toEqual(Array(AT_ONCE).fill('login.failed'));
  });

  it('let no one choose the next password where the one that was to be changed is another already', async () => {
    const user = await users.create({ username: 'emil', password: PASSWORD, password_change_required: true });
    changeMeanwhile((transaction) => users.storePassword(user.id, hash, transaction));
    for (const { status } of await signInAtOnce('emil')) expect(status).toBe(401);
    await expect(countOf(world.server, SignInEntity)).resolves.toBe(0);
    await expect(eventsOf(user)).resolves.toEqual(Array(AT_ONCE).fill('login.failed'));
  });

  it('go on where the password is only hashed anew', async () => {
    await users.create({ username: 'fred', password_hash: BCRYPT });
    const browser = world.newBrowser();
    const { url } = await world.signIn(browser, 'fred', 'U*U');
    expect(url).toContain('/account');
  });
});
