import { request as httpRequest } from 'node:http';
import { jest } from '@jest/globals';
import { Database, type Transaction } from '../../../src/platform/database/database.js';
import { Deliveries } from '../../../src/platform/outbox/deliveries.service.js';
import { AccountLinks } from '../../../src/users/links/account-links.service.js';
import { PASSWORD_RESET } from '../../../src/users/recovery/password-resets.service.js';
import type { User } from '../../../src/users/user.js';
import { UsersService } from '../../../src/users/users.service.js';
import { adminApi } from '../../support/admin.js';
import { Browser } from '../../support/browser.js';
import { linkIn, mailBy, startMailServer } from '../../support/mail-server.js';
import { type MailedReplicas, startMailedReplicas } from '../../support/mailed-replicas.js';
import { DIALECTS } from '../../support/test-database.js';
import { authorizeUrl, createWorld, freshTokens, PASSWORD, refresh, signedInBrowser } from '../../support/world.js';

const CHOSEN = 'a password that is chosen anew';
const HOUR = 3600;

describe.each(DIALECTS)('a forgotten password, on %s', (dialect) => {
  let { mailServer, world, replica, close } = {} as MailedReplicas;
  let users: UsersService;

  beforeAll(async () => {
    ({ mailServer, world, replica, close } = await startMailedReplicas(dialect));
    users = world.app.get(UsersService);
  });
  afterAll(() => close());

  const newBrowser = (headers = {}) => new Browser(world.issuer, headers);
  const newUser = async (username: string, more = {}) =>
    users.create({ username, password: PASSWORD, email: `${username}@example.net`, ...more });
  const ask = async (username: string, browser = newBrowser()) => {
    await browser.get('/forgot-password');
    return browser.submitFirstForm({ username });
  };
  const issued = async (user: User) => {
    const links = world.app.get(AccountLinks);
    return world.app
      .get(Database)
      .transaction((transaction) => links.issue(PASSWORD_RESET, { user }, transaction))
      .then(({ url }) => url);
  };

  it('is replaced by a mailed link, once; everything else ends, and the person is told', async () => {
    const { id } = await newUser('carol');
    const elsewhere = await signedInBrowser(world, 'carol');
    const { refresh_token } = await freshTokens(world, {}, newBrowser(), 'carol');
    const browser = newBrowser();
    await browser.get(authorizeUrl(world));
    expect(browser.page.html).toContain('id="forgot-password"');
    await browser.get(/id="forgot-password" href="([^"]+)"/.exec(browser.page.html)?.[1] ?? '');
    await browser.submitFirstForm({ username: 'carol' });
    expect([browser.page.status, browser.page.html]).toEqual([200, expect.stringContaining('Look into your mail')]);
    const link = linkIn(await mailServer.mailTo('carol@example.net'));
    expect(link.href).toMatch(new RegExp(`^${world.issuer}/reset-password\\?token=[\\w-]{43}$`));
    await browser.get(link.href);
    expect([browser.page.status, browser.page.html]).toEqual([200, expect.stringContaining('carol')]);
    await browser.submitFirstForm({ password: 'password' });
    expect(browser.page.status).toBe(400);
    await browser.submitFirstForm({ password: CHOSEN });
    // The authorization request that waited goes on.
    expect(browser.location).toContain('code=');
    await expect(users.verifyPassword('carol', CHOSEN)).resolves.toMatchObject({
      id,
      claims: { email_verified: true },
    });
    await expect(users.verifyPassword('carol', PASSWORD)).resolves.toBeUndefined();
    expect((await elsewhere.get('/account')).url).toContain('/login');
    expect((await refresh(world, refresh_token)).status).toBe(400);
    const told = await mailServer.mailTo('carol@example.net', ({ subject = '' }) => subject.includes('changed'));
    expect(told.text).not.toContain('token=');
    expect((await newBrowser().get(link.href)).status).toBe(410);
  });

  it('goes on with a waiting request only in the browser that asked', async () => {
    await newUser('dan');
    const asking = newBrowser();
    await asking.get(authorizeUrl(world));
    await asking.get(/id="forgot-password" href="([^"]+)"/.exec(asking.page.html)?.[1] ?? '');
    await asking.submitFirstForm({ username: 'dan@example.net' });
    const link = linkIn(await mailServer.mailTo('dan@example.net'));
    const other = newBrowser();
    await other.get(link.href);
    await other.submitFirstForm({ password: CHOSEN });
    expect(other.page.url).toBe(`${world.issuer}/account`);
  });

  it('is answered with the same words and by the same statements, whoever has an account', async () => {
    await newUser('erin');
    await users.create({ username: 'without-address', password: PASSWORD });
    await users.disable((await newUser('barred')).id);
    await newUser('stranger', { email_verified: false });
    const look = jest.spyOn(world.app.get(Deliveries), 'look').mockImplementation(() => undefined);
    const answers: unknown[] = [];
    for (const username of ['nobody', 'erin', 'erin@example.net', 'without-address', 'barred', 'stranger']) {
      const browser = newBrowser();
      await browser.get('/forgot-password');
      const names = await statementsOf(world.app.get(Database), () => browser.submitFirstForm({ username }));
      answers.push([names, browser.page.status, browser.page.url, browser.page.html]);
    }
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect((answers[0] as [string[]])[0]).toContain('deliveries-insert');
    look.mockRestore();
    world.app.get(Deliveries).look();
    await mailServer.mailTo('erin@example.net');
    await ask('alice');
    await mailServer.mailTo('alice@example.com');
    const readers = JSON.stringify(mailServer.mails.map(({ to }) => to));
    expect(readers).not.toMatch(/barred|stranger/);
  });

  it('is mailed five times at most to one name, and only so often to one network', async () => {
    await newUser('flooded');
    const statuses: number[] = [];
    for (let index = 0; index < 7; index++) statuses.push((await ask('flooded')).status);
    expect(statuses).toEqual([200, 200, 200, 200, 200, 429, 429]);
    const unknown: number[] = [];
    for (let index = 0; index < 6; index++) unknown.push((await ask('no-such-name')).status);
    expect(unknown).toEqual([200, 200, 200, 200, 200, 429]);
  });

  it('is changed by one of 50 at once on two replicas', async () => {
    const user = await newUser('fay');
    const token = new URL(await issued(user)).searchParams.get('token') ?? '';
    const origins = [world.issuer, `http://localhost:${replica.config.port}`];
    const browsers = await Promise.all(
      origins.map(async (origin) => {
        const browser = new Browser(origin);
        await browser.get(`/reset-password?token=${token}`);
        return browser;
      }),
    );
    const statuses = await Promise.all(
      Array.from({ length: 50 }, async (_, index) => {
        const browser = browsers[index % 2] as Browser;
        const body = new URLSearchParams({ ...browser.page.form?.fields, password: `${CHOSEN} ${index}` });
        const cookie = `gatehouse_browser=${browser.cookie('gatehouse_browser')}`;
        const url = `${origins[index % 2]}/reset-password`;
        return (await fetch(url, { method: 'POST', body, headers: { cookie }, redirect: 'manual' })).status;
      }),
    );
    // Some are turned away before, because so many passwords of one moment wait to be hashed.
    expect(statuses.filter((status) => status === 303)).toHaveLength(1);
    expect(statuses.filter((status) => ![303, 410, 429].includes(status))).toEqual([]);
  });

  it('is not touched by a scanner that opens every link, with every method but POST', async () => {
    const link = await issued(await newUser('gil'));
    for (const method of ['GET', 'HEAD', 'GET', 'OPTIONS']) await fetch(link, { method });
    const browser = newBrowser();
    await browser.get(link);
    await browser.submitFirstForm({ password: CHOSEN });
    expect(browser.page.url).toBe(`${world.issuer}/account`);
  });

  it('has links below the issuer, whatever host the request names', async () => {
    await newUser('hal');
    const browser = newBrowser();
    await browser.get('/forgot-password');
    const headers = {
      host: 'evil.example',
      'x-forwarded-host': 'evil.example',
      forwarded: 'host=evil.example',
      cookie: `gatehouse_browser=${browser.cookie('gatehouse_browser')}`,
      'content-type': 'application/x-www-form-urlencoded',
    };
    const body = new URLSearchParams({ ...browser.page.form?.fields, username: 'hal' }).toString();
    const status = await new Promise((resolve) =>
      httpRequest(`${world.issuer}/forgot-password`, { method: 'POST', headers }, ({ statusCode }) =>
        resolve(statusCode),
      ).end(body),
    );
    expect(status).toBe(303);
    const mail = await mailServer.mailTo('hal@example.net');
    expect(linkIn(mail).origin).toBe(world.issuer);
    expect(`${mail.text}${mail.html}`).not.toContain('evil.example');
  });

  it('has links that any change of the account ends', async () => {
    await newUser('ian');
    const changes: readonly ((now: User) => Promise<unknown>)[] = [
      (now) =>
        world.app
          .get(Database)
          .transaction((transaction) =>
            users.changeProfile(now.id, now, { ...now, claims: { ...now.claims, nickname: 'I' } }, transaction),
          ),
      ({ id }) => users.disable(id).then(() => users.enable(id)),
      ({ id }) => world.app.get(Database).transaction((transaction) => users.storePassword(id, 'hash', transaction)),
    ];
    for (const change of changes) {
      const now = (await users.findByUsername('ian')) as User;
      const link = await issued(now);
      expect((await newBrowser().get(link)).status).toBe(200);
      await change(now);
      expect((await newBrowser().get(link)).status).toBe(410);
    }
  });

  it('has a newer way if an administrator mails an invitation, which is returned as without mail', async () => {
    const { id } = await newUser('kim', { email_verified: false });
    const api = await adminApi(world, 'users:read users:write');
    const { status, body } = await api('POST', `/users/${id}/invitation`, { send_mail: true });
    expect(status).toBe(201);
    expect(linkIn(await mailServer.mailTo('kim@example.net')).href).toBe(body.url);
    const { id: without } = await users.create({ username: 'no-address' });
    const refused = await api('POST', `/users/${without}/invitation`, { send_mail: true });
    expect([refused.status, refused.body.detail]).toEqual([409, expect.stringContaining('no address')]);
  });

  it('has links for an hour', async () => {
    const user = await newUser('joy');
    const links = world.app.get(AccountLinks);
    const made = await world.app
      .get(Database)
      .transaction((transaction) => links.issue(PASSWORD_RESET, { user }, transaction));
    expect(Math.round((made.expiresAt - Date.now()) / 1000 / 60)).toBe(HOUR / 60);
  });
});

describe('forgotten passwords', () => {
  it('are mailed only so often for one network, whoever is asked for, and others may still ask', async () => {
    const mailServer = await startMailServer();
    const world = await createWorld({ trustProxy: ['127.0.0.1'], roomSettings: mailBy(mailServer, { limit: 3 }) });
    const ask = async (username: string, address: string) => {
      const browser = new Browser(world.issuer, { 'x-forwarded-for': address });
      await browser.get('/forgot-password');
      return browser.submitFirstForm({ username });
    };
    const statuses: number[] = [];
    for (const [index, username] of ['alice', 'nobody', 'bob@example.com', 'carol'].entries())
      statuses.push((await ask(username, `2001:db8::${index}`)).status);
    expect(statuses).toEqual([200, 200, 200, 429]);
    const refused = await ask('alice', '2001:db8::ffff');
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, expect.stringMatching(/^\d+$/)]);
    expect((await ask('alice', '2001:db8:0:1::1')).status).toBe(200);
    await world.close();
    await mailServer.stop();
  });
});

/** Statements that a request for a link may run; others belong to the queue and to periodic work, which go on meanwhile. */
const OF_REQUESTS = /^(users|sign-in-names|account-links|throttles|parked-requests)-|^(deliveries|mails)-insert/;

/** The names of the statements that this takes, those of its transactions too. */
async function statementsOf(database: Database, action: () => Promise<unknown>): Promise<readonly string[]> {
  const names: string[] = [];
  const note =
    <T extends object>(target: T) =>
    (name: 'query' | 'execute') => {
      const ask = (target as unknown as Transaction)[name].bind(target);
      return jest.spyOn(target as unknown as Transaction, name).mockImplementation(((
        statement: never,
        values: never,
      ) => {
        names.push((statement as { name: string }).name);
        return ask(statement, values);
      }) as never);
    };
  const spies = (['query', 'execute'] as const).map(note(database));
  const begin = database.transaction.bind(database);
  const transactions = jest.spyOn(database, 'transaction').mockImplementation(((work: (t: Transaction) => unknown) =>
    begin(async (transaction) => {
      (['query', 'execute'] as const).map(note(transaction));
      return work(transaction);
    })) as never);
  await action();
  for (const spy of [...spies, transactions]) spy.mockRestore();
  return names.filter((name) => OF_REQUESTS.test(name));
}
