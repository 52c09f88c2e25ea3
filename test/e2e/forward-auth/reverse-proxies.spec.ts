import { request } from 'node:https';
import { ProtectedHosts } from '../../../src/forward-auth/hosts/protected-hosts.service.js';
import { UsersService } from '../../../src/users/users.service.js';
import { type StoppedClock, stopClock } from '../../support/clock.js';
import { freePort } from '../../support/free-port.js';
import { HostsBrowser } from '../../support/hosts-browser.js';
import { describeWith } from '../../support/needed-program.js';
import { type Arrived, type ProtectedApp, startProtectedApp } from '../../support/protected-app.js';
import { PROTECTED_HOST, PROTECTING_PROXIES } from '../../support/protected-site.js';
import { askServer } from '../../support/protecting-proxy.js';
import { type ReverseProxy } from '../../support/reverse-proxy.js';
import { createTestApp, type TestApp } from '../../support/test-app.js';
import { createWorld, PASSWORD, type World } from '../../support/world.js';

const ISSUER = 'https://login.example.com';
const WIKI = `https://${PROTECTED_HOST}`;
const COOKIE = '__Host-gatehouse_access';

/** Where the person is, as the proxy sees it. */
const PERSON = '127.0.0.2';

/** What a browser may claim; none of it is true. */
const FORGERIES = {
  'remote-user': 'admin',
  'remote-groups': 'staff',
  'remote-email': 'admin@example.com',
  'remote-name': 'Admin',
  remote_user: 'admin',
  'x-forwarded-host': 'open.example.com',
  'x-forwarded-uri': '/public',
  'x-forwarded-method': 'GET',
  'x-forwarded-proto': 'http',
};

const REMOTE = /^remote[-_]/;

let world: World;
let second: TestApp;
let app: ProtectedApp;
let clock: StoppedClock;

beforeAll(async () => {
  world = await createWorld({ dialect: 'postgres', issuer: ISSUER, trustProxy: ['127.0.0.1'] });
  second = await createTestApp({ ...world.config, port: await freePort() });
  app = await startProtectedApp();
  const rules = [
    { paths: ['/public'], access: 'public' },
    { paths: ['/admin'], roles: ['admin'] },
    { groups: ['staff', 'guests'] },
  ] as const;
  await world.app.get(ProtectedHosts).create({ host: PROTECTED_HOST, name: 'Wiki', rules }, {});
  const open = { host: 'open.example.com', name: 'Open', rules: [{ access: 'public' } as const] };
  await world.app.get(ProtectedHosts).create(open, {});
  for (const [username, group] of [['carol', 'staff'] as const, ['dave', 'others'] as const])
    await world.app.get(UsersService).create({
      username,
      password: PASSWORD,
      email: `${username}@example.com`,
      email_verified: true,
      given_name: 'Zoë',
      family_name: 'Ünal',
      groups: [group],
    });
  clock = stopClock(world, second);
});
afterAll(async () => {
  app.close();
  await second.close();
  await world.close();
});

for (const { program, start } of PROTECTING_PROXIES)
  describeWith(program, `an app behind ${program.name}`, () => {
    let proxy: ReverseProxy;
    /** The same app, protected by the other replica. */
    let other: ReverseProxy;

    beforeAll(async () => {
      proxy = await start({ server: world.config.port, app: app.port });
      other = await start({ server: second.config.port, app: app.port });
    });
    afterAll(async () => {
      await proxy?.close();
      await other?.close();
    });

    const browserOf = (forged: Readonly<Record<string, string>> = {}) =>
      new HostsBrowser({
        [ISSUER]: askServer(world.config.port, { 'x-forwarded-proto': 'https' }),
        [WIKI]: proxy.fetchFrom(PERSON, forged),
      });
    const inWiki = async (username = 'carol', path = '/page') => {
      const browser = browserOf();
      await browser.get(WIKI + path);
      await browser.submitFirstForm({ username, password: PASSWORD });
      return browser;
    };
    const ask = (path: string, init: RequestInit = {}, through = proxy, forged: Record<string, string> = {}) =>
      through.fetchFrom(PERSON, forged)(WIKI + path, { redirect: 'manual', ...init });
    const withCookie = (browser: HostsBrowser, more: Record<string, string> = {}) => ({
      headers: { cookie: `${COOKIE}=${browser.at(WIKI).cookie(COOKIE)}`, accept: 'text/html', ...more },
    });
    const arrivedAs = async (answer: Response): Promise<Arrived> => JSON.parse(await answer.text());

    it('is opened by signing in, at the address that was asked for', async () => {
      const browser = await inWiki('carol', '/page/a%20b?x=1&y=%2F');
      expect(browser.page).toMatchObject({ status: 200, url: `${WIKI}/page/a%20b?x=1&y=%2F` });
      expect(JSON.parse(browser.page.html)).toMatchObject({
        url: '/page/a%20b?x=1&y=%2F',
        headers: { 'remote-user': 'carol', 'remote-groups': 'staff', 'remote-email': 'carol@example.com' },
      });
      const name = JSON.parse(browser.page.html).headers['remote-name'];
      expect(Buffer.from(name, 'latin1').toString()).toBe('Zoë Ünal');
    });

    it('gets bodies and methods as they are, and its own cookies go to the browser', async () => {
      const browser = await inWiki();
      const init = { method: 'POST', body: 'a=1', ...withCookie(browser) };
      const answer = await ask('/form', init);
      expect(answer.headers.getSetCookie()).toContain('app=its-own; Path=/');
      expect(await arrivedAs(answer)).toMatchObject({ method: 'POST', url: '/form', body: 'a=1' });
    });

    it('never sees who a browser claims to be', async () => {
      const claimed = ({ headers }: Arrived) =>
        Object.entries(headers).filter(([name, value]) => REMOTE.test(name) && value !== '');
      const browser = await inWiki();
      const signedIn = await arrivedAs(await ask('/page', withCookie(browser), proxy, FORGERIES));
      expect(Object.fromEntries(claimed(signedIn))).toEqual({
        'remote-user': 'carol',
        'remote-groups': 'staff',
        'remote-email': 'carol@example.com',
        'remote-name': expect.any(String),
      });
      const { 'x-forwarded-host': _, ...ofPeople } = FORGERIES;
      expect(claimed(await arrivedAs(await ask('/public/x', {}, proxy, ofPeople)))).toEqual([]);
    });

    it('is asked about as itself, whatever host a browser claims', async () => {
      const before = app.arrived.length;
      const answer = await ask('/page', { headers: { accept: 'text/html' } }, proxy, FORGERIES);
      expect(answer.status).toBe(302);
      expect(answer.headers.get('location')).toBe(`${WIKI}/forward-auth/sign-in?to=%2Fpage`);
      // Caddy serves no host but its own, the others serve the app under every name.
      await ask('/page', { headers: { accept: 'text/html' } }, proxy, { ...FORGERIES, host: 'open.example.com' });
      expect(app.arrived).toHaveLength(before);
    });

    it.each(['/public/../page', '/public/..%2fpage', '/public//page', '/PUBLIC/x', '/public/..;/page', '//page'])(
      'is not reached by a path that can be read in two ways: %s',
      async (path) => {
        const before = app.arrived.length;
        expect([302, 401, 403]).toContain(await statusOf(path));
        expect(app.arrived).toHaveLength(before);
      },
    );

    /** Of a path that is sent as it is. */
    const statusOf = (path: string) =>
      new Promise<number | undefined>((resolve, reject) => {
        const target = { host: '127.0.0.1', port: new URL(proxy.plain).port, servername: PROTECTED_HOST, path };
        const headers = { host: PROTECTED_HOST };
        request({ ...target, headers, rejectUnauthorized: false, agent: false }, ({ statusCode }) =>
          resolve(statusCode),
        )
          .on('error', reject)
          .end();
      });

    it('answers a script that is not signed in by 401, and sends it nowhere', async () => {
      for (const init of [{ headers: { 'sec-fetch-mode': 'cors' } }, { method: 'POST', body: 'a=1' }]) {
        const answer = await ask('/page', init);
        expect(answer.status).toBe(401);
        expect(answer.headers.get('location')).toBeNull();
      }
    });

    it('shows who may not open it why', async () => {
      const browser = await inWiki('dave');
      expect(browser.page.status).toBe(403);
      expect(browser.page.html).toContain('You have no access to this');
      expect((await ask('/admin', withCookie(await inWiki()))).status).toBe(403);
    });

    it('keeps its cookie in time, and loses it to no other host', async () => {
      const browser = await inWiki();
      const before = browser.at(WIKI).cookie(COOKIE);
      clock.pass(301);
      const renewed = (await ask('/page', withCookie(browser))).headers.getSetCookie();
      expect(renewed).toHaveLength(2);
      expect(renewed.some((line) => line.startsWith(`${COOKIE}=`) && !line.includes(`${before}`))).toBe(true);
    });

    it('is open at every replica, and closed at every one soon after the person signed out', async () => {
      const browser = await inWiki();
      const kept = withCookie(browser);
      expect((await ask('/page', kept, other)).status).toBe(200);
      await browser.get(`${WIKI}/forward-auth/sign-out`);
      await browser.submitFirstForm();
      clock.pass(5);
      for (const through of [proxy, other]) expect((await ask('/page', kept, through)).status).toBe(302);
    });
  });
