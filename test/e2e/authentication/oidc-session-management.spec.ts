import { createHash } from 'node:crypto';
import { Browser } from '../../support/browser.js';
import { authorize, authorizeUrl, createWorld, PASSWORD, signedInBrowser, type World } from '../../support/world.js';

const COOKIE = 'gatehouse_browser_state';
const ORIGIN = 'https://rp.example';

describe('OpenID Connect Session Management', () => {
  let world: World;

  beforeAll(async () => {
    world = await createWorld();
  });
  afterAll(() => world.close());

  const page = () => fetch(`${world.issuer}/oauth2/check-session`);
  /** What the page of the client is answered, computed as section 3.2 says. */
  const status = (browser: Browser, sessionState: string | null, clientId = world.app1.id, origin = ORIGIN) => {
    const [hash, salt] = (sessionState ?? '').split('.');
    const text = `${clientId} ${origin} ${browser.cookie(COOKIE) ?? ''} ${salt}`;
    return hash === createHash('sha256').update(text).digest('hex') ? 'unchanged' : 'changed';
  };

  it('advertises a page that anybody may frame, whose script is a file of its own (§3.3)', async () => {
    const metadata = await (await fetch(`${world.issuer}/.well-known/openid-configuration`)).json();
    expect(metadata).toMatchObject({ check_session_iframe: `${world.issuer}/oauth2/check-session` });
    const { headers } = await page();
    expect(headers.get('x-frame-options')).toBeNull();
    expect(headers.get('content-security-policy')).toBe(
      "default-src 'none'; script-src 'self'; base-uri 'none'; form-action 'none'",
    );
    expect(headers.get('content-type')).toBe('text/html; charset=utf-8');
  });

  it('serves the script as JavaScript, and tells it which cookie to read', async () => {
    const html = await (await page()).text();
    expect(html).toContain(`data-cookie="${COOKIE}"`);
    const script = await fetch(world.issuer + (/src="([^"]+)"/.exec(html)?.[1] ?? ''));
    expect([script.status, script.headers.get('content-type')]).toEqual([200, 'text/javascript; charset=utf-8']);
  });

  it('answers with a session_state without spaces that fits the client and the browser (§2, §3)', async () => {
    const browser = await signedInBrowser(world);
    const sessionState = (await authorize(world, {}, browser)).get('session_state');
    expect(sessionState).toMatch(/^[0-9a-f]{64}\.[\w-]{16}$/);
    expect(status(browser, sessionState)).toBe('unchanged');
    expect(status(browser, sessionState, world.other.id)).toBe('changed');
    expect(status(browser, sessionState, world.app1.id, 'https://evil.example')).toBe('changed');
    expect((await authorize(world, {}, browser)).get('session_state')).not.toBe(sessionState);
  });

  it('changes when the person signs out, in again, or to another account', async () => {
    const browser = await signedInBrowser(world);
    const first = (await authorize(world, {}, browser)).get('session_state');
    await browser.get('/oauth2/logout');
    await browser.submitFirstForm();
    expect(browser.cookie(COOKIE)).toBeUndefined();
    expect(status(browser, first)).toBe('changed');

    await browser.get('/login');
    await browser.submitFirstForm({ username: 'alice', password: PASSWORD });
    expect(status(browser, first)).toBe('changed');
    const second = (await authorize(world, {}, browser)).get('session_state');
    await browser.get('/login?prompt=login');
    await browser.submitFirstForm({ username: 'bob', password: PASSWORD });
    expect(status(browser, second)).toBe('changed');
  });

  it('does not change while the person only uses the server', async () => {
    const browser = await signedInBrowser(world);
    const sessionState = (await authorize(world, {}, browser)).get('session_state');
    await browser.get('/account');
    await authorize(world, { state: 'again' }, browser);
    expect(status(browser, sessionState)).toBe('unchanged');
  });

  it('tells a client of no one too, so that it learns when somebody signs in', async () => {
    const browser = new Browser(world.issuer);
    const answer = await authorize(world, { prompt: 'none' }, browser);
    expect(answer.get('error')).toBe('login_required');
    expect(status(browser, answer.get('session_state'))).toBe('unchanged');
    await browser.get('/login');
    await browser.submitFirstForm({ username: 'alice', password: PASSWORD });
    expect(status(browser, answer.get('session_state'))).toBe('changed');
  });

  it('leaves the state alone where the browser sends it without the session, as it does inside pages of other sites', async () => {
    const browser = await signedInBrowser(world);
    const framed = new Browser(world.issuer);
    framed.setCookie(COOKIE, browser.cookie(COOKIE) ?? '');
    const answer = await authorize(world, { prompt: 'none' }, framed);
    expect(framed.cookie(COOKIE)).toBe(browser.cookie(COOKIE));
    expect(status(browser, answer.get('session_state'))).toBe('unchanged');
  });

  it('gives a browser its state back that has lost it', async () => {
    const browser = await signedInBrowser(world);
    const before = browser.cookie(COOKIE);
    browser.deleteCookie(COOKIE);
    const answer = await authorize(world, {}, browser);
    expect(browser.cookie(COOKIE)).toBe(before);
    expect(status(browser, answer.get('session_state'))).toBe('unchanged');
  });

  it('says nothing to a request that is not of OpenID Connect', async () => {
    const answer = await authorize(world, { scope: 'api:read' }, await signedInBrowser(world));
    expect([answer.has('code'), answer.has('session_state')]).toEqual([true, false]);
  });

  it('keeps the state in a cookie that scripts may read, and that tells nothing about the session', async () => {
    const browser = await signedInBrowser(world);
    browser.deleteCookie(COOKIE);
    const cookies = ['gatehouse_session', 'gatehouse_browser'].map((name) => `${name}=${browser.cookie(name)}`);
    const answer = await fetch(authorizeUrl(world, { prompt: 'none' }), {
      redirect: 'manual',
      headers: { cookie: cookies.join('; ') },
    });
    const [line = '', ...more] = answer.headers.getSetCookie();
    expect(more).toEqual([]);
    expect(line).toMatch(new RegExp(`^${COOKIE}=[\\w-]{43}; Path=/; SameSite=Lax$`));
    expect(line).not.toContain(browser.cookie('gatehouse_session') ?? '');
  });

  it('lets pages of other sites read it where the server has https', async () => {
    const secure = await createWorld({ issuer: 'https://login.example' });
    const local = `http://127.0.0.1:${secure.config.port}`;
    const login = await fetch(`${local}/login`);
    const browserCookie = (login.headers.getSetCookie()[0] ?? '').split(';')[0] ?? '';
    const csrf = /name="csrf" value="([^"]+)"/.exec(await login.text())?.[1] ?? '';
    const signedIn = await fetch(`${local}/login`, {
      method: 'POST',
      redirect: 'manual',
      headers: { cookie: browserCookie },
      body: new URLSearchParams({ username: 'alice', password: PASSWORD, csrf }),
    });
    const line = signedIn.headers.getSetCookie().find((each) => each.startsWith(`__Host-${COOKIE}`));
    expect(line).toMatch(/; Path=\/; Secure; SameSite=None$/);
    expect(await (await fetch(`${local}/oauth2/check-session`)).text()).toContain(`data-cookie="__Host-${COOKIE}"`);
    await secure.close();
  });
});
