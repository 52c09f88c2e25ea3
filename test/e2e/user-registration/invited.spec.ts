import { UsersService } from '../../../src/users/users.service.js';
import { type AdminApi, adminApi } from '../../support/admin.js';
import { Browser } from '../../support/browser.js';
import { type StoppedClock, stopClock } from '../../support/clock.js';
import { CAROL, fillIn } from '../../support/registering.js';
import { createTestApp, type TestApp } from '../../support/test-app.js';
import { DIALECTS, sharedDatabaseUrl } from '../../support/test-database.js';
import { authorizeUrl, createWorld, type World } from '../../support/world.js';

const MINUTE = 60;

describe.each(DIALECTS)('registration by invitation without mail on %s', (dialect) => {
  let world: World;
  let replica: TestApp;
  let api: AdminApi;
  let clock: StoppedClock;

  beforeAll(async () => {
    const databaseUrl = await sharedDatabaseUrl(dialect);
    const userRegistration = { mode: 'invited', fields: ['given_name', 'birthdate'], limit: 200 };
    const shared = { databaseUrl, production: true, roomSettings: { userRegistration } };
    world = await createWorld(shared);
    replica = await createTestApp({ ...shared, issuer: world.issuer });
    api = await adminApi(world, 'registrations:read registrations:write users:read audit:read');
    clock = stopClock(world, replica);
  });
  afterAll(async () => {
    await Promise.all([world.close(), replica.close()]);
  });

  const invite = async (body?: unknown) => (await api('POST', '/registration-invitations', body)).body;
  const carol = (username: string) => ({
    ...CAROL,
    username,
    email: `${username}@example.com`,
    given_name: 'Carol',
    birthdate: '1990-01-31',
  });
  const find = (username: string) => world.app.get(UsersService).findByUsername(username);
  const register = (path: string, form: Readonly<Record<string, string>>, browser?: Browser) =>
    fillIn(world, clock, path, form, browser);

  it('makes the account, signs in, and goes on with the request that led there', async () => {
    const { code, url } = await invite();
    expect(url).toBe(`${world.issuer}/register?invitation=${code}`);
    const browser = new Browser(world.issuer);
    await browser.get(authorizeUrl(world, { scope: 'openid' }));
    const [, path = ''] = /id="create-account" href="([^"]+)"/.exec(browser.page.html) ?? [];
    const registered = await register(path, { ...carol('carol'), invitation: code }, browser);
    expect(registered.page.html).toContain('id="consent-allow"');
    const user = await find('carol');
    expect(user?.claims).toEqual({ email: 'carol@example.com', given_name: 'Carol', birthdate: '1990-01-31' });
    expect(user?.roles).toEqual([]);
    const events = (await api('GET', '/audit-events?limit=20')).body.items;
    expect(events.map(({ type, actor }: { type: string; actor: string }) => [type, actor])).toEqual(
      expect.arrayContaining([
        ['registration_invitation.created', 'an-admin'],
        ['user_registration.completed', user?.id],
        ['login.succeeded', user?.id],
      ]),
    );
    expect(JSON.stringify(events)).not.toContain(code);
  });

  it('needs a code that is good: none, a wrong, an expired or a withdrawn one makes no account', async () => {
    const refused = async (invitation: string) => {
      const browser = await register('/register', { ...carol('nobody'), invitation });
      expect([browser.page.status, browser.page.html]).toEqual([
        400,
        expect.stringContaining('id="invitation-problem"'),
      ]);
    };
    await refused('wrong');
    await refused('');
    const { code, id } = await invite({ expires_in: MINUTE });
    expect((await api('DELETE', `/registration-invitations/${id}`)).status).toBe(204);
    await refused(code);
    const expiring = await invite({ expires_in: MINUTE });
    clock.pass(MINUTE);
    await refused(expiring.code);
    expect(await find('nobody')).toBeUndefined();
  });

  it.each([1, 2])('makes as many accounts as the invitation says, %i of 50 at once at two replicas', async (most) => {
    const { code, id } = await invite({ max_uses: most });
    const browser = new Browser(world.issuer);
    await browser.get(`/register?invitation=${code}`);
    clock.pass(3);
    const fields = browser.page.form?.fields ?? {};
    const cookie = `gatehouse_browser=${browser.cookie('gatehouse_browser')}`;
    const post = async (index: number) => {
      const port = index % 2 === 0 ? world.config.port : replica.config.port;
      const body = new URLSearchParams({ ...fields, ...carol(`${most}-many-${index}`) });
      const sent = { method: 'POST', body, headers: { cookie }, redirect: 'manual' } as const;
      const answer = await fetch(`http://localhost:${port}/register`, sent);
      await answer.text();
      return answer.status;
    };
    const statuses = await Promise.all(Array.from({ length: 50 }, (_, index) => post(index)));
    expect(statuses.filter((status) => status === 303)).toHaveLength(most);
    expect(new Set(statuses)).toEqual(new Set([303, 400]));
    const { items } = (await api('GET', '/registration-invitations')).body;
    expect(items.find((each: { id: string }) => each.id === id)).toMatchObject({ uses: most, max_uses: most });
  });

  it('says beside each field what is wrong, keeps what was typed save the password, and the code stays good', async () => {
    const { code } = await invite();
    const form = { username: 'victim@example.com', email: 'x', password: 'tiny', given_name: ' ', birthdate: 'May' };
    const browser = await register(`/register?invitation=${code}`, form);
    expect(browser.page.status).toBe(400);
    for (const name of Object.keys(form)) expect(browser.page.html).toContain(`id="${name}-problem"`);
    expect(browser.page.html).toContain('This must be a day');
    expect(browser.page.form?.fields).toMatchObject({ username: form.username, email: 'x', password: '' });
    await browser.submitFirstForm(carol('dora'));
    expect(browser.page.url).toBe(`${world.issuer}/account`);
  });

  it('says to who has an invitation that a username is taken, without more', async () => {
    const { code } = await invite();
    const browser = await register(`/register?invitation=${code}`, carol('ALICE'));
    expect([browser.page.status, browser.page.html]).toEqual([
      400,
      expect.stringContaining('This username is taken already'),
    ]);
    expect(browser.page.html).not.toContain('administrative');
  });

  it('takes no form that it did not show to this browser, that was sent at once, or that a program filled in', async () => {
    const { code } = await invite();
    const path = `/register?invitation=${code}`;
    const other = new Browser(world.issuer);
    await other.get(path);
    const browser = new Browser(world.issuer);
    await browser.get(path);
    const quick = await browser.submitFirstForm(carol('quick'));
    expect([quick.status, quick.html]).toEqual([400, expect.stringContaining('faster than people type')]);
    clock.pass(3);
    const older = String(Number(browser.page.form?.fields.begun) - 60_000);
    expect((await browser.submitFirstForm({ ...carol('quick'), begun: older })).status).toBe(403);
    const foreign = { ...carol('quick'), csrf: other.page.form?.fields.csrf ?? '' };
    expect((await browser.submitFirstForm(foreign)).status).toBe(403);
    expect((await browser.submitFirstForm({ ...carol('quick'), reason: 'spam' })).status).toBe(400);
    expect(await find('quick')).toBeUndefined();
  });
});

describe('registration', () => {
  it('is off by default, and nothing leads there', async () => {
    const world = await createWorld();
    const browser = new Browser(world.issuer);
    expect((await browser.get('/login')).html).not.toContain('create-account');
    expect((await browser.get('/register')).status).toBe(404);
    await browser.post('/register', CAROL);
    expect(browser.page.status).toBe(404);
    await world.close();
  });

  it('is slowed down by network, before any password is hashed', async () => {
    const world = await createWorld({
      production: true,
      roomSettings: { userRegistration: { mode: 'invited', limit: 2 } },
    });
    const clock = stopClock(world);
    const browser = new Browser(world.issuer);
    const send = () => fillIn(world, clock, '/register', { ...CAROL, invitation: 'wrong' }, browser);
    const statuses = [];
    for (let count = 0; count < 3; count++) statuses.push((await send()).page.status);
    expect(statuses).toEqual([400, 400, 429]);
    expect(browser.page.headers.get('retry-after')).toMatch(/^\d+$/);
    await world.close();
  });
});
