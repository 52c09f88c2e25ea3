import { jest } from '@jest/globals';
import { UserSessionsService } from '../../../src/authentication/sessions/user-sessions.service.js';
import { operator } from '../../../src/cli/operator.js';
import { ProtectedHosts } from '../../../src/forward-auth/hosts/protected-hosts.service.js';
import { Database } from '../../../src/platform/database/database.js';
import { UsersService } from '../../../src/users/users.service.js';
import { codeAt, giveApp } from '../../support/authenticator-app.js';
import { stopPeriodicWork } from '../../support/clock.js';
import type { HostsBrowser } from '../../support/hosts-browser.js';
import { askServer } from '../../support/protecting-proxy.js';
import { COOKIE, cookieOf, ISSUER, SHOP, signIn, startWiki, WIKI, type Wiki } from '../../support/wiki.js';
import { PASSWORD } from '../../support/world.js';

describe('a protected host', () => {
  let wiki: Wiki;

  beforeAll(async () => {
    wiki = await startWiki();
  });
  afterAll(() => wiki.world.close());

  it('lets a person in by the sign-in of the server, and back to what was asked for', async () => {
    const browser = wiki.newBrowser();
    const { url, html } = await browser.get(`${WIKI}/wiki/Main%20page?view=1&x=%2F`);
    expect(url).toContain(`${ISSUER}/login?`);
    expect(html).toContain('Wiki');
    const { status } = await signIn(browser, 'alice');
    expect(status).toBe(200);
    expect(browser.page.url).toBe(`${WIKI}/wiki/Main%20page?view=1&x=%2F`);
    // Once in, no more detours, and another host costs no further sign-in.
    await browser.get(`${WIKI}/wiki/other`);
    expect(browser.trail).toEqual([`${WIKI}/wiki/other`]);
    await browser.get(`${SHOP}/cart`);
    expect(browser.page).toMatchObject({ status: 200, url: `${SHOP}/cart` });
    expect(browser.trail.filter((each) => new URL(each).pathname === '/login')).toEqual([]);
  });

  it('gets a cookie for itself only, which scripts cannot read and which lives for a short time', async () => {
    const browser = await wiki.opened();
    const callback = browser.trail.find((each) => each.includes('/forward-auth/callback'));
    expect(callback).toBeDefined();
    expect(browser.at(ISSUER).cookie(COOKIE)).toBeUndefined();
    const renewed = await (async () => {
      wiki.clock.pass(301);
      return wiki.told(cookieOf(browser));
    })();
    expect(renewed.headers.getSetCookie()).toEqual([
      expect.stringMatching(
        /^__Host-gatehouse_access=[\w-]+\.[\w-]{43}; Max-Age=900; Path=\/; HttpOnly; Secure; SameSite=Lax$/,
      ),
    ]);
    const content = Buffer.from(cookieOf(browser).split('.')[0] ?? '', 'base64url').toString();
    expect(content).not.toMatch(/alice/);
  });

  it('is told who the person is, and empty headers take the place of what a browser claims', async () => {
    const { headers } = await wiki.told(cookieOf(await wiki.opened('carol')));
    expect(headers.get('remote-user')).toBe('carol');
    expect(headers.get('remote-email')).toBe('carol@example.com');
    expect(Buffer.from(headers.get('remote-name') ?? '', 'latin1').toString()).toBe('Carøl Exämple');
    expect(Buffer.from(headers.get('remote-groups') ?? '', 'latin1').toString()).toBe('staff,Müller');
    // An address that no one has proven is no proof of who someone is.
    expect((await wiki.told(cookieOf(await wiki.opened('bob')))).headers.get('remote-email')).toBe('');
    const { headers: onPublic } = await wiki.told(cookieOf(await wiki.opened('carol')), '/public');
    expect(onPublic.get('remote-user')).toBe('carol');
    const anyone = await wiki.told('', '/public');
    expect(anyone.status).toBe(200);
    for (const name of ['remote-user', 'remote-groups', 'remote-email', 'remote-name'])
      expect(anyone.headers.get(name)).toBe('');
  });

  it('tells what its own headers say', async () => {
    const headers = { 'X-Auth-Request-User': 'sub', 'X-Auth-Request-Roles': 'roles' } as const;
    const hosts = wiki.world.app.get(ProtectedHosts);
    await hosts.update('shop.example.com', { headers: { ...headers, 'Remote-User': null } }, {});
    const browser = wiki.newBrowser();
    await browser.get(`${SHOP}/`);
    const answer = await signIn(browser, 'alice');
    const alice = await wiki.world.app.get(UsersService).findByUsername('alice');
    expect(answer.headers.get('x-auth-request-user')).toBe(alice?.id);
    expect(answer.headers.get('x-auth-request-roles')).toBe('admin');
    expect(answer.headers.has('remote-user')).toBe(false);
  });

  describe('decides by its rules', () => {
    it.each([
      ['anyone', '', '/public/a', 'GET', 200],
      ['anyone, but not by another method', '', '/public/a', 'POST', 403],
      ['no one where no rule fits', 'alice', '/other', 'GET', 403],
      ['who holds a role', 'alice', '/admin/x', 'POST', 200],
      ['no one without the role', 'carol', '/admin/x', 'GET', 403],
      ['who is in one of the groups', 'carol', '/staff', 'DELETE', 200],
      ['no one outside of the groups', 'alice', '/staff', 'GET', 403],
      ['no one by a path that can be read in two ways', 'alice', '/public/..%2fadmin', 'GET', 403],
      ['no one by a path in other letters', 'alice', '/ADMIN', 'GET', 403],
    ])('and admits %s', async (_, username, uri, method, status) => {
      const cookie = username === '' ? '' : cookieOf(await wiki.opened(username));
      expect((await wiki.told(cookie, uri, { method })).status).toBe(status);
    });

    it('and leads who signed in too weakly through what is missing', async () => {
      await wiki.world.app.get(UsersService).create({ username: 'dora', password: PASSWORD });
      const browser = await wiki.opened('dora');
      const key = await giveApp(wiki.world, 'dora');
      const { url } = await browser.get(`${WIKI}/vault`);
      expect(url).toContain(`${ISSUER}/`);
      await browser.submitFirstForm({ code: codeAt(key, wiki.clock.now()) });
      expect(browser.page).toMatchObject({ status: 200, url: `${WIKI}/vault` });
    });
  });

  describe('sends no one to sign in who cannot', () => {
    it.each([
      ['a script', { 'sec-fetch-mode': 'cors' }],
      ['a program', { accept: 'application/json' }],
      ['a form', { method: 'POST' }],
    ])('%s gets 401', async (_, headers) => {
      const { status, headers: got } = await wiki.told('', '/wiki', headers as Record<string, string>);
      expect(status).toBe(401);
      expect(got.get('location')).toBeNull();
      expect(got.get('www-authenticate')).toBe('Cookie realm="wiki.example.com"');
    });

    it('nginx gets 401 and the address', async () => {
      const ask = askServer(wiki.world.config.port, {
        'x-forwarded-proto': 'https',
        'x-forwarded-host': 'wiki.example.com',
        'x-forwarded-method': 'GET',
        'x-forwarded-uri': '/wiki',
        accept: 'text/html',
      });
      const { status, headers } = await ask('https://wiki.example.com/forward-auth/nginx');
      expect(status).toBe(401);
      expect(headers.get('location')).toBe(`${WIKI}/forward-auth/sign-in?to=%2Fwiki`);
    });
  });

  describe('takes no cookie', () => {
    it.each([
      ['that was changed', (cookie: string) => `A${cookie.slice(1)}`],
      ['whose mark was changed', (cookie: string) => cookie.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A'))],
      ['without a mark', (cookie: string) => cookie.split('.')[0] ?? ''],
      ['with something behind', (cookie: string) => `${cookie}.x`],
      ['that is nonsense', () => '%00.;.'],
    ])('%s', async (_, change) => {
      const cookie = cookieOf(await wiki.opened());
      expect((await wiki.told(cookie)).status).toBe(200);
      expect((await wiki.told(change(cookie))).status).toBe(302);
    });

    it('of another host', async () => {
      const cookie = cookieOf(await wiki.opened());
      expect((await wiki.told(cookie, '/', { host: 'shop.example.com' })).status).toBe(302);
    });

    it('that is too old', async () => {
      const cookie = cookieOf(await wiki.opened());
      wiki.clock.pass(900);
      expect((await wiki.told(cookie)).status).toBe(302);
    });
  });

  describe('no one gets through any more, within five seconds, after', () => {
    const idOf = async (username: string) =>
      (await wiki.world.app.get(UsersService).findByUsername(username))?.id ?? '';

    it.each<[string, (browser: HostsBrowser) => Promise<unknown>]>([
      [
        'the person signed out',
        async (browser) => {
          await browser.get(`${ISSUER}/oauth2/logout`);
          await browser.submitFirstForm();
        },
      ],
      [
        'an administrator ended the sessions',
        async () => wiki.world.app.get(UserSessionsService).endAll(await idOf('eve'), operator()),
      ],
      ['the session idled', async () => wiki.clock.pass(wiki.world.config.lifetimes.sessionIdle)],
      ['the user was disabled', async () => wiki.world.app.get(UsersService).disable(await idOf('eve'))],
    ])('%s', async (_, end) => {
      if (!(await idOf('eve'))) await wiki.world.app.get(UsersService).create({ username: 'eve', password: PASSWORD });
      const browser = await wiki.opened('eve');
      const cookie = cookieOf(browser);
      await end(browser);
      wiki.clock.pass(5);
      expect((await wiki.told(cookie)).status).toBe(302);
    });

    it('but a visit of the app is one of the session, which does not idle as long as it is used', async () => {
      const browser = await wiki.opened('bob');
      const { sessionIdle } = wiki.world.config.lifetimes;
      for (let times = 0; times < 3; times++) {
        wiki.clock.pass(sessionIdle / 2 + 1);
        await browser.get(`${WIKI}/wiki`);
        expect(browser.page.url).toBe(`${WIKI}/wiki`);
        wiki.clock.pass(60);
        expect((await wiki.told(cookieOf(browser))).status).toBe(200);
      }
    });

    it('the host was removed', async () => {
      const hosts = wiki.world.app.get(ProtectedHosts);
      await hosts.create({ host: 'gone.example.com', name: 'Gone' }, {});
      expect((await wiki.told('', '/', { host: 'gone.example.com' })).status).toBe(302);
      await hosts.delete('gone.example.com', {});
      expect((await wiki.told('', '/', { host: 'gone.example.com' })).status).toBe(403);
    });
  });
  it('shows a page to who is denied, with addresses of the server and a policy for them', async () => {
    const answer = await wiki.told(cookieOf(await wiki.opened()), '/staff');
    const html = await answer.text();
    expect(answer.status).toBe(403);
    expect(answer.headers.get('content-security-policy')).toContain(`style-src ${ISSUER};`);
    expect(html).toContain(`href="${ISSUER}/assets/`);
    expect(html).not.toMatch(/(?:href|src|action)="\//);
  });

  it('lets who is denied go on with another account', async () => {
    const browser = await wiki.opened('carol');
    const { html } = await browser.get(`${WIKI}/admin`);
    const other = /id="forward-auth-other" href="([^"]+)"/.exec(html)?.[1]?.replaceAll('&amp;', '&') ?? '';
    expect(other).toBe(`${WIKI}/forward-auth/sign-in?to=%2Fadmin&prompt=select_account`);
    expect((await browser.get(other)).url).toContain(`${ISSUER}/select-account?`);
    await browser.at(ISSUER).get('/login?prompt=login');
    await browser.at(ISSUER).submitFirstForm({ username: 'alice', password: PASSWORD });
    expect((await browser.get(`${WIKI}/forward-auth/sign-in?to=/admin`)).url).toBe(`${WIKI}/admin`);
    expect(browser.page.headers.get('remote-user')).toBe('alice');
  });

  it('is left by its own address, which leads to where the session ends', async () => {
    const browser = await wiki.opened();
    const { url } = await browser.get(`${WIKI}/forward-auth/sign-out`);
    expect(url).toContain(`${ISSUER}/oauth2/logout`);
    expect(browser.at(WIKI).cookie(COOKIE)).toBeUndefined();
  });

  it('costs no statement for a request as long as what is known is fresh, and few after', async () => {
    const cookie = cookieOf(await wiki.opened());
    await wiki.told(cookie);
    expect(await statementsOf(async () => Promise.all(Array.from({ length: 50 }, () => wiki.told(cookie))))).toEqual(
      [],
    );
    wiki.clock.pass(5);
    const names = await statementsOf(async () => Promise.all(Array.from({ length: 50 }, () => wiki.told(cookie))));
    expect(names.toSorted()).toEqual(['authorizations-find', 'protected-hosts-find', 'session-find', 'users-find']);
  });

  /** The names of the statements that this takes, and not of periodic work, which goes on meanwhile. */
  async function statementsOf(work: () => Promise<unknown>): Promise<readonly string[]> {
    await stopPeriodicWork(wiki.world); // its statements would be counted too
    const database = wiki.world.app.get(Database);
    const spies = (['query', 'execute'] as const).map((name) => jest.spyOn(database, name));
    await work();
    const names = spies.flatMap((spy) => spy.mock.calls.map(([{ name }]) => name));
    for (const spy of spies) spy.mockRestore();
    return names.filter((name) =>
      /^(authorizations|clients?|protected-hosts|resources|roles|session|users)-/.test(name),
    );
  }
});
