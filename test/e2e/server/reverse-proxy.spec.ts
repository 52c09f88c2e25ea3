import { request } from 'node:http';
import { auditEvents } from '../../support/audit-log.js';
import { Browser } from '../../support/browser.js';
import { CADDY, startCaddy } from '../../support/caddy.js';
import { signInAndOut } from '../../support/checking-client.js';
import { HAPROXY, startHaproxy } from '../../support/haproxy.js';
import { describeWith } from '../../support/needed-program.js';
import { NGINX, startNginx } from '../../support/nginx.js';
import { rawRequest } from '../../support/raw-request.js';
import { type ReverseProxy } from '../../support/reverse-proxy.js';
import { authorizeUrl, createWorld, PASSWORD, type World } from '../../support/world.js';

const ISSUER = 'https://login.example.com';

/** Where the person is, as nginx sees it. */
const PERSON = '127.0.0.2';

/** What a client may claim; none of it is true. */
const FORGERIES = {
  host: 'evil.example',
  'x-forwarded-host': 'evil.example',
  'x-forwarded-proto': 'http',
  'x-forwarded-port': '8080',
  'x-forwarded-for': '203.0.113.9',
  'x-real-ip': '203.0.113.9',
  forwarded: 'for=203.0.113.9;host=evil.example;proto=http',
};

/** Caddy serves no host but its own, so that a forged one reaches nothing. */
const { host: _, ...FORGERIES_OF_ITS_HOST } = FORGERIES;

const PROXIES = [
  { program: NGINX, start: startNginx, forgeries: FORGERIES },
  { program: CADDY, start: startCaddy, forgeries: FORGERIES_OF_ITS_HOST },
  { program: HAPROXY, start: startHaproxy, forgeries: FORGERIES },
];

let world: World;

for (const { program, start, forgeries } of PROXIES)
  describeWith(program, `behind ${program.name}, which ends TLS`, () => {
    let proxy: ReverseProxy;

    beforeAll(async () => {
      world = await createWorld({ issuer: ISSUER, trustProxy: ['127.0.0.1'] });
      proxy = await start(world.config.port);
    });
    afterAll(async () => {
      await proxy?.close();
      await world.close();
    });

    const browserOf = (forged: Readonly<Record<string, string>> = {}) =>
      new Browser(ISSUER, {}, proxy.fetchFrom(PERSON, forged));

    it('signs a person in and out, with a client that checks everything', async () => {
      const browser = browserOf();
      await signInAndOut(world, browser, proxy.fetchFrom('127.0.0.3'));
      await browser.get(authorizeUrl(world));
      expect(browser.page.url).toContain(`${ISSUER}/login`);
    });

    it('sets cookies for this host and https only, and asks for https from now on', async () => {
      const browser = browserOf();
      const login = await browser.get('/login');
      const signedIn = await browser.submitFirstForm({ username: 'alice', password: PASSWORD });
      for (const { headers } of [login, signedIn]) {
        expect(headers.get('strict-transport-security')).toMatch(/^max-age=\d{8}/);
        for (const line of headers.getSetCookie())
          expect(line).toMatch(/^__Host-.*; Path=\/; HttpOnly; Secure; SameSite=Lax$/);
      }
      expect(browser.cookie('__Host-gatehouse_session')).toBeDefined();
    });

    it('leads from plain http to https', async () => {
      for (const host of [new URL(ISSUER).host, forgeries === FORGERIES ? 'evil.example' : undefined])
        if (host !== undefined) expect(await redirectOf(`${proxy.plain}/login?x=1`, host)).toBe(`${ISSUER}/login?x=1`);
    });

    it('serves documents of the issuer only, whatever the request claims', async () => {
      for (const path of ['/.well-known/openid-configuration', '/.well-known/oauth-authorization-server']) {
        const [plain, forged] = await Promise.all(
          [{}, forgeries].map(async (headers) => (await proxy.fetchFrom(PERSON, headers)(ISSUER + path)).text()),
        );
        expect(forged).toBe(plain);
        expect(JSON.parse(forged ?? '')).toMatchObject({ issuer: ISSUER, jwks_uri: `${ISSUER}/oauth2/jwks` });
      }
    });

    it('redirects and names itself as ever, whatever the request claims', async () => {
      const browser = browserOf(forgeries);
      const pages = [
        await browser.get(authorizeUrl(world)),
        await browser.submitFirstForm({ username: 'alice', password: PASSWORD }),
        await browser.submitFirstForm({}, 'allow'),
      ];
      for (const { html, headers } of pages)
        expect(`${html}${JSON.stringify([...headers])}`).not.toContain('evil.example');
      expect(new URL(browser.location ?? '').searchParams.get('iss')).toBe(ISSUER);
      const { headers } = await proxy.fetchFrom(PERSON, forgeries)(`${ISSUER}/account`, { redirect: 'manual' });
      expect(headers.get('location')).toBe('/login');
    });

    it('knows the address of a person, whatever the request claims', async () => {
      await failToSignIn(browserOf());
      expect(await lastAddress()).toBe(PERSON);
      await failToSignIn(browserOf(forgeries));
      expect(await lastAddress()).toBe(PERSON);
    });

    it('lets long requests and their answers through', async () => {
      const state = 'x'.repeat(7000);
      const browser = browserOf();
      await browser.get(authorizeUrl(world, { state }));
      await browser.submitFirstForm({ username: 'alice', password: PASSWORD });
      if (browser.page.url.includes('/consent')) await browser.submitFirstForm({}, 'allow');
      expect(new URL(browser.location ?? '').searchParams.get('state')).toBe(state);
    });

    it('keeps the metrics to itself', async () => {
      expect((await proxy.fetchFrom(PERSON)(`${ISSUER}/metrics`)).status).toBe(404);
    });
  });

describe('reached without a proxy', () => {
  beforeAll(async () => {
    world = await createWorld({ issuer: ISSUER, trustProxy: ['127.0.0.1'] });
  });
  afterAll(() => world.close());

  it('believes no forwarding header of somebody who is no proxy', async () => {
    await failPast('127.0.0.9', FORGERIES);
    expect(await lastAddress()).toBe('127.0.0.9');
  });

  it('believes a trusted proxy, but takes only addresses for addresses', async () => {
    await failPast('127.0.0.1', { 'x-forwarded-for': '2001:db8::7' });
    expect(await lastAddress()).toBe('2001:db8::7');
    await failPast('127.0.0.1', { 'x-forwarded-for': `${'nonsense '.repeat(100)}, 192.0.2.8` });
    expect(await lastAddress()).toBe('192.0.2.8');
    await failPast('127.0.0.1', { 'x-forwarded-for': 'nonsense '.repeat(100) });
    expect(await lastAddress()).toBe('127.0.0.1');
  });

  /** Fails to sign in over a connection from this address. */
  async function failPast(localAddress: string, headers: Readonly<Record<string, string>>): Promise<void> {
    const direct = (url: URL, init: RequestInit) =>
      new Promise<Response>((resolve, reject) => {
        const asked = new Request(url, init);
        const all = { ...Object.fromEntries(asked.headers), ...headers };
        const target = { host: '127.0.0.1', port: world.config.port, localAddress, agent: false } as const;
        const { method } = asked;
        const sent = request({ ...target, method, path: url.pathname + url.search, headers: all }, (answer) => {
          let body = '';
          answer.setEncoding('utf8').on('data', (chunk: string) => {
            body += chunk;
          });
          const cookies = (answer.headers['set-cookie'] ?? []).map((line) => ['set-cookie', line] as [string, string]);
          answer.on('end', () => resolve(new Response(body, { status: answer.statusCode ?? 0, headers: cookies })));
        });
        sent.on('error', reject);
        void asked.text().then((text) => sent.end(text));
      });
    await failToSignIn(new Browser(ISSUER, {}, direct));
  }
});

async function failToSignIn(browser: Browser): Promise<void> {
  await browser.get('/login');
  const { status } = await browser.submitFirstForm({ username: 'nobody', password: 'wrong' });
  expect(status).toBe(401);
}

async function lastAddress(): Promise<unknown> {
  return (await auditEvents(world)).findLast(({ type }) => type === 'login.failed')?.address;
}

/** Where a request by plain http is led, which says that it is for this host. */
async function redirectOf(url: string, host: string): Promise<string | undefined> {
  return (await rawRequest(url, { host })).location;
}
