import { decodeJwt } from 'jose';
import { IsNull } from 'typeorm';
import { ParkedRequestEntity } from '../../../src/authorization-requests/parked-request.entity.js';
import { ConsentService } from '../../../src/consent/consent.service.js';
import { UsersService } from '../../../src/users/users.service.js';
import { askIn } from '../../support/authorization.js';
import { Browser } from '../../support/browser.js';
import { type StoppedClock, stopClock } from '../../support/clock.js';
import { countOf } from '../../support/rows.js';
import {
  authorize,
  authorizeUrl,
  createWorld,
  freshTokens,
  PASSWORD,
  redeem,
  signedInBrowser,
  type World,
} from '../../support/world.js';

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

  it('left out asks no one who is signed in and has consented', async () => {
    expect(at(await askIn(browser, world))).toBe('code');
  });

  it('left out asks anyone who is not signed in', async () => {
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

  it('select_account asks anyone who is not signed in to sign in, which is a choice', async () => {
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

describe('OIDC Core §3.1.2.3: a request that was answered', () => {
  const waiting = () => countOf(world, ParkedRequestEntity, { answeredAt: IsNull() });

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

  it('says so to anyone who goes back to its page, and leads on to the app', async () => {
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
