import { decodeJwt } from 'jose';
import { ConsentService } from '../../../src/consent/consent.service.js';
import { UsersService } from '../../../src/users/users.service.js';
import type { Browser } from '../../support/browser.js';
import { type StoppedClock, stopClock } from '../../support/clock.js';
import { choiceOf } from '../../support/several-accounts.js';
import {
  authorizeUrl,
  createWorld,
  freshTokens,
  PASSWORD,
  redeem,
  signedInBrowser,
  signInAs,
  type World,
} from '../../support/world.js';

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
    await browser.submitFirstForm({}, choiceOf(browser, 'Alice Example'));
    await expect(outcome()).resolves.toBe('alice');
    await expect(asked({ prompt: 'none' })).resolves.toBe('alice');
  });

  it('shows the chooser with prompt=select_account even where a hint names the account', async () => {
    await expect(asked({ prompt: 'select_account', login_hint: 'alice' })).resolves.toBe('/select-account');
    await browser.submitFirstForm({}, choiceOf(browser, 'bob'));
    await expect(outcome()).resolves.toBe('bob');
  });

  it('keeps to the account that was selected, whatever happens in another tab', async () => {
    await browser.get(authorizeUrl(world, { prompt: 'select_account consent' }));
    await browser.submitFirstForm({}, choiceOf(browser, 'Alice Example'));
    const { form } = browser.page;
    await browser.get('/select-account');
    await browser.submitFirstForm({}, choiceOf(browser, 'bob'));
    await browser.post('/consent', { ...form?.fields, decision: 'allow' });
    await expect(outcome()).resolves.toBe('alice');
  });

  it('asks to sign in where the account that was selected has been signed out meanwhile', async () => {
    await browser.get(authorizeUrl(world, { prompt: 'select_account consent' }));
    await browser.submitFirstForm({}, choiceOf(browser, 'bob'));
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
    await browser.submitFirstForm({}, choiceOf(browser, 'Alice Example'));
    await expect(asked({ ...family, prompt: 'none' })).resolves.toBe('account_selection_required');
    await expect(asked(family)).resolves.toBe('/select-account');
  });
});
