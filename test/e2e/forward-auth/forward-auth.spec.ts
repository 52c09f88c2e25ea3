import { jest } from '@jest/globals';
import { UserSessionsService } from '../../../src/authentication/sessions/user-sessions.service.js';
import { operator } from '../../../src/cli/operator.js';
import type { AccessRule } from '../../../src/forward-auth/access/access-rule.js';
import { ProtectedHosts } from '../../../src/forward-auth/hosts/protected-hosts.service.js';
import { Database } from '../../../src/platform/database/database.js';
import { UsersService } from '../../../src/users/users.service.js';
import { codeAt, giveApp } from '../../support/authenticator-app.js';
import { type StoppedClock, stopClock } from '../../support/clock.js';
import { HostsBrowser } from '../../support/hosts-browser.js';
import { askServer, protectingProxy } from '../../support/protecting-proxy.js';
import { createWorld, PASSWORD, type World } from '../../support/world.js';

const ISSUER = 'https://login.example.com';
const WIKI = 'https://wiki.example.com';
const SHOP = 'https://shop.example.com';
const COOKIE = '__Host-gatehouse_access';
const TWO = 'urn:gatehouse:acr:2fa';

const RULES: readonly AccessRule[] = [
  { paths: ['/public'], methods: ['GET'], access: 'public' },
  { paths: ['/admin'], roles: ['admin'] },
  { paths: ['/staff'], groups: ['staff', 'board'] },
  { paths: ['/vault'], minimum_acr: TWO },
  { paths: ['/wiki'] },
];

describe('a protected host', () => {
  let world: World;
  let clock: StoppedClock;

  beforeAll(async () => {
    world = await createWorld({ issuer: ISSUER, trustProxy: ['127.0.0.1'] });
    const hosts = world.app.get(ProtectedHosts);
    await hosts.create({ host: 'wiki.example.com', name: 'Wiki', rules: RULES }, {});
    await hosts.create({ host: 'shop.example.com', name: 'Shop' }, {});
    await world.app.get(UsersService).create({
      username: 'carol',
      password: PASSWORD,
      email: 'carol@example.com',
      email_verified: true,
      given_name: 'Carøl',
      family_name: 'Exämple',
      groups: ['staff', 'two, in one', 'Müller'],
    });
    clock = stopClock(world);
  });
  afterAll(() => world.close());

  const proxy = (host: string, more?: Readonly<Record<string, string | undefined>>) =>
    protectingProxy(world.config.port, host, more);
  const newBrowser = () =>
    new HostsBrowser({
      [ISSUER]: askServer(world.config.port, { 'x-forwarded-proto': 'https' }),
      [WIKI]: proxy('wiki.example.com'),
      [SHOP]: proxy('shop.example.com'),
    });
  const signIn = async (browser: HostsBrowser, username: string) =>
    browser.submitFirstForm({ username, password: PASSWORD });
  /** A browser in which someone has opened the wiki. */
  const inWiki = async (username = 'alice') => {
    const browser = newBrowser();
    await browser.get(`${WIKI}/wiki`);
    await signIn(browser, username);
    expect(browser.page).toMatchObject({ status: 200, url: `${WIKI}/wiki` });
    return browser;
  };
  const cookieOf = (browser: HostsBrowser, origin = WIKI) => browser.at(origin).cookie(COOKIE) ?? '';
  /** What the proxy is told of a request that brings this cookie. */
  const told = (
    cookie: string,
    uri = '/wiki',
    { host = 'wiki.example.com', method = 'GET', ...headers }: Readonly<Record<string, string>> = {},
  ) =>
    proxy(host, { 'x-forwarded-uri': uri, 'x-forwarded-method': method })(`https://${host}/`, {
      headers: { accept: 'text/html', cookie: `${COOKIE}=${cookie}`, ...headers },
    });

  it('lets a person in by the sign-in of the server, and back to what was asked for', async () => {
    const browser = newBrowser();
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
    const browser = await inWiki();
    const callback = browser.trail.find((each) => each.includes('/forward-auth/callback'));
    expect(callback).toBeDefined();
    expect(browser.at(ISSUER).cookie(COOKIE)).toBeUndefined();
    const renewed = await (async () => {
      clock.pass(301);
      return told(cookieOf(browser));
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
    const { headers } = await told(cookieOf(await inWiki('carol')));
    expect(headers.get('remote-user')).toBe('carol');
    expect(headers.get('remote-email')).toBe('carol@example.com');
    expect(Buffer.from(headers.get('remote-name') ?? '', 'latin1').toString()).toBe('Carøl Exämple');
    expect(Buffer.from(headers.get('remote-groups') ?? '', 'latin1').toString()).toBe('staff,Müller');
    // An address that no one has proven is no proof of who someone is.
    expect((await told(cookieOf(await inWiki('bob')))).headers.get('remote-email')).toBe('');
    const { headers: onPublic } = await told(cookieOf(await inWiki('carol')), '/public');
    expect(onPublic.get('remote-user')).toBe('carol');
    const anyone = await told('', '/public');
    expect(anyone.status).toBe(200);
    for (const name of ['remote-user', 'remote-groups', 'remote-email', 'remote-name'])
      expect(anyone.headers.get(name)).toBe('');
  });

  it('tells what its own headers say', async () => {
    const headers = { 'X-Auth-Request-User': 'sub', 'X-Auth-Request-Roles': 'roles' } as const;
    const hosts = world.app.get(ProtectedHosts);
    await hosts.update('shop.example.com', { headers: { ...headers, 'Remote-User': null } }, {});
    const browser = newBrowser();
    await browser.get(`${SHOP}/`);
    const answer = await signIn(browser, 'alice');
    const alice = await world.app.get(UsersService).findByUsername('alice');
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
      const cookie = username === '' ? '' : cookieOf(await inWiki(username));
      expect((await told(cookie, uri, { method })).status).toBe(status);
    });

    it('and leads who signed in too weakly through what is missing', async () => {
      await world.app.get(UsersService).create({ username: 'dora', password: PASSWORD });
      const browser = await inWiki('dora');
      const key = await giveApp(world, 'dora');
      const { url } = await browser.get(`${WIKI}/vault`);
      expect(url).toContain(`${ISSUER}/`);
      await browser.submitFirstForm({ code: codeAt(key, clock.now()) });
      expect(browser.page).toMatchObject({ status: 200, url: `${WIKI}/vault` });
    });
  });

  describe('sends no one to sign in who cannot', () => {
    it.each([
      ['a script', { 'sec-fetch-mode': 'cors' }],
      ['a program', { accept: 'application/json' }],
      ['a form', { method: 'POST' }],
    ])('%s gets 401', async (_, headers) => {
      const { status, headers: got } = await told('', '/wiki', headers as Record<string, string>);
      expect(status).toBe(401);
      expect(got.get('location')).toBeNull();
      expect(got.get('www-authenticate')).toBe('Cookie realm="wiki.example.com"');
    });

    it('nginx gets 401 and the address', async () => {
      const ask = askServer(world.config.port, {
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
      const cookie = cookieOf(await inWiki());
      expect((await told(cookie)).status).toBe(200);
      expect((await told(change(cookie))).status).toBe(302);
    });

    it('of another host', async () => {
      const cookie = cookieOf(await inWiki());
      expect((await told(cookie, '/', { host: 'shop.example.com' })).status).toBe(302);
    });

    it('that is too old', async () => {
      const cookie = cookieOf(await inWiki());
      clock.pass(900);
      expect((await told(cookie)).status).toBe(302);
    });
  });

  describe('no one gets through any more, within five seconds, after', () => {
    const idOf = async (username: string) => (await world.app.get(UsersService).findByUsername(username))?.id ?? '';

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
        async () => world.app.get(UserSessionsService).endAll(await idOf('eve'), operator()),
      ],
      ['the session idled', async () => clock.pass(world.config.lifetimes.sessionIdle)],
      ['the user was disabled', async () => world.app.get(UsersService).disable(await idOf('eve'))],
    ])('%s', async (_, end) => {
      if (!(await idOf('eve'))) await world.app.get(UsersService).create({ username: 'eve', password: PASSWORD });
      const browser = await inWiki('eve');
      const cookie = cookieOf(browser);
      await end(browser);
      clock.pass(5);
      expect((await told(cookie)).status).toBe(302);
    });

    it('but a visit of the app is one of the session, which does not idle as long as it is used', async () => {
      const browser = await inWiki('bob');
      const { sessionIdle } = world.config.lifetimes;
      for (let times = 0; times < 3; times++) {
        clock.pass(sessionIdle / 2 + 1);
        await browser.get(`${WIKI}/wiki`);
        expect(browser.page.url).toBe(`${WIKI}/wiki`);
        clock.pass(60);
        expect((await told(cookieOf(browser))).status).toBe(200);
      }
    });

    it('the host was removed', async () => {
      const hosts = world.app.get(ProtectedHosts);
      await hosts.create({ host: 'gone.example.com', name: 'Gone' }, {});
      expect((await told('', '/', { host: 'gone.example.com' })).status).toBe(302);
      await hosts.delete('gone.example.com', {});
      expect((await told('', '/', { host: 'gone.example.com' })).status).toBe(403);
    });
  });

  describe('a code', () => {
    /** The callback address of a sign-in that has gone as far as that, and the browser. */
    const callback = async () => {
      const browser = newBrowser();
      await browser.get(`${WIKI}/wiki`);
      await signIn(browser, 'alice');
      return { browser, address: browser.trail.find((each) => each.includes('/callback?')) ?? '' };
    };
    const begun = async (browser = newBrowser()) => {
      await browser.at(WIKI).get('/forward-auth/sign-in?to=/wiki');
      return { browser, request: new URL(browser.at(WIKI).location ?? '').searchParams };
    };

    it('works once, and the second time ends what came from it', async () => {
      const { browser, address } = await callback();
      const cookie = cookieOf(browser);
      const { status, html } = await browser.get(address);
      expect(status).toBe(400);
      expect(html).toContain('used before');
      clock.pass(5);
      expect((await told(cookie)).status).toBe(302);
    });

    it('is of no use in another browser: no one is signed in there as someone else (RFC 9700 §4.7)', async () => {
      const attacker = await begun();
      await attacker.browser.get(`${ISSUER}/login`);
      await signIn(attacker.browser, 'bob');
      await attacker.browser.at(ISSUER).get(`${ISSUER}/oauth2/authorize?${attacker.request}`);
      const stolen = attacker.browser.at(ISSUER).location ?? '';
      expect(stolen).toContain(`${WIKI}/forward-auth/callback?`);
      for (const victim of [newBrowser(), await inWiki()]) {
        const before = cookieOf(victim);
        const { status } = await victim.get(stolen);
        expect(status).toBe(400);
        expect(cookieOf(victim)).toBe(before);
      }
      // Where it was begun it still works: nothing was used up.
      expect((await attacker.browser.get(stolen)).status).toBe(200);
    });

    it('is of no use for another sign-in of the same browser', async () => {
      const { browser } = await callback();
      const [one, other] = [(await begun(browser)).request, (await begun(browser)).request];
      await browser.at(ISSUER).get(`${ISSUER}/oauth2/authorize?${one}`);
      const mixed = new URL(browser.at(ISSUER).location ?? '');
      mixed.searchParams.set('state', other.get('state') ?? '');
      expect((await browser.get(mixed.href)).status).toBe(400);
    });

    it('is of no use at another host', async () => {
      const { browser } = await callback();
      const { request } = await begun(browser);
      await browser.at(ISSUER).get(`${ISSUER}/oauth2/authorize?${request}`);
      const { search } = new URL(browser.at(ISSUER).location ?? '');
      expect((await browser.get(`${SHOP}/forward-auth/callback${search}`)).status).toBe(400);
    });

    it('comes from this server only (RFC 9207)', async () => {
      const { browser } = await callback();
      const { request } = await begun(browser);
      await browser.at(ISSUER).get(`${ISSUER}/oauth2/authorize?${request}`);
      const mixed = new URL(browser.at(ISSUER).location ?? '');
      mixed.searchParams.set('iss', 'https://evil.example');
      expect((await browser.get(mixed.href)).html).toContain('iss is not this server');
    });

    it('is not redeemed at the token endpoint, where no one can be the client of a host', async () => {
      const { browser } = await callback();
      const { request } = await begun(browser);
      await browser.at(ISSUER).get(`${ISSUER}/oauth2/authorize?${request}`);
      const code = new URL(browser.at(ISSUER).location ?? '').searchParams.get('code') ?? '';
      const form = {
        grant_type: 'authorization_code',
        client_id: 'forward-auth:wiki.example.com',
        redirect_uri: `${WIKI}/forward-auth/callback`,
        code,
      };
      for (const secret of [{}, { client_secret: '' }, { client_secret: 'x'.repeat(43) }]) {
        const body = new URLSearchParams({ ...form, ...secret });
        const answer = await askServer(world.config.port)(`${ISSUER}/oauth2/token`, { method: 'POST', body });
        expect(answer.status).toBe(401);
      }
    });

    it('is not made for a stranger address of the host, nor for another scope, nor without PKCE', async () => {
      const { request } = await begun();
      const answerTo = async (change: (parameters: URLSearchParams) => void) => {
        const changed = new URLSearchParams(request);
        change(changed);
        const browser = newBrowser();
        await browser.at(ISSUER).get(`${ISSUER}/oauth2/authorize?${changed}`);
        return browser.at(ISSUER).page;
      };
      const elsewhere = await answerTo((each) => each.set('redirect_uri', `${WIKI}/wiki`));
      expect(elsewhere.status).toBe(400);
      const more = await answerTo((each) => each.set('scope', 'openid profile clients:write'));
      expect(more.location).toContain('error=invalid_scope');
      const without = await answerTo((each) => ['code_challenge', 'code_challenge_method'].map((n) => each.delete(n)));
      expect(without.location).toContain('error=invalid_request');
    });
  });

  it.each([
    'https://evil.example/',
    '//evil.example/',
    '/\\evil.example',
    'javascript:alert(1)',
    '/wiki\r\nset-cookie:x=y',
    '/forward-auth/sign-out',
    '@evil.example',
    '.evil.example',
    `/${'x'.repeat(2_000)}`,
  ])('is what a sign-in leads back to, whatever the address says: %s', async (to) => {
    const browser = newBrowser();
    await browser.at(WIKI).get(`/forward-auth/sign-in?${new URLSearchParams({ to })}`);
    await browser.at(ISSUER).get(browser.at(WIKI).location ?? '');
    await browser.at(ISSUER).submitFirstForm({ username: 'alice', password: PASSWORD });
    const answer = await proxy('wiki.example.com')(browser.at(ISSUER).location ?? '', {
      headers: {
        cookie: `__Host-gatehouse_access_browser=${browser.at(WIKI).cookie('__Host-gatehouse_access_browser')}`,
      },
    });
    expect(answer.status).toBe(302);
    expect(new URL(answer.headers.get('location') ?? '').origin).toBe(WIKI);
    expect(answer.headers.get('location')).not.toContain('/forward-auth/');
  });

  describe('answers no one but its proxy', () => {
    const FORWARDED = {
      'x-forwarded-proto': 'https',
      'x-forwarded-host': 'wiki.example.com',
      'x-forwarded-method': 'GET',
      'x-forwarded-uri': '/public',
    };

    it.each(['/forward-auth', '/forward-auth/nginx', '/forward-auth/sign-in', '/forward-auth/callback'])(
      'and says what to set: %s',
      async (path) => {
        const ask = askServer(world.config.port, { ...FORWARDED, accept: 'application/json' }, '127.0.0.9');
        const { status, headers, body } = await problemOf(await ask(`https://wiki.example.com${path}`));
        expect(status).toBe(403);
        expect(body.detail).toContain('TRUST_PROXY');
        expect(headers.has('set-cookie')).toBe(false);
        // What this server asks of browsers for its own host is not said at the app's.
        expect(headers.has('strict-transport-security')).toBe(false);
      },
    );

    it.each<[string, Readonly<Record<string, string | undefined>>, string]>([
      ['of a host that no one protects', { 'x-forwarded-host': 'other.example.com' }, 'no protected host'],
      ['of a host with another port', { 'x-forwarded-host': 'wiki.example.com:8443' }, 'no protected host'],
      ['of a host below', { 'x-forwarded-host': 'a.wiki.example.com' }, 'no protected host'],
      ['of two hosts', { 'x-forwarded-host': 'shop.example.com, wiki.example.com' }, 'to one value'],
      ['without a host', { 'x-forwarded-host': undefined }, 'must send x-forwarded-host'],
      ['without a path', { 'x-forwarded-uri': undefined }, 'must send x-forwarded-uri'],
      ['without a method', { 'x-forwarded-method': undefined }, 'must send x-forwarded-method'],
      ['by plain http', { 'x-forwarded-proto': 'http' }, 'X-Forwarded-Proto is not https'],
    ])('about a request %s', async (_, change, detail) => {
      const ask = askServer(world.config.port, { ...FORWARDED, accept: 'application/json', ...change });
      const { status, body } = await problemOf(await ask('https://wiki.example.com/forward-auth'));
      expect(status).toBe(403);
      expect(body.detail).toContain(detail);
    });

    it('whatever the case of the host', async () => {
      const ask = askServer(world.config.port, { ...FORWARDED, 'x-forwarded-host': 'WIKI.Example.com' });
      expect((await ask('https://wiki.example.com/forward-auth')).status).toBe(200);
    });

    const problemOf = async (answer: Response) => ({
      status: answer.status,
      headers: answer.headers,
      body: JSON.parse(await answer.text()),
    });
  });

  it('shows a page to who is denied, with addresses of the server and a policy for them', async () => {
    const answer = await told(cookieOf(await inWiki()), '/staff');
    const html = await answer.text();
    expect(answer.status).toBe(403);
    expect(answer.headers.get('content-security-policy')).toContain(`style-src ${ISSUER};`);
    expect(html).toContain(`href="${ISSUER}/assets/`);
    expect(html).not.toMatch(/(?:href|src|action)="\//);
  });

  it('lets who is denied go on with another account', async () => {
    const browser = await inWiki('carol');
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
    const browser = await inWiki();
    const { url } = await browser.get(`${WIKI}/forward-auth/sign-out`);
    expect(url).toContain(`${ISSUER}/oauth2/logout`);
    expect(browser.at(WIKI).cookie(COOKIE)).toBeUndefined();
  });

  it('costs no statement for a request as long as what is known is fresh, and few after', async () => {
    const cookie = cookieOf(await inWiki());
    await told(cookie);
    expect(await statementsOf(async () => Promise.all(Array.from({ length: 50 }, () => told(cookie))))).toEqual([]);
    clock.pass(5);
    const names = await statementsOf(async () => Promise.all(Array.from({ length: 50 }, () => told(cookie))));
    expect(names.toSorted()).toEqual(['authorizations-find', 'protected-hosts-find', 'session-find', 'users-find']);
  });

  /** The names of the statements that this takes, and not of periodic work, which goes on meanwhile. */
  async function statementsOf(work: () => Promise<unknown>): Promise<readonly string[]> {
    const database = world.app.get(Database);
    const spies = (['query', 'execute'] as const).map((name) => jest.spyOn(database, name));
    await work();
    const names = spies.flatMap((spy) => spy.mock.calls.map(([{ name }]) => name));
    for (const spy of spies) spy.mockRestore();
    return names.filter((name) =>
      /^(authorizations|clients?|protected-hosts|resources|roles|session|users)-/.test(name),
    );
  }
});
