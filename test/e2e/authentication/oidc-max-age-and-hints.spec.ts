import { decodeJwt } from 'jose';
import { ask, askIn, returned } from '../../support/authorization.js';
import { Browser } from '../../support/browser.js';
import { type StoppedClock, stopClock } from '../../support/clock.js';
import {
  authorize,
  authorizeUrl,
  createWorld,
  freshTokens,
  PASSWORD,
  redeem,
  registerClient,
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

  it('about anyone who is signed in changes nothing, even where it has expired', async () => {
    const id_token_hint = await hintOf('alice');
    expect(codeOrError(await askIn(browser, world, { prompt: 'none', id_token_hint }))).toBe('code');
    clock.pass(3700);
    expect(codeOrError(await askIn(browser, world, { prompt: 'none', id_token_hint }))).toBe('code');
  });

  it('about someone else never yields an answer about anyone who is signed in', async () => {
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

  it('lets no one else through the account chooser either', async () => {
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

describe('OIDC Core §3.1.2.1: display', () => {
  it.each(['page', 'popup', 'touch', 'wap', 'hologram', 'page popup'])('%s shows the same pages', async (display) => {
    const browser = new Browser(world.issuer);
    await browser.get(authorizeUrl(world, { display }));
    expect(browser.page.html).toContain('id="login-submit"');
  });
});
