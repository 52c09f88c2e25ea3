import { decodeJwt } from 'jose';
import { ConsentService } from '../../src/consent/consent.service.js';
import { Database, statement } from '../../src/platform/database/database.js';
import { UsersService } from '../../src/users/users.service.js';
import { ask, askIn, returned } from '../support/authorization.js';
import { Browser } from '../support/browser.js';
import { type StoppedClock, stopClock } from '../support/clock.js';
import {
  authorize,
  authorizeUrl,
  createWorld,
  freshTokens,
  PASSWORD,
  redeem,
  registerClient,
  signedInBrowser,
  signInAs,
  type World,
} from '../support/world.js';

/** What {@link authorizeUrl} asks for. */
const WORLD_SCOPE = ['openid', 'profile', 'email', 'offline_access', 'api:read'];

let world: World;
let clock: StoppedClock;

beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());
beforeEach(() => {
  clock = stopClock(world);
});
afterEach(() => clock.goOn());

describe('OIDC Core §3.1.2.1: prompt', () => {
  /** alice, who has consented to what {@link authorizeUrl} asks for. */
  let browser: Browser;
  const at = (location: URL) =>
    location.origin === world.issuer ? location.pathname : (location.searchParams.get('error') ?? 'code');

  beforeEach(async () => {
    browser = await signedInBrowser(world);
    await authorize(world, {}, browser);
    clock.pass(10);
  });

  it('left out asks nobody who is signed in and has consented', async () => {
    expect(at(await askIn(browser, world))).toBe('code');
  });

  it('left out asks whoever is not signed in', async () => {
    expect(at(await askIn(new Browser(world.issuer), world))).toBe('/login');
  });

  it('none answers without a page: a code where it can be, login_required and consent_required where not', async () => {
    expect(at(await askIn(browser, world, { prompt: 'none' }))).toBe('code');
    expect(at(await askIn(new Browser(world.issuer), world, { prompt: 'none' }))).toBe('login_required');
    expect(at(await askIn(browser, world, { prompt: 'none', client_id: 'other', scope: 'api:write' }))).toBe(
      'consent_required',
    );
  });

  it('none with a max_age that has passed is login_required', async () => {
    expect(at(await askIn(browser, world, { prompt: 'none', max_age: '10' }))).toBe('code');
    expect(at(await askIn(browser, world, { prompt: 'none', max_age: '9' }))).toBe('login_required');
  });

  it('login asks again, and the ID token has the new auth_time', async () => {
    const before = decodeJwt((await freshTokens(world, {}, browser)).id_token);
    clock.pass(100);
    expect(at(await askIn(browser, world, { prompt: 'login' }))).toBe('/login');
    await browser.submitFirstForm({ username: 'alice', password: PASSWORD });
    const code = new URL(browser.location ?? '').searchParams.get('code') ?? '';
    const after = decodeJwt((await redeem(world, code)).body.id_token);
    expect(after.auth_time).toBe(Number(before.auth_time) + 110);
    expect(after.sid).toBe(before.sid);
  });

  it('login cannot be skipped by going straight to where the page would lead', async () => {
    const page = await askIn(browser, world, { prompt: 'login' });
    const request_uri = `urn:ietf:params:oauth:request_uri:${page.searchParams.get('request')}`;
    await browser.get(`/oauth2/authorize?${new URLSearchParams({ client_id: 'app1', request_uri })}`);
    expect(browser.page.url).toContain('/login');
    await browser.get(`/oauth2/authorize?${new URLSearchParams({ client_id: 'app1', request_uri, prompt: 'none' })}`);
    expect(browser.page.url).toContain('/login');
  });

  it('login lets another person sign in, to whom the tokens then belong', async () => {
    await askIn(browser, world, { prompt: 'login' });
    await browser.submitFirstForm({ username: 'bob', password: PASSWORD });
    if (browser.page.form) await browser.submitFirstForm({}, 'allow');
    const code = new URL(browser.location ?? '').searchParams.get('code') ?? '';
    const { body } = await redeem(world, code);
    expect(decodeJwt(body.id_token).sub).toBe((await world.app.get(UsersService).findByUsername('bob'))?.id);
  });

  it('consent asks even where it was given before', async () => {
    expect(at(await askIn(browser, world, { prompt: 'consent' }))).toBe('/consent');
    await browser.submitFirstForm({}, 'allow');
    expect(browser.location).toContain('code=');
  });

  it('consent cannot be skipped by going straight to where the page would lead', async () => {
    const page = await askIn(browser, world, { prompt: 'consent' });
    const request_uri = `urn:ietf:params:oauth:request_uri:${page.searchParams.get('request')}`;
    await browser.get(`/oauth2/authorize?${new URLSearchParams({ client_id: 'app1', request_uri })}`);
    expect(browser.page.url).toContain('/consent');
  });

  it('consent that is denied is access_denied, and the next request asks no more than before', async () => {
    await askIn(browser, world, { prompt: 'consent' });
    await browser.submitFirstForm({}, 'deny');
    expect(at(new URL(browser.location ?? ''))).toBe('access_denied');
    expect(at(await askIn(browser, world))).toBe('code');
  });

  it('select_account asks with which account to go on', async () => {
    expect(at(await askIn(browser, world, { prompt: 'select_account' }))).toBe('/select-account');
    await browser.submitFirstForm();
    expect(browser.location).toContain('code=');
  });

  it('select_account asks whoever is not signed in to sign in, which is a choice', async () => {
    const fresh = new Browser(world.issuer);
    expect(at(await askIn(fresh, world, { prompt: 'select_account' }))).toBe('/login');
    await fresh.submitFirstForm({ username: 'alice', password: PASSWORD });
    expect(fresh.location).toContain('code=');
  });

  it('login consent asks both, in this order', async () => {
    expect(at(await askIn(browser, world, { prompt: 'login consent' }))).toBe('/login');
    await browser.submitFirstForm({ username: 'alice', password: PASSWORD });
    expect(browser.page.url).toContain('/consent');
    await browser.submitFirstForm({}, 'allow');
    expect(browser.location).toContain('code=');
  });

  it('select_account consent asks both, in this order', async () => {
    expect(at(await askIn(browser, world, { prompt: 'consent select_account' }))).toBe('/select-account');
    await browser.submitFirstForm();
    expect(browser.page.url).toContain('/consent');
  });

  it('login select_account asks both, and fills in who was selected', async () => {
    expect(at(await askIn(browser, world, { prompt: 'login select_account', login_hint: 'bob' }))).toBe(
      '/select-account',
    );
    await browser.submitFirstForm();
    expect([new URL(browser.page.url).pathname, browser.page.form?.fields.username]).toEqual(['/login', 'alice']);
    await browser.submitFirstForm({ username: 'alice', password: PASSWORD });
    expect(browser.location).toContain('code=');
  });

  it('login select_account is answered by signing in to another account, which is a choice', async () => {
    await askIn(browser, world, { prompt: 'select_account login' });
    await browser.submitFirstForm({}, 'other');
    await browser.submitFirstForm({ username: 'bob', password: PASSWORD });
    expect(browser.page.url).not.toMatch(/login|select-account/);
  });

  it('login consent select_account asks all three, in the order of account, password, consent', async () => {
    expect(at(await askIn(browser, world, { prompt: 'consent login select_account' }))).toBe('/select-account');
    await browser.submitFirstForm();
    expect(browser.page.url).toContain('/login');
    await browser.submitFirstForm({ username: 'alice', password: PASSWORD });
    expect(browser.page.url).toContain('/consent');
    await browser.submitFirstForm({}, 'allow');
    expect(browser.location).toContain('code=');
  });

  /** Core §3.1.2.1 on `none`; on the others Initiating User Registration 1.0 §4: what metadata does not name is refused. */
  it.each([
    'none login',
    'login none',
    'none consent',
    'none select_account',
    'unknown',
    'NONE',
    'login unknown',
    'create',
    'create login',
  ])('%s is refused', async (prompt) => {
    expect(at(await askIn(browser, world, { prompt }))).toBe('invalid_request');
  });

  it('may repeat itself and have spaces to spare', async () => {
    expect(at(await askIn(browser, world, { prompt: ' consent  consent ' }))).toBe('/consent');
    expect(at(await askIn(browser, world, { prompt: 'none none' }))).toBe('invalid_request');
  });
});

describe('OIDC Core §3.1.2.1: max_age', () => {
  it('asks again once the sign-in is older, and puts the new auth_time into the ID token', async () => {
    const browser = await signedInBrowser(world);
    await authorize(world, {}, browser);
    clock.pass(60);
    await browser.get(authorizeUrl(world, { max_age: '60' }));
    expect(browser.location).toContain('code=');
    clock.pass(1);
    await browser.get(authorizeUrl(world, { max_age: '60' }));
    expect(browser.page.url).toContain('/login');
    await browser.submitFirstForm({ username: 'alice', password: PASSWORD });
    const { body } = await redeem(world, new URL(browser.location ?? '').searchParams.get('code') ?? '');
    const { auth_time, iat } = decodeJwt(body.id_token);
    expect(auth_time).toBe(iat);
  });

  it('0 always asks, once', async () => {
    const browser = await signedInBrowser(world);
    clock.pass(1);
    await browser.get(authorizeUrl(world, { max_age: '0' }));
    expect(browser.page.url).toContain('/login');
    clock.pass(1);
    await browser.submitFirstForm({ username: 'alice', password: PASSWORD });
    expect(browser.location).toContain('code=');
  });

  it('of the registration counts where the request has none', async () => {
    await registerClient(world, {
      client_id: 'careful',
      redirect_uris: ['https://rp.example/cb'],
      scope: 'openid',
      default_max_age: 60,
      first_party: true,
    });
    const browser = await signedInBrowser(world);
    clock.pass(61);
    expect((await askIn(browser, world, { client_id: 'careful', scope: 'openid' })).pathname).toBe('/login');
    expect(
      (await askIn(browser, world, { client_id: 'careful', scope: 'openid', max_age: '100' })).searchParams.get('code'),
    ).toEqual(expect.any(String));
  });

  it.each(['-1', '1.5', '1e3', 'x', '0x10', ' 1', '99999999999', '١'])('%j is refused', async (max_age) => {
    expect(returned(await ask(world, { max_age }))).toMatchObject({ error: 'invalid_request' });
  });
});

describe('OIDC Core §3.1.2.1 and §3.1.2.2: id_token_hint', () => {
  let browser: Browser;
  const hintOf = async (username: string): Promise<string> =>
    (await freshTokens(world, {}, undefined, username)).id_token;
  const codeOrError = (location: URL) =>
    location.searchParams.get('error') ?? (location.searchParams.has('code') ? 'code' : location.pathname);

  beforeEach(async () => {
    browser = await signedInBrowser(world);
    await authorize(world, {}, browser);
  });

  it('about whoever is signed in changes nothing, even where it has expired', async () => {
    const id_token_hint = await hintOf('alice');
    expect(codeOrError(await askIn(browser, world, { prompt: 'none', id_token_hint }))).toBe('code');
    clock.pass(3700);
    expect(codeOrError(await askIn(browser, world, { prompt: 'none', id_token_hint }))).toBe('code');
  });

  it('about someone else never yields an answer about whoever is signed in', async () => {
    const id_token_hint = await hintOf('bob');
    expect(codeOrError(await askIn(browser, world, { prompt: 'none', id_token_hint }))).toBe('login_required');
    expect(codeOrError(await askIn(browser, world, { id_token_hint }))).toBe('/login');
    await browser.submitFirstForm({ username: 'bob', password: PASSWORD });
    expect(browser.location).toContain('code=');
  });

  it('about someone else than who then signs in is login_required', async () => {
    clock.pass(1);
    await browser.get(authorizeUrl(world, { id_token_hint: await hintOf('bob') }));
    await browser.submitFirstForm({ username: 'alice', password: PASSWORD });
    expect(browser.location).toContain('error=login_required');
  });

  it('lets nobody else through the account chooser either', async () => {
    await browser.get(authorizeUrl(world, { id_token_hint: await hintOf('bob'), prompt: 'select_account' }));
    await browser.submitFirstForm();
    expect(codeOrError(new URL(browser.location ?? ''))).toBe('login_required');
  });

  it('that is no ID token of this server is refused', async () => {
    const { access_token } = await freshTokens(world);
    const [header, payload] = (await hintOf('alice')).split('.');
    for (const id_token_hint of ['x', access_token, `${header}.${payload}.`, 'eyJhbGciOiJub25lIn0.eyJzdWIiOiJ4In0.']) {
      expect(codeOrError(await askIn(browser, world, { prompt: 'none', id_token_hint }))).toBe('invalid_request');
    }
  });
});

describe('OIDC Core §3.1.2.1: login_hint', () => {
  it('fills in the username', async () => {
    const browser = new Browser(world.issuer);
    await browser.get(authorizeUrl(world, { login_hint: 'alice@example.com' }));
    expect(browser.page.form?.fields).toMatchObject({ username: 'alice@example.com', password: '' });
  });
});

describe('OIDC Core §3.1.2.1 in a browser that is signed in to several accounts', () => {
  /** alice and bob, both of whom have consented; bob is active. */
  let browser: Browser;

  const idOf = async (username: string) => (await world.app.get(UsersService).findByUsername(username))?.id ?? '';
  /** Who the code is about, or the error, or the page that is shown. */
  const outcome = async (): Promise<string> => {
    const { location, url } = browser.page;
    if (location === undefined) return new URL(url).pathname;
    const { code, error } = Object.fromEntries(new URL(location).searchParams);
    if (code === undefined) return error ?? location;
    const { sub } = decodeJwt((await redeem(world, code)).body.id_token);
    return sub === (await idOf('alice')) ? 'alice' : 'bob';
  };
  const asked = async (overrides: Readonly<Record<string, string | undefined>>): Promise<string> => {
    await browser.get(authorizeUrl(world, overrides));
    return outcome();
  };
  const hintOf = async (username: string): Promise<string> =>
    (await freshTokens(world, {}, undefined, username)).id_token;
  /** The value of the button for this account on the chooser. */
  const buttonOf = (name: string): string =>
    new RegExp(`value="([^"]+)"><span[^>]*>.</span><span class="who"><span>${name}<`).exec(browser.page.html)?.[1] ??
    '';
  /** Leaves no account active, as signing out of the active one does. */
  const signOutOfBob = async (): Promise<void> => {
    await browser.get('/oauth2/logout');
    await browser.submitFirstForm();
  };

  beforeEach(async () => {
    for (const username of ['alice', 'bob']) {
      await world.app.get(ConsentService).allow(await idOf(username), 'app1', WORLD_SCOPE);
    }
    browser = await signedInBrowser(world, 'alice');
    await signInAs(browser, 'bob');
    clock.pass(10);
  });

  it('answers about the active account, silently too', async () => {
    await expect(asked({})).resolves.toBe('bob');
    await expect(asked({ prompt: 'none' })).resolves.toBe('bob');
  });

  it.each([
    ['id_token_hint', { prompt: 'none' }],
    ['id_token_hint', {}],
    ['login_hint', { prompt: 'none' }],
    ['login_hint', {}],
  ])('answers about the account that %s names, with %j', async (hint, parameters) => {
    const value = hint === 'login_hint' ? 'Alice@example.com' : await hintOf('alice');
    await expect(asked({ ...parameters, [hint]: value })).resolves.toBe('alice');
    await expect(asked({ prompt: 'none' })).resolves.toBe('bob');
  });

  it('goes by the login_hint to the account that is asked to consent', async () => {
    await browser.get(authorizeUrl(world, { prompt: 'consent', login_hint: 'alice' }));
    expect(browser.page.html).toContain('alice@example.com');
    await browser.submitFirstForm({}, 'allow');
    await expect(outcome()).resolves.toBe('alice');
  });

  it('takes the active account where the login_hint names none', async () => {
    await expect(asked({ prompt: 'none', login_hint: 'carol' })).resolves.toBe('bob');
  });

  it('takes an id_token_hint before a login_hint', async () => {
    const id_token_hint = await hintOf('alice');
    await expect(asked({ prompt: 'none', id_token_hint, login_hint: 'bob' })).resolves.toBe('alice');
  });

  it('lets select any account, which then is the active one', async () => {
    await expect(asked({ prompt: 'select_account' })).resolves.toBe('/select-account');
    await browser.submitFirstForm({}, buttonOf('Alice Example'));
    await expect(outcome()).resolves.toBe('alice');
    await expect(asked({ prompt: 'none' })).resolves.toBe('alice');
  });

  it('shows the chooser with prompt=select_account even where a hint names the account', async () => {
    await expect(asked({ prompt: 'select_account', login_hint: 'alice' })).resolves.toBe('/select-account');
    await browser.submitFirstForm({}, buttonOf('bob'));
    await expect(outcome()).resolves.toBe('bob');
  });

  it('keeps to the account that was selected, whatever happens in another tab', async () => {
    await browser.get(authorizeUrl(world, { prompt: 'select_account consent' }));
    await browser.submitFirstForm({}, buttonOf('Alice Example'));
    const { form } = browser.page;
    await browser.get('/select-account');
    await browser.submitFirstForm({}, buttonOf('bob'));
    await browser.post('/consent', { ...form?.fields, decision: 'allow' });
    await expect(outcome()).resolves.toBe('alice');
  });

  it('asks to sign in where the account that was selected has been signed out meanwhile', async () => {
    await browser.get(authorizeUrl(world, { prompt: 'select_account consent' }));
    await browser.submitFirstForm({}, buttonOf('bob'));
    const { form } = browser.page;
    await signOutOfBob();
    await browser.post('/consent', { ...form?.fields, decision: 'allow' });
    await expect(outcome()).resolves.toBe('/login');
  });

  it('renews the session of who signs in again, whichever is active', async () => {
    const before = decodeJwt((await freshTokens(world, { login_hint: 'alice' }, browser)).id_token);
    await browser.get(authorizeUrl(world, { prompt: 'login', login_hint: 'alice' }));
    expect(browser.page.form?.fields.username).toBe('alice');
    await browser.submitFirstForm({ username: 'alice', password: PASSWORD });
    const code = new URL(browser.location ?? '').searchParams.get('code') ?? '';
    const after = decodeJwt((await redeem(world, code)).body.id_token);
    expect([after.sid, after.auth_time]).toEqual([before.sid, Number(before.auth_time) + 10]);
  });

  it('measures max_age by the account that is meant', async () => {
    clock.pass(100);
    await signInAs(browser, 'bob');
    clock.pass(10);
    await expect(asked({ prompt: 'none', max_age: '60' })).resolves.toBe('bob');
    await expect(asked({ prompt: 'none', max_age: '60', login_hint: 'alice' })).resolves.toBe('login_required');
  });

  it('asks which account is meant where none is active: account_selection_required without a page', async () => {
    await signOutOfBob();
    await expect(asked({ prompt: 'none' })).resolves.toBe('account_selection_required');
    await expect(asked({ prompt: 'none', login_hint: 'alice' })).resolves.toBe('alice');
    await expect(asked({ prompt: 'none', id_token_hint: await hintOf('bob') })).resolves.toBe('login_required');
    await expect(asked({ max_age: '0' })).resolves.toBe('/select-account');
    await expect(asked({})).resolves.toBe('/select-account');
    await browser.submitFirstForm();
    await expect(outcome()).resolves.toBe('alice');
    await expect(asked({ prompt: 'none' })).resolves.toBe('alice');
  });

  it('asks which account is meant where the login_hint names several, unless one of them is active', async () => {
    const users = world.app.get(UsersService);
    for (const username of ['parent', 'child']) {
      await users.create({ username, password: PASSWORD, email: 'family@example.com' });
      await signInAs(browser, username);
    }
    const family = { login_hint: 'family@example.com' };
    await expect(asked({ ...family, prompt: 'none', scope: 'openid' })).resolves.toBe('consent_required');
    await browser.get('/select-account');
    await browser.submitFirstForm({}, buttonOf('Alice Example'));
    await expect(asked({ ...family, prompt: 'none' })).resolves.toBe('account_selection_required');
    await expect(asked(family)).resolves.toBe('/select-account');
  });
});

describe('OIDC Core §3.1.2.1: display', () => {
  it.each(['page', 'popup', 'touch', 'wap', 'hologram', 'page popup'])('%s shows the same pages', async (display) => {
    const browser = new Browser(world.issuer);
    await browser.get(authorizeUrl(world, { display }));
    expect(browser.page.html).toContain('id="login-submit"');
  });
});

describe('OIDC Core §3.1.2.3: a request that was answered', () => {
  const REQUESTS = statement(
    'test-requests',
    'SELECT COUNT(*) AS count FROM parked_requests WHERE answered_at IS NULL',
  );
  const waiting = async () => Number((await world.app.get(Database).query<{ count: number }>(REQUESTS))[0]?.count);

  it('begins anew: a late second click brings the person to the app, with a code of its own', async () => {
    const browser = new Browser(world.issuer);
    await browser.get(authorizeUrl(world));
    await browser.submitFirstForm({ username: 'alice', password: PASSWORD });
    if (!browser.page.url.includes('/consent')) await browser.get(authorizeUrl(world, { prompt: 'consent' }));
    const { form } = browser.page;
    await browser.submitFirstForm({}, 'allow');
    const first = new URL(browser.location ?? '').searchParams;
    await browser.post('/consent', { ...form?.fields, decision: 'allow' });
    const reached = browser.location ?? browser.page.url;
    expect(reached).not.toContain('error');
    if (browser.location !== undefined) {
      const second = new URL(browser.location).searchParams;
      expect([second.get('state'), second.get('code') === first.get('code')]).toEqual([first.get('state'), false]);
    }
  });

  it('does not take a decision twice: prompt=consent asks again', async () => {
    const browser = await signedInBrowser(world);
    await browser.get(authorizeUrl(world, { prompt: 'consent' }));
    const { form } = browser.page;
    await browser.submitFirstForm({}, 'allow');
    expect(browser.location).toContain('code=');
    await browser.post('/consent', { ...form?.fields, decision: 'allow' });
    expect([browser.location, new URL(browser.page.url).pathname]).toEqual([undefined, '/consent']);
    expect(browser.page.form?.fields.request).not.toBe(form?.fields.request);
  });

  it('asks for consent again where it was withdrawn meanwhile', async () => {
    const browser = await signedInBrowser(world);
    await browser.get(authorizeUrl(world, { prompt: 'consent' }));
    const { form } = browser.page;
    await browser.submitFirstForm({}, 'allow');
    const { id = '' } = (await world.app.get(UsersService).findByUsername('alice')) ?? {};
    await world.app.get(ConsentService).withdraw(id, 'app1');
    await browser.post('/consent', { ...form?.fields, decision: 'allow' });
    expect(browser.page.form?.buttons.map(({ value }) => value)).toEqual(['allow', 'deny']);
  });

  it('is used by one of many that come back at once, and none of them sees an error', async () => {
    const browser = await signedInBrowser(world);
    await authorize(world, {}, browser);
    await browser.get(authorizeUrl(world, { prompt: 'consent' }));
    const reference = browser.page.form?.fields.request ?? '';
    const before = await waiting();
    const { form } = browser.page;
    const cookie = `gatehouse_session=${browser.cookie('gatehouse_session')}`;
    const init = { headers: { cookie }, redirect: 'manual' } as const;
    const body = new URLSearchParams({ ...form?.fields, decision: 'allow' });
    await fetch(`${world.issuer}/consent`, { ...init, method: 'POST', body });
    const query = new URLSearchParams({
      client_id: 'app1',
      request_uri: `urn:ietf:params:oauth:request_uri:${reference}`,
    });
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => fetch(`${world.issuer}/oauth2/authorize?${query}`, init)),
    );
    const locations = answers.map((answer) => new URL(answer.headers.get('location') ?? '', world.issuer));
    expect(locations.filter(({ searchParams }) => searchParams.has('code'))).toHaveLength(1);
    expect(locations.filter(({ pathname }) => pathname === '/consent')).toHaveLength(49);
    await expect(waiting()).resolves.toBe(before - 1 + 49);
  });

  it('says so to whoever goes back to its page, and leads on to the app', async () => {
    const browser = await signedInBrowser(world);
    await browser.get(authorizeUrl(world, { prompt: 'select_account' }));
    const { url } = browser.page;
    await browser.submitFirstForm();
    const page = await browser.get(url);
    expect(page.html).toContain('You have answered this already');
    const path = /id="answered-continue" href="([^"]+)"/.exec(page.html)?.[1]?.replaceAll('&amp;', '&') ?? '';
    await browser.get(path);
    expect(browser.page.url).toContain('/select-account');
  });
});
