import { Mailbox } from '../../../src/mail/mailbox.js';
import { Clock } from '../../../src/platform/clock.js';
import { AccountDeletions } from '../../../src/users/own-account/account-deletions.service.js';
import { UsersService } from '../../../src/users/users.service.js';
import { type AdminApi, adminApi } from '../../support/admin.js';
import { Browser } from '../../support/browser.js';
import { stopClock } from '../../support/clock.js';
import { freePort } from '../../support/free-port.js';
import { createTestApp, type TestApp } from '../../support/test-app.js';
import { DIALECTS } from '../../support/test-database.js';
import {
  createWorld,
  freshTokens,
  introspect,
  PASSWORD,
  refresh,
  signedInBrowser,
  type World,
} from '../../support/world.js';

const DELETE = '/account/delete';
const DAY = 24 * 60 * 60;

describe.each(DIALECTS)('an account that its person deletes, on %s', (dialect) => {
  let world: World;
  let replicas: readonly TestApp[];
  let api: AdminApi;
  let users: UsersService;
  let count = 0;

  beforeAll(async () => {
    world = await createWorld({ dialect });
    // On SQLite the database is in memory, and one process has it.
    replicas =
      dialect === 'sqlite' ? [world] : [world, await createTestApp({ ...world.config, port: await freePort() })];
    api = await adminApi(world, 'users:read users:write audit:read roles:write');
    users = world.app.get(UsersService);
  });
  afterAll(() => Promise.all([...new Set([world, ...replicas])].map((each) => each.close())));

  const newPerson = async (claims: Readonly<Record<string, unknown>> = {}) => {
    count += 1;
    const username = `person-${count}`;
    const { id } = await users.create({ username, password: PASSWORD, ...claims });
    return { id, username };
  };
  const deletes = async (browser: Browser) => {
    await browser.get(DELETE);
    return browser.submitFirstForm();
  };
  const signIn = async (username: string) => {
    const browser = new Browser(world.issuer);
    await browser.get('/login');
    await browser.submitFirstForm({ username, password: PASSWORD });
    return browser;
  };
  const eventsOf = async (id: string, type: string) =>
    ((await api('GET', `/audit-events?type=${type}`)).body.items as { details: { user?: string } }[]).filter(
      ({ details }) => details.user === id,
    ).length;
  const dueAt = async (id: string) => (await api('GET', `/users/${id}`)).body.deletion_due_at;
  const purge = (server: TestApp, days = 7) =>
    server.app.get(AccountDeletions).purge(server.app.get(Clock).now() + (days * DAY + 60) * 1000, 50);
  /** The same form at all replicas, at once. */
  const fifty = (path: string, browser: Browser, fields: Readonly<Record<string, string>>) => {
    const names = ['gatehouse_session', 'gatehouse_sign_in', 'gatehouse_browser'];
    const cookie = names.map((name) => `${name}=${browser.cookie(name)}`).join('; ');
    return Promise.all(
      Array.from({ length: 50 }, (_, index) => {
        const { port } = (replicas[index % replicas.length] as TestApp).config;
        const init = { method: 'POST', body: new URLSearchParams(fields), headers: { cookie }, redirect: 'manual' };
        return fetch(`http://localhost:${port}${path}`, init as RequestInit);
      }),
    );
  };

  it('waits for a week, in which nothing of the person goes on', async () => {
    const { id, username } = await newPerson();
    const [browser, other] = [await signedInBrowser(world, username), await signedInBrowser(world, username)];
    const tokens = await freshTokens(world, {}, other);
    const { status, html } = await deletes(browser);
    expect([status, html]).toEqual([200, expect.stringContaining('Until then you can sign in and keep it.')]);
    for (const each of [browser, other]) expect((await each.get('/account')).url).toContain('/login');
    expect(await introspect(world, tokens.access_token)).toEqual({ active: false });
    expect((await refresh(world, tokens.refresh_token)).body.error).toBe('invalid_grant');
    expect(Date.parse(await dueAt(id)) - Date.now()).toBeGreaterThan((7 * DAY - 600) * 1000);
    for (const server of replicas) expect(await purge(server, 6)).toBe(0);
    expect(await users.find(id)).toBeDefined();
  });

  it('is gone then, once and for all, with all that is personal', async () => {
    const { id, username } = await newPerson();
    await deletes(await signedInBrowser(world, username));
    await Promise.all(replicas.map((server) => purge(server)));
    expect((await api('GET', `/users/${id}`)).status).toBe(404);
    expect(await eventsOf(id, 'user.deleted')).toBe(1);
    const browser = await signIn(username);
    expect([browser.page.status, browser.page.url]).toEqual([401, `${world.issuer}/login`]);
  });

  it('stays if its person signs in and says so: until then a sign-in makes no session', async () => {
    const { id, username } = await newPerson();
    await deletes(await signedInBrowser(world, username));
    const browser = await signIn(username);
    expect([browser.page.url, browser.cookie('gatehouse_session')]).toEqual([
      `${world.issuer}/account/keep`,
      undefined,
    ]);
    expect((await browser.get('/account')).url).toContain('/login');
    await browser.get('/account/keep');
    await browser.post('/account/keep', { csrf: 'forged' });
    expect([browser.page.status, await dueAt(id)]).toEqual([403, expect.any(String)]);
    await browser.submitFirstForm();
    expect([browser.page.url, await dueAt(id)]).toEqual([`${world.issuer}/account`, null]);
    for (const server of replicas) await purge(server);
    expect((await (await signedInBrowser(world, username)).get('/account')).url).toBe(`${world.issuer}/account`);
  });

  it('is deleted only after a recent sign-in, and by the form of this session', async () => {
    const { id, username } = await newPerson();
    const [browser, other] = [await signedInBrowser(world, username), await signedInBrowser(world, username)];
    await other.get(DELETE);
    await browser.post(DELETE, { csrf: other.page.form?.fields.csrf ?? '' });
    expect([browser.page.status, browser.page.html]).toEqual([403, expect.stringContaining('open for too long')]);
    await browser.get(DELETE);
    const clock = stopClock(world);
    clock.pass(5 * 60);
    await browser.submitFirstForm();
    clock.goOn();
    expect([browser.page.url, await dueAt(id)]).toEqual([`${world.issuer}/login?prompt=login&confirm=account`, null]);
    expect((await new Browser(world.issuer).post(DELETE, {})).url).toContain('/login');
  });

  it('is never that of the last administrator, also if the last two go at once', async () => {
    const alice = await signedInBrowser(world, 'alice');
    const { status, html } = await deletes(alice);
    expect([status, html]).toEqual([409, expect.stringContaining('Make someone else an administrator first.')]);
    const second = await newPerson({ roles: ['admin'] });
    const browser = await signedInBrowser(world, second.username);
    await Promise.all([alice, browser].map((each) => each.get(DELETE)));
    await Promise.all([alice, browser].map((each) => each.submitFirstForm()));
    const due = [await dueAt(second.id), await dueAt((await users.findByUsername('alice'))?.id ?? '')];
    expect(due.filter((each) => each === null)).toHaveLength(1);
    // Whoever is about to go does not count as one who administers.
    const left = due[0] === null ? browser : alice;
    expect((await deletes(left)).status).toBe(409);
    const { id: aliceId = '' } = (await users.findByUsername('alice')) ?? {};
    for (const id of [aliceId, second.id]) await api('DELETE', `/users/${id}/deletion`);
    expect(await Promise.all([aliceId, second.id].map(dueAt))).toEqual([null, null]);
  });

  it('is deleted once and kept once, however many say so at the same time', async () => {
    const { id, username } = await newPerson();
    const browser = await signedInBrowser(world, username);
    await browser.get(DELETE);
    const deleted = await fifty(DELETE, browser, browser.page.form?.fields ?? {});
    expect(deleted.every(({ status }) => status < 500)).toBe(true);
    expect([await eventsOf(id, 'user.deletion_requested'), typeof (await dueAt(id))]).toEqual([1, 'string']);
    const again = await signIn(username);
    const kept = await fifty('/account/keep', again, again.page.form?.fields ?? {});
    expect(kept.filter(({ headers }) => headers.get('location') === '/account')).toHaveLength(1);
    expect([await eventsOf(id, 'user.deletion_withdrawn'), await dueAt(id)]).toEqual([1, null]);
  });

  it('is either kept or gone, if it is kept in the moment in which it goes', async () => {
    const people = await Promise.all(Array.from({ length: 8 }, () => newPerson()));
    const browsers: Browser[] = [];
    for (const { username } of people) {
      await deletes(await signedInBrowser(world, username));
      browsers.push(await signIn(username));
    }
    await Promise.all([
      ...browsers.map((browser) => browser.submitFirstForm()),
      ...replicas.map((server) => purge(server)),
    ]);
    for (const [index, { id }] of people.entries()) {
      const isThere = (await api('GET', `/users/${id}`)).status === 200;
      const isSignedIn = (await (browsers[index] as Browser).get('/account')).url === `${world.issuer}/account`;
      expect([isThere, isThere ? await dueAt(id) : null]).toEqual([isSignedIn, null]);
    }
  });

  it('is kept by an administrator who may', async () => {
    const { id, username } = await newPerson();
    await deletes(await signedInBrowser(world, username));
    const path = `/users/${id}/deletion`;
    expect((await (await adminApi(world, 'users:read'))('DELETE', path)).status).toBe(403);
    expect((await api('DELETE', path)).status).toBe(204);
    expect(await dueAt(id)).toBeNull();
    expect([(await api('DELETE', path)).status, (await api('DELETE', '/users/unknown/deletion')).status]).toEqual([
      404, 404,
    ]);
    expect(await eventsOf(id, 'user.deletion_withdrawn')).toBe(1);
  });
});

describe('the deletion of accounts', () => {
  it('is told by mail when it begins, with the way back, and when it ends', async () => {
    const world = await createWorld();
    const email = 'leaver@example.com';
    await world.app.get(UsersService).create({ username: 'leaver', password: PASSWORD, email, email_verified: true });
    const mailsOf = async (count: number) => {
      const mailbox = world.app.get(Mailbox);
      while (mailbox.list().length < count) await new Promise((resolve) => setTimeout(resolve, 10));
      return mailbox.list().map((mail) => JSON.stringify(mail));
    };
    const browser = await signedInBrowser(world, 'leaver');
    await browser.get(DELETE);
    await browser.submitFirstForm();
    const [begun = ''] = await mailsOf(1);
    for (const said of [email, 'Your account will be deleted', `${world.issuer}/account`])
      expect(begun).toContain(said);
    const later = world.app.get(Clock).now() + 8 * DAY * 1000;
    expect(await world.app.get(AccountDeletions).purge(later, 50)).toBe(1);
    const both = await mailsOf(2);
    expect(both.filter((mail) => mail.includes('Your account is deleted') && mail.includes(email))).toHaveLength(1);
    await world.close();
  });

  it('is not offered if the setting says so', async () => {
    const world = await createWorld({ roomSettings: { account: { deletion: false } } });
    const browser = await signedInBrowser(world, 'bob');
    expect((await browser.get('/account')).html).not.toContain(DELETE);
    expect((await browser.get(DELETE)).url).toBe(`${world.issuer}/account`);
    expect((await browser.post(DELETE, {})).url).toBe(`${world.issuer}/account`);
    await world.close();
  });
});
