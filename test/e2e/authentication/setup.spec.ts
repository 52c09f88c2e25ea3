import { FirstUser } from '../../../src/users/first-user.service.js';
import { UsersService } from '../../../src/users/users.service.js';
import { adminApi } from '../../support/admin.js';
import { Browser } from '../../support/browser.js';
import { stopClock } from '../../support/clock.js';
import { createTestApp, type TestApp } from '../../support/test-app.js';
import { DIALECTS } from '../../support/test-database.js';

const DAY = 86_400;
const ADA = { username: 'ada', email: 'ada@example.com', password: 'correct horse battery staple' };

describe.each(DIALECTS)('setting up a server on %s', (dialect) => {
  let server: TestApp;
  let browser: Browser;
  let firstUser: FirstUser;

  beforeEach(async () => {
    server = await createTestApp({ dialect });
    browser = new Browser(server.config.issuer);
    firstUser = server.app.get(FirstUser);
  });
  afterEach(() => server.close());

  /** As a process that began after whatever was made until now. */
  const open = async () => (await firstUser.open(Date.now() + 1)) ?? '';
  const visit = (ticket: string) => browser.get(`/setup?token=${ticket}`);
  const users = async () =>
    (await server.app.get(UsersService).list(100)).map(({ username, roles }) => [username, roles]);

  it('makes the first user an administrator, signs in and says what to do next', async () => {
    const ticket = await open();
    const page = await visit(ticket);
    expect([page.status, page.headers.get('referrer-policy'), page.headers.get('cache-control')]).toEqual([
      200,
      'no-referrer',
      'no-store',
    ]);
    await browser.submitFirstForm(ADA);
    expect(browser.trail.join(' ')).not.toContain(ticket);
    expect([browser.page.url, browser.page.status]).toEqual([expect.stringMatching(/\/setup\/next$/), 200]);
    expect(browser.page.html).toContain('href="/docs"');
    expect(await users()).toEqual([['ada', ['admin']]]);
    await browser.get('/account');
    expect(browser.page.html).toContain('ada@example.com');
    const api = await adminApi(server, 'audit:read');
    const { body } = await api('GET', '/audit-events');
    const events = new Map(body.items.map((event: { type: string }) => [event.type, event]));
    const id = (await server.app.get(UsersService).findByUsername('ada'))?.id;
    expect([...events.keys()]).toEqual(expect.arrayContaining(['login.succeeded', 'user.created']));
    expect(events.get('setup.completed')).toMatchObject({ address: expect.any(String), details: { user: id } });
    expect(JSON.stringify(body)).not.toContain(ticket);
  });

  it('takes no email address where none is given, and says nothing of the documentation if there is none', async () => {
    await server.close();
    server = await createTestApp({ dialect, docsEnabled: false });
    browser = new Browser(server.config.issuer);
    firstUser = server.app.get(FirstUser);
    await visit(await open());
    await browser.submitFirstForm({ ...ADA, email: '' });
    expect(browser.page.url).toMatch(/\/setup\/next$/);
    expect(browser.page.html).toContain('gatehouse clients create');
    expect(browser.page.html).not.toContain('/docs');
  });

  it('names everything that is wrong, keeps what was typed save the password, and the link stays good', async () => {
    await visit(await open());
    await browser.submitFirstForm({ username: '  ', email: 'ada', password: 'tiny' });
    expect(browser.page.status).toBe(400);
    const { html } = browser.page;
    expect(html).toMatch(/id="username-problem">The username must/);
    expect(html).toMatch(/id="email-problem">Write an email address/);
    expect(html).toMatch(/id="password-problem">The password must have at least 12 characters/);
    expect(browser.page.html).not.toContain('tiny');
    expect(browser.page.form?.fields).toMatchObject({ email: 'ada', password: '' });
    await browser.submitFirstForm({ username: 'ada', email: '', password: 'nobody guesses this' });
    expect(await users()).toEqual([['ada', ['admin']]]);
  });

  it('refuses a form that was not sent from its page in this browser', async () => {
    const ticket = await open();
    await browser.post('/setup', { ...ADA, token: ticket });
    expect([browser.page.status, browser.page.html]).toEqual([403, expect.stringContaining('sent no cookies')]);
    await browser.post('/setup', { ...ADA, token: ticket });
    expect([browser.page.status, browser.page.html]).toEqual([403, expect.stringContaining('open for too long')]);
    const csrf = browser.page.form?.fields.csrf ?? '';
    const other = new Browser(server.config.issuer);
    await other.post('/setup', { ...ADA, token: ticket, csrf });
    expect([other.page.status, await users()]).toEqual([403, []]);
  });

  it('refuses a link that is wrong, expired, or of an earlier start, and says what to do', async () => {
    const refused = async (ticket: string) => {
      const { status, html } = await visit(ticket);
      await browser.post('/setup', { ...ADA, token: ticket });
      expect([status, browser.page.status, html]).toEqual([410, 410, expect.stringContaining('restart it')]);
    };
    await refused('');
    await refused('wrong');
    const earlier = await open();
    const clock = stopClock(server);
    clock.pass(1);
    const ticket = (await firstUser.open(Date.now() + 1000)) ?? '';
    await refused(earlier);
    clock.pass(DAY - 1);
    expect((await visit(ticket)).status).toBe(200);
    clock.pass(1);
    await refused(ticket);
    expect(await users()).toEqual([]);
  });

  it('makes one administrator where 50 try at once, and none afterwards', async () => {
    const ticket = await open();
    await visit(ticket);
    const { csrf = '' } = browser.page.form?.fields ?? {};
    const cookie = `gatehouse_browser=${browser.cookie('gatehouse_browser')}`;
    const post = async (index: number) => {
      const body = new URLSearchParams({ ...ADA, username: `ada-${index}`, csrf, token: ticket });
      const answer = await fetch(`${server.config.issuer}/setup`, {
        method: 'POST',
        body,
        headers: { cookie },
        redirect: 'manual',
      });
      await answer.text();
      return answer.status;
    };
    const statuses = await Promise.all(Array.from({ length: 50 }, (_, index) => post(index)));
    expect(statuses.sort()).toEqual([303, ...Array(49).fill(410)]);
    expect(await users()).toHaveLength(1);
    expect((await visit(ticket)).html).toContain('This server is set up already');
    expect(await firstUser.open(Date.now() + 1)).toBeUndefined();
  });

  it('is over as soon as there is a user, wherever that one comes from', async () => {
    const ticket = await open();
    await visit(ticket);
    await server.app.get(UsersService).create({ username: 'bob' });
    expect((await new Browser(server.config.issuer).get(`/setup?token=${ticket}`)).status).toBe(410);
    await browser.submitFirstForm(ADA);
    expect([browser.page.status, browser.page.html]).toEqual([410, expect.stringContaining('/login')]);
    const facts = { address: '127.0.0.1', userAgent: undefined, requestId: 'a-request' };
    await expect(firstUser.create(ticket, ADA, facts)).resolves.toBeUndefined();
    expect(await users()).toEqual([['bob', []]]);
  });

  it('gives the ticket to one of the processes that start at once, and a new one to each later start', async () => {
    // Two connections to one SQLite file in one process would wait for each other.
    const { databaseUrl } = server.config;
    const replica = dialect === 'sqlite' ? server : await createTestApp({ databaseUrl });
    const startedAt = Date.now();
    const starting = [server, replica].flatMap(({ app }) => Array(10).fill(app.get(FirstUser)) as FirstUser[]);
    const tickets = await Promise.all(starting.map((each) => each.open(startedAt)));
    const [first = '', ...more] = tickets.filter((ticket) => ticket !== undefined);
    expect(more).toEqual([]);
    expect((await visit(first)).status).toBe(200);
    const second = await open();
    expect([(await visit(first)).status, (await visit(second)).status]).toEqual([410, 200]);
    if (replica !== server) await replica.close();
  });
});
