import { type AdminApi, adminApi } from '../../support/admin.js';
import { createUser, USER_SCOPES } from '../../support/admin-users.js';
import { Browser } from '../../support/browser.js';
import { DIALECTS } from '../../support/test-database.js';
import { createWorld, PASSWORD, signedInBrowser, type World } from '../../support/world.js';

describe.each(DIALECTS)('signing in by an email address on %s', (dialect) => {
  let world: World;
  let api: AdminApi;

  beforeAll(async () => {
    world = await createWorld({ dialect });
    api = await adminApi(world, USER_SCOPES);
  });
  afterAll(() => world.close());

  it('goes on for the person whose it is when another account gets the same', async () => {
    const password = 'another long password of carol';
    const carol = await createUser(api, 'carol', { email: 'BOB@example.com', password });
    expect(carol.email).toBe('BOB@example.com');
    const bob = await signedInBrowser(world, 'bob@example.com');
    expect(bob.page.url).toContain('/account');
    const browser = new Browser(world.issuer);
    await browser.get('/login');
    await browser.submitFirstForm({ username: 'bob@example.com', password });
    expect(browser.page.url).toContain('/login');
    await browser.submitFirstForm({ username: 'carol', password });
    expect(browser.page.url).toContain('/account');
  });

  it('is not taken away by a username that is the same', async () => {
    const { body: created, status } = await api('POST', '/users', {
      username: 'Alice@example.com',
      password: PASSWORD,
    });
    expect([status, created.errors]).toEqual([409, [{ pointer: '/username', detail: 'is taken already' }]]);
    const { id } = await createUser(api, 'dave');
    const { body: changed } = await api('PATCH', `/users/${id}`, { username: 'alice@example.com' });
    expect(changed.errors).toEqual(created.errors);
  });
});
