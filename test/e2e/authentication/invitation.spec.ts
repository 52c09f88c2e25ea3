import { UsersService } from '../../../src/users/users.service.js';
import { type AdminApi, adminApi } from '../../support/admin.js';
import { Browser } from '../../support/browser.js';
import { stopClock } from '../../support/clock.js';
import { createWorld, PASSWORD, signedInBrowser, type World } from '../../support/world.js';

const WEEK = 7 * 86_400;
const CHOSEN = 'a password that carol chose';

describe('an invitation', () => {
  let world: World;
  let api: AdminApi;
  let users: UsersService;
  let bob: string;

  beforeAll(async () => {
    world = await createWorld();
    users = world.app.get(UsersService);
    api = await adminApi(world, 'users:read users:write audit:read');
    bob = (await users.findByUsername('bob'))?.id ?? '';
  });
  afterAll(() => world.close());

  const newUser = async (username: string) => (await api('POST', '/users', { username })).body.id as string;
  const invite = (id: string, body?: unknown) => api('POST', `/users/${id}/invitation`, body);
  const linkFor = async (id: string, body?: unknown) => (await invite(id, body)).body.url as string;
  const newBrowser = () => new Browser(world.issuer);
  const eventsOf = async (id: string) => {
    const { body } = await api('GET', '/audit-events?limit=100');
    const of = body.items.filter((event: { details: { user?: string } }) => event.details.user === id);
    return of.map(({ type, actor }: { type: string; actor: string }) => [type, actor]) as [
      string,
      string | undefined,
    ][];
  };

  it('lets somebody without a password choose one, and signs in', async () => {
    const id = await newUser('carol');
    const { status, body, headers } = await invite(id);
    expect([status, headers.get('cache-control')]).toEqual([201, 'no-store']);
    expect(body).toEqual({
      url: expect.stringMatching(new RegExp(`^${world.issuer}/invitation\\?token=[\\w-]{43}$`)),
      expires_at: expect.stringMatching(/^\d{4}-/),
    });
    const browser = newBrowser();
    await browser.get(body.url);
    expect([browser.page.status, browser.page.html]).toEqual([200, expect.stringContaining('carol')]);
    await browser.submitFirstForm({ password: CHOSEN });
    expect(browser.page.url).toBe(`${world.issuer}/account`);
    expect(browser.trail.join(' ')).not.toContain('token');
    await expect(users.verifyPassword('carol', CHOSEN)).resolves.toMatchObject({ id });
    expect(await eventsOf(id)).toEqual(
      expect.arrayContaining([
        ['user.invited', 'an-admin'],
        ['user.password_changed', id],
      ]),
    );
  });

  it('works once', async () => {
    const url = await linkFor(await newUser('once'));
    const [first, second] = [newBrowser(), newBrowser()];
    await first.get(url);
    await second.get(url);
    await first.submitFirstForm({ password: CHOSEN });
    await second.submitFirstForm({ password: `${CHOSEN}, or not` });
    expect([second.page.status, second.page.html]).toEqual([410, expect.stringContaining('does not work any more')]);
    expect((await second.get(url)).status).toBe(410);
    await expect(users.verifyPassword('once', CHOSEN)).resolves.toBeDefined();
  });

  it('works once where 50 forms are sent at the same time', async () => {
    const url = await linkFor(await newUser('raced'));
    const browser = newBrowser();
    await browser.get(url);
    const cookie = `gatehouse_browser=${browser.cookie('gatehouse_browser')}`;
    const post = async (index: number) => {
      const body = new URLSearchParams({ ...browser.page.form?.fields, password: `${CHOSEN} ${index}` });
      const sent = { method: 'POST', body, headers: { cookie }, redirect: 'manual' } as const;
      const answer = await fetch(`${world.issuer}/invitation`, sent);
      await answer.text();
      return answer.status;
    };
    const statuses = await Promise.all(Array.from({ length: 50 }, (_, index) => post(index)));
    expect(statuses.sort()).toEqual([303, ...Array(49).fill(410)]);
  });

  it('of somebody with a password resets it: that one works until then, and other sessions end', async () => {
    const elsewhere = await signedInBrowser(world, 'bob');
    const browser = newBrowser();
    await browser.get(await linkFor(bob));
    expect((await elsewhere.get('/account')).url).toContain('/account');
    await browser.submitFirstForm({ password: PASSWORD });
    expect(browser.page.url).toContain('/account');
    expect((await elsewhere.get('/account')).url).toContain('/login');
  });

  it('is void once there is a newer one, any change of the account, or no such user', async () => {
    const id = await newUser('dora');
    const refused = async (url: string) => expect((await newBrowser().get(url)).status).toBe(410);
    const admin = await adminApi(world, 'users:write roles:write');
    const older = await linkFor(id);
    const newer = await linkFor(id);
    await refused(older);
    expect((await newBrowser().get(newer)).status).toBe(200);
    await api('POST', `/users/${id}/disable`);
    await refused(newer);
    expect((await invite(id)).status).toBe(409);
    await api('POST', `/users/${id}/enable`);
    await refused(newer);
    const patch = (change: object) => admin('PATCH', `/users/${id}`, change);
    for (const change of [
      () => admin('POST', `/users/${id}/password`),
      () => patch({ roles: ['editor'] }),
      () => patch({ roles: ['admin'] }),
      () => patch({ email: 'dora@example.com' }),
      () => patch({ username: 'dorothy' }),
      () => patch({ password_change_required: true }),
    ]) {
      const url = await linkFor(id);
      const opened = newBrowser();
      expect((await opened.get(url)).status).toBe(200);
      expect((await change()).status).toBe(200);
      await refused(url);
      await opened.submitFirstForm({ password: CHOSEN });
      expect(opened.page.status).toBe(410);
      await admin('PATCH', `/users/${id}`, { roles: [] });
    }
    const last = await linkFor(id);
    await api('DELETE', `/users/${id}`);
    await refused(last);
    await refused(`${world.issuer}/invitation`);
    await refused(`${world.issuer}/invitation?token=wrong`);
  });

  it('expires after a week, or when it was said to', async () => {
    const [late, early] = [await newUser('late'), await newUser('early')];
    const clock = stopClock(world);
    try {
      const [week, hour] = [await linkFor(late), await linkFor(early, { expires_in: 3600 })];
      const statuses = async () => [(await newBrowser().get(week)).status, (await newBrowser().get(hour)).status];
      clock.pass(3599);
      expect(await statuses()).toEqual([200, 200]);
      clock.pass(1);
      expect(await statuses()).toEqual([200, 410]);
      clock.pass(WEEK - 3600);
      expect(await statuses()).toEqual([410, 410]);
    } finally {
      clock.goOn();
    }
  });

  it('refuses a weak password and a form from elsewhere, and stays good', async () => {
    const url = await linkFor(await newUser('erin'));
    const browser = newBrowser();
    const token = new URL(url).searchParams.get('token') ?? '';
    await browser.post('/invitation', { token, password: CHOSEN });
    expect([browser.page.status, browser.page.html]).toEqual([403, expect.stringContaining('sent no cookies')]);
    await browser.post('/invitation', { token, password: CHOSEN });
    expect([browser.page.status, browser.page.html]).toEqual([403, expect.stringContaining('open for too long')]);
    await browser.submitFirstForm({ password: 'short' });
    expect(browser.page.status).toBe(400);
    expect(browser.page.html).toContain('The password must have at least 8 characters.');
    await browser.submitFirstForm({ password: 'ERIN' });
    expect(browser.page.status).toBe(400);
    await browser.submitFirstForm({ password: CHOSEN });
    expect(browser.page.url).toContain('/account');
  });

  it('is for who may change the password: an administrator is invited only with roles:write', async () => {
    const alice = (await users.findByUsername('alice'))?.id ?? '';
    expect((await invite(alice)).status).toBe(403);
    expect(
      (await (await adminApi(world, 'users:write roles:write'))('POST', `/users/${alice}/invitation`)).status,
    ).toBe(201);
    expect((await (await adminApi(world, 'users:read'))('POST', `/users/${bob}/invitation`)).status).toBe(403);
    expect((await invite('nobody')).status).toBe(404);
    const stale = await api('POST', `/users/${bob}/invitation`, {}, { 'if-match': '"0"' });
    expect(stale.status).toBe(412);
    const { status, body } = await invite(bob, { expires_in: 1 });
    expect([status, body.errors]).toEqual([400, [{ pointer: '/expires_in', detail: 'must be at least 60' }]]);
  });
});
