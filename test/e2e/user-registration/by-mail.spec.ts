import { Database, type Statement, type Transaction } from '../../../src/platform/database/database.js';
import { UsersService } from '../../../src/users/users.service.js';
import { type AdminApi, adminApi } from '../../support/admin.js';
import { Browser } from '../../support/browser.js';
import { type StoppedClock, stopClock } from '../../support/clock.js';
import { linkIn } from '../../support/mail-server.js';
import { type MailedReplicas, startMailedReplicas } from '../../support/mailed-replicas.js';
import { CAROL, fillIn } from '../../support/registering.js';
import { createTestApp, type TestApp } from '../../support/test-app.js';
import { DIALECTS } from '../../support/test-database.js';
import { authorizeUrl, PASSWORD } from '../../support/world.js';

const HOUR = 3600;
const OTHER_PASSWORD = 'what the owner of the address chose';

describe.each(DIALECTS)('registration by mail on %s', (dialect) => {
  let { mailServer, world, replica, close } = {} as MailedReplicas;
  let api: AdminApi;
  let clock: StoppedClock;

  beforeAll(async () => {
    ({ mailServer, world, replica, close } = await startMailedReplicas(dialect, {
      userRegistration: { mode: 'open', limit: 1000 },
    }));
    api = await adminApi(world, 'registrations:write users:read users:write audit:read');
    clock = stopClock(world, replica);
  });
  afterAll(() => close());

  const person = (username: string) => ({ ...CAROL, username, email: `${username}@example.com` });
  const find = (username: string) => world.app.get(UsersService).findByUsername(username);
  const register = (form: Readonly<Record<string, string>>, browser?: Browser, path = '/register') =>
    fillIn(world, clock, path, form, browser);
  const linkOf = async (address: string) => linkIn(await mailServer.mailTo(address)).href;

  it('makes the account once the address is proven, signs in, and goes on with the request', async () => {
    const browser = new Browser(world.issuer);
    await browser.get(authorizeUrl(world, { scope: 'openid' }));
    const [, path = ''] = /id="create-account" href="([^"]+)"/.exec(browser.page.html) ?? [];
    await register(person('carol'), browser, path);
    expect([browser.page.status, browser.page.html]).toEqual([200, expect.stringContaining('carol@example.com')]);
    // Whose mail does not come, or was sent to a wrong address, goes on from there.
    const [, query] = path.split('?');
    expect(browser.page.html).toContain(`href="/register?${query}"`);
    expect(browser.page.html).toContain(`href="/login?${query}"`);
    expect(await find('carol')).toBeUndefined();
    const link = await linkOf('carol@example.com');
    expect(link).toMatch(new RegExp(`^${world.issuer}/register/verify\\?token=[\\w-]{43}$`));
    // Scanners open links, in browsers of their own.
    for (let count = 0; count < 3; count++) expect((await new Browser(world.issuer).get(link)).status).toBe(200);
    expect(await find('carol')).toBeUndefined();
    await browser.get(link);
    expect(browser.page.form?.fields).not.toHaveProperty('password');
    await browser.submitFirstForm({});
    expect(browser.page.html).toContain('id="consent-allow"');
    expect((await find('carol'))?.claims).toEqual({ email: 'carol@example.com', email_verified: true });
    expect(browser.trail.join(' ')).not.toContain(new URL(link).searchParams.get('token'));
    expect((await browser.get(link)).status).toBe(410);
    await expect(world.app.get(UsersService).verifyPassword('carol@example.com', PASSWORD)).resolves.toBeDefined();
  });

  it('gives no one an account with the address of another: in another browser only a new password counts', async () => {
    await register(person('victim'));
    const owner = new Browser(world.issuer);
    await owner.get(await linkOf('victim@example.com'));
    expect(owner.page.html).toContain('This is not the browser');
    expect((await owner.submitFirstForm({})).status).toBe(400);
    await owner.submitFirstForm({ password: OTHER_PASSWORD });
    expect(owner.page.url).toBe(`${world.issuer}/account`);
    const users = world.app.get(UsersService);
    await expect(users.verifyPassword('victim', PASSWORD)).resolves.toBeUndefined();
    await expect(users.verifyPassword('victim', OTHER_PASSWORD)).resolves.toBeDefined();
  });

  it('answers the same, and does the same, if the address or the username belongs to someone', async () => {
    const statements: string[] = [];
    // The terms are read when what is known of them has become old.
    const isPersonal = (name: string) => name !== 'terms-current';
    const answer = async (form: Readonly<Record<string, string>>) => {
      const browser = new Browser(world.issuer);
      await browser.get('/register');
      clock.pass(3);
      const stop = recordStatements(world, statements);
      await browser.submitFirstForm(form);
      stop();
      const { status, html } = browser.page;
      return {
        status,
        html: html.replaceAll(form.email ?? '', 'ADDRESS'),
        did: statements.splice(0).filter(isPersonal).sort(),
      };
    };
    // The first one loads what is loaded on first use.
    await answer(person('dora'));
    const free = await answer(person('emil'));
    expect(free.status).toBe(200);
    expect(await answer({ ...person('fritz'), email: 'ALICE@example.com' })).toEqual(free);
    expect(await answer({ ...person('gerd'), username: 'alice' })).toEqual(free);
    const notice = await mailServer.mailTo('alice@example.com');
    expect(linkIn(notice).pathname).toBe('/login');
    expect(notice.text).not.toContain('token=');
    const browser = new Browser(world.issuer);
    await browser.get(await linkOf('gerd@example.com'));
    await browser.submitFirstForm({ password: OTHER_PASSWORD });
    expect([browser.page.status, browser.page.html]).toEqual([400, expect.stringContaining('is taken already')]);
    await browser.submitFirstForm({ username: 'gerd', password: OTHER_PASSWORD });
    expect(browser.page.url).toBe(`${world.issuer}/account`);
    expect((await find('gerd'))?.claims.email_verified).toBe(true);
  });

  it('makes one account where 50 use the link at once, at two replicas', async () => {
    const browser = await register(person('race'));
    await browser.get(await linkOf('race@example.com'));
    const cookie = ['gatehouse_browser', 'gatehouse_registration']
      .map((name) => `${name}=${browser.cookie(name)}`)
      .join('; ');
    const post = async (index: number) => {
      const at = index % 2 === 0 ? world.issuer : `http://localhost:${replica.config.port}`;
      const body = new URLSearchParams(browser.page.form?.fields ?? {});
      const sent = { method: 'POST', body, headers: { cookie }, redirect: 'manual' } as const;
      const answer = await fetch(`${at}/register/verify`, sent);
      await answer.text();
      return answer.status;
    };
    const statuses = await Promise.all(Array.from({ length: 50 }, (_, index) => post(index)));
    expect(statuses.filter((status) => status === 303)).toHaveLength(1);
    expect(new Set(statuses)).toEqual(new Set([303, 410]));
    const events = (await api('GET', '/audit-events?type=user_registration.completed&limit=100')).body.items;
    const id = (await find('race'))?.id;
    expect(events.filter(({ actor }: { actor: string }) => actor === id)).toHaveLength(1);
  });

  it('makes one account of an address, however many links were sent to it, and keeps the newest three', async () => {
    const links: string[] = [];
    const browsers: Browser[] = [];
    for (const username of ['one', 'two', 'three', 'four']) {
      browsers.push(await register({ ...person(username), email: 'many@example.com' }));
      const known = new Set(links);
      const mail = await mailServer.mailTo('many@example.com', (each) => !known.has(linkIn(each).href));
      links.push(linkIn(mail).href);
    }
    const open = async (index: number) => (await browsers[index]?.get(links[index] as string))?.status;
    expect([await open(0), await open(1), await open(2), await open(3)]).toEqual([410, 200, 200, 200]);
    await browsers[3]?.submitFirstForm({});
    expect(browsers[3]?.page.url).toBe(`${world.issuer}/account`);
    const again = await browsers[2]?.submitFirstForm({});
    expect([again?.status, again?.html]).toEqual([410, expect.stringContaining('already')]);
    expect([await find('three'), (await find('four'))?.username]).toEqual([undefined, 'four']);
  });

  it('takes a link for two hours, and builds it of the issuer, whatever host the request names', async () => {
    const browser = new Browser(world.issuer, { 'x-forwarded-host': 'evil.example', host: 'evil.example' });
    await register(person('late'), browser);
    const link = await linkOf('late@example.com');
    expect(new URL(link).origin).toBe(world.issuer);
    clock.pass(2 * HOUR);
    expect((await new Browser(world.issuer).get(link)).status).toBe(410);
  });

  it('makes no account by a link of before, once registration is closed to those without an invitation', async () => {
    await register(person('early'));
    const link = await linkOf('early@example.com');
    const { databaseUrl, roomSettings } = world.config;
    const invited = { ...roomSettings, userRegistration: { mode: 'invited' } };
    const later = await createTestApp({ databaseUrl, issuer: world.issuer, roomSettings: invited });
    const browser = new Browser(`http://localhost:${later.config.port}`);
    // Of before the restart.
    const opened = await browser.get(link);
    const form = { ...opened.form?.fields, password: OTHER_PASSWORD };
    const { pathname, search } = new URL(link);
    const cookie = `gatehouse_browser=${browser.cookie('gatehouse_browser')}`;
    const at = `http://localhost:${later.config.port}${pathname}`;
    const sent = { method: 'POST', body: new URLSearchParams(form), headers: { cookie }, redirect: 'manual' } as const;
    expect([(await fetch(at + search)).status, (await fetch(at, sent)).status]).toEqual([404, 404]);
    expect(await find('early')).toBeUndefined();
    await later.close();
  });

  it('wants an address that a mail can go to, and no username that is the address of another', async () => {
    for (const email of ['', 'a, b@example.com', '"x"@example.com']) {
      const browser = await register({ ...person('wrong'), email });
      expect([email, browser.page.status, browser.page.html]).toEqual([
        email,
        400,
        expect.stringContaining('id="email-problem"'),
      ]);
    }
    const squatter = await register({ ...person('x'), username: 'boss@example.com' });
    expect([squatter.page.status, squatter.page.html]).toEqual([400, expect.stringContaining('id="username-problem"')]);
    const own = await register({ ...person('self'), username: 'self@example.com' });
    await own.get(await linkOf('self@example.com'));
    await own.submitFirstForm({});
    expect(own.page.url).toBe(`${world.issuer}/account`);
  });
});

/** What is done meanwhile: mails leave, the audit log is sealed, and sessions are counted. */
const AFTERWARDS = /^(mails-(?!insert)|deliveries-(?!insert)|audit-|write-probe|session-count)/;

/** Notes the names of the statements that a server runs, until it is told to stop. */
function recordStatements({ app }: TestApp, names: string[]): () => void {
  const database = app.get(Database);
  const note = ({ name }: Statement) => void (AFTERWARDS.test(name) || names.push(name));
  const { query, execute, transaction } = database;
  const noting = (inner: Transaction) =>
    new Proxy(inner, {
      get: (target, member) => {
        const value: unknown = Reflect.get(target, member);
        if (typeof value !== 'function') return value;
        return (...given: readonly unknown[]) => {
          if (member === 'query' || member === 'execute') note(given[0] as Statement);
          return value.apply(target, given);
        };
      },
    });
  database.query = (asked, values) => {
    note(asked);
    return query.call(database, asked, values) as never;
  };
  database.execute = (asked, values) => {
    note(asked);
    return execute.call(database, asked, values);
  };
  database.transaction = (work, options) =>
    transaction.call(database, (inner) => work(noting(inner)), options) as never;
  return () => Object.assign(database, { query, execute, transaction });
}
