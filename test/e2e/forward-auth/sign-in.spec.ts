import { askServer } from '../../support/protecting-proxy.js';
import { cookieOf, ISSUER, SHOP, signIn, startWiki, WIKI, type Wiki } from '../../support/wiki.js';
import { PASSWORD } from '../../support/world.js';

describe('a sign-in at a protected host', () => {
  let wiki: Wiki;

  beforeAll(async () => {
    wiki = await startWiki();
  });
  afterAll(() => wiki.world.close());

  describe('a code', () => {
    /** The callback address of a sign-in that has gone as far as that, and the browser. */
    const callback = async () => {
      const browser = wiki.newBrowser();
      await browser.get(`${WIKI}/wiki`);
      await signIn(browser, 'alice');
      return { browser, address: browser.trail.find((each) => each.includes('/callback?')) ?? '' };
    };
    const begun = async (browser = wiki.newBrowser()) => {
      await browser.at(WIKI).get('/forward-auth/sign-in?to=/wiki');
      return { browser, request: new URL(browser.at(WIKI).location ?? '').searchParams };
    };

    it('works once, and the second time ends what came from it', async () => {
      const { browser, address } = await callback();
      const cookie = cookieOf(browser);
      const { status, html } = await browser.get(address);
      expect(status).toBe(400);
      expect(html).toContain('used before');
      wiki.clock.pass(5);
      expect((await wiki.told(cookie)).status).toBe(302);
    });

    it('is of no use in another browser: no one is signed in there as someone else (RFC 9700 §4.7)', async () => {
      const attacker = await begun();
      await attacker.browser.get(`${ISSUER}/login`);
      await signIn(attacker.browser, 'bob');
      await attacker.browser.at(ISSUER).get(`${ISSUER}/oauth2/authorize?${attacker.request}`);
      const stolen = attacker.browser.at(ISSUER).location ?? '';
      expect(stolen).toContain(`${WIKI}/forward-auth/callback?`);
      for (const victim of [wiki.newBrowser(), await wiki.opened()]) {
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
        const answer = await askServer(wiki.world.config.port)(`${ISSUER}/oauth2/token`, { method: 'POST', body });
        expect(answer.status).toBe(401);
      }
    });

    it('is not made for a stranger address of the host, nor for another scope, nor without PKCE', async () => {
      const { request } = await begun();
      const answerTo = async (change: (parameters: URLSearchParams) => void) => {
        const changed = new URLSearchParams(request);
        change(changed);
        const browser = wiki.newBrowser();
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
  ])('leads back to the host only, whatever the address says: %s', async (to) => {
    const browser = wiki.newBrowser();
    await browser.at(WIKI).get(`/forward-auth/sign-in?${new URLSearchParams({ to })}`);
    await browser.at(ISSUER).get(browser.at(WIKI).location ?? '');
    await browser.at(ISSUER).submitFirstForm({ username: 'alice', password: PASSWORD });
    const answer = await wiki.proxy('wiki.example.com')(browser.at(ISSUER).location ?? '', {
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
        const ask = askServer(wiki.world.config.port, { ...FORWARDED, accept: 'application/json' }, '127.0.0.9');
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
      const ask = askServer(wiki.world.config.port, { ...FORWARDED, accept: 'application/json', ...change });
      const { status, body } = await problemOf(await ask('https://wiki.example.com/forward-auth'));
      expect(status).toBe(403);
      expect(body.detail).toContain(detail);
    });

    it('whatever the case of the host', async () => {
      const ask = askServer(wiki.world.config.port, { ...FORWARDED, 'x-forwarded-host': 'WIKI.Example.com' });
      expect((await ask('https://wiki.example.com/forward-auth')).status).toBe(200);
    });

    const problemOf = async (answer: Response) => ({
      status: answer.status,
      headers: answer.headers,
      body: JSON.parse(await answer.text()),
    });
  });
});
