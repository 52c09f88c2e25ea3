import { decodeJwt } from 'jose';
import { SessionEntity } from '../../../src/authentication/sessions/session.entity.js';
import { ClientsService } from '../../../src/clients/clients.service.js';
import { UsersService } from '../../../src/users/users.service.js';
import { codeAt, shownKey } from '../../support/authenticator-app.js';
import { askIn } from '../../support/authorization.js';
import { Browser } from '../../support/browser.js';
import { claims } from '../../support/claims.js';
import { type StoppedClock, stopClock } from '../../support/clock.js';
import { deleteRows } from '../../support/rows.js';
import {
  authorizeUrl,
  createWorld,
  freshTokens,
  PASSWORD,
  redeem,
  refresh,
  registerClient,
  type World,
} from '../../support/world.js';

const TWO = 'urn:gatehouse:acr:2fa';
const STEP = 30;

/** OIDC Core §5.5.1.1, RFC 9470 §4: a running session gets stronger by what is missing, and by no more. */
describe('stepping up', () => {
  let world: World;
  let clock: StoppedClock;
  let made = 0;

  beforeAll(async () => {
    world = await createWorld();
    clock = stopClock(world);
    for (const [client_id, more] of Object.entries({
      least: { minimum_acr: TWO },
      policy: { second_factor: 'required' },
      wishing: { default_acr_values: ['phr', TWO] },
    }))
      await registerClient(world, {
        client_id,
        redirect_uris: ['https://rp.example/cb'],
        grant_types: ['authorization_code', 'refresh_token'],
        scope: 'openid',
        first_party: true,
        ...more,
      });
  });
  afterAll(() => world.close());

  const essential = (...values: string[]) => claims({ id_token: { acr: { essential: true, values } } });
  const clientOf = (client_id: string) => ({ client_id, scope: 'openid' });

  /** Someone in a browser in which they have proven the password only. */
  const someone = async () => {
    const username = `person${++made}`;
    await world.app.get(UsersService).create({ username, password: PASSWORD });
    const browser = new Browser(world.issuer);
    await browser.get('/login?prompt=login');
    await browser.submitFirstForm({ username, password: PASSWORD });
    return { username, browser };
  };
  /** The same with an authenticator app that was set up in that session. */
  const withApp = async () => {
    const person = await someone();
    await person.browser.get('/account/factors/totp');
    const key = shownKey(person.browser);
    await person.browser.submitFirstForm({ code: codeAt(key, clock.now()), label: 'Phone' });
    clock.pass(STEP);
    return { ...person, key };
  };
  const path = (browser: Browser) => new URL(browser.page.url).pathname;
  const ask = async (browser: Browser, parameters: Readonly<Record<string, string | undefined>>) => {
    await browser.get(authorizeUrl(world, parameters));
    return browser.location?.includes('code=') ? 'code' : path(browser);
  };
  const verify = async (browser: Browser, key: string) => {
    await browser.submitFirstForm({ code: codeAt(key, clock.now()) });
    clock.pass(STEP);
    if (path(browser) === '/consent' && browser.location === undefined) await browser.submitFirstForm({}, 'allow');
  };
  const idToken = async (browser: Browser) => {
    const code = new URL(browser.location ?? '').searchParams.get('code') ?? '';
    const { body } = await redeem(world, code);
    return decodeJwt<{ sid: string; auth_time: number }>(body.id_token);
  };

  it('advertises every level', async () => {
    const answer = await fetch(`${world.issuer}/.well-known/openid-configuration`);
    const { acr_values_supported } = (await answer.json()) as { acr_values_supported: string[] };
    expect(acr_values_supported).toEqual(['1', TWO, 'phr', 'phrh']);
  });

  it.each<[string, Readonly<Record<string, string>>]>([
    ['an essential acr', essential(TWO, 'gold')],
    ['acr_values', { acr_values: `phrh ${TWO}` }],
    ['the minimum of the client', clientOf('least')],
    ['the policy of the client', clientOf('policy')],
    ['default_acr_values', clientOf('wishing')],
  ])('by %s asks for the second factor alone; sid stays, acr, amr and auth_time follow', async (_, parameters) => {
    const { browser, key } = await withApp();
    await ask(browser, {});
    if (path(browser) === '/consent') await browser.submitFirstForm({}, 'allow');
    const before = await idToken(browser);
    expect(before).toMatchObject({ acr: '1', amr: ['pwd'] });
    const secret = browser.cookie('gatehouse_session');

    expect(await ask(browser, parameters)).toBe('/second-factor/totp');
    await browser.submitFirstForm({ code: '000000' });
    expect([browser.page.status, browser.cookie('gatehouse_session')]).toEqual([400, secret]);
    await verify(browser, key);
    expect(browser.cookie('gatehouse_session')).not.toBe(secret);

    expect(await ask(browser, { prompt: 'none' })).toBe('code');
    const after = await idToken(browser);
    expect(after).toMatchObject({ sid: before.sid, acr: TWO, amr: ['pwd', 'otp', 'mfa'] });
    expect(after.auth_time).toBeGreaterThan(before.auth_time);
    expect(await ask(browser, { ...parameters, prompt: 'none' })).toBe('code');
  });

  it('tells by prompt=none that more has to be proven, but leaves a wish unfulfilled', async () => {
    const { browser } = await withApp();
    await ask(browser, {});
    if (path(browser) === '/consent') await browser.submitFirstForm({}, 'allow');
    for (const parameters of [essential(TWO), clientOf('least'), clientOf('policy')])
      expect((await askIn(browser, world, { ...parameters, prompt: 'none' })).searchParams.get('error')).toBe(
        'login_required',
      );
    for (const parameters of [{ acr_values: TWO }, clientOf('wishing')])
      expect(await ask(browser, { ...parameters, prompt: 'none' })).toBe('code');
  });

  it('asks for the password too if the sign-in is older than max_age, and then for both', async () => {
    const { browser, username, key } = await withApp();
    clock.pass(100);
    expect(await ask(browser, { ...essential(TWO), max_age: '60' })).toBe('/login');
    await browser.submitFirstForm({ username, password: PASSWORD });
    expect(path(browser)).toBe('/second-factor/totp');
    await verify(browser, key);
    expect(await idToken(browser)).toMatchObject({ acr: TWO });
  });

  it('reports one of the essential values, of those that were reached the strongest', async () => {
    const { browser, key } = await withApp();
    await ask(browser, essential(TWO));
    await verify(browser, key);
    await ask(browser, essential('1'));
    expect(await idToken(browser)).toMatchObject({ acr: '1', amr: ['pwd', 'otp', 'mfa'] });
    await ask(browser, { acr_values: '1' });
    expect(await idToken(browser)).toMatchObject({ acr: TWO });
  });

  it('has who has no second factor set one up in a young session, and sign in first in an older one', async () => {
    const { browser, username } = await someone();
    expect(await ask(browser, { acr_values: TWO })).not.toBe('/second-factor');
    clock.pass(301);
    expect(await ask(browser, essential(TWO))).toBe('/login');
    await browser.submitFirstForm({ username, password: PASSWORD });
    expect(path(browser)).toBe('/second-factor');
    expect(browser.page.html).toContain('/second-factor/totp/setup?request=');
    expect(await ask(browser, essential(TWO))).toBe('/login');
  });

  it('steps up no session that has ended meanwhile', async () => {
    const { browser, username, key } = await withApp();
    await ask(browser, essential(TWO));
    const user = await world.app.get(UsersService).findByUsername(username);
    await deleteRows(world, SessionEntity, { userId: user?.id ?? '' });
    await browser.submitFirstForm({ code: codeAt(key, clock.now()) });
    expect([browser.page.status, browser.page.html]).toEqual([403, expect.stringContaining('id="login-submit"')]);
    await browser.get('/account');
    expect(path(browser)).toBe('/login');
  });

  it('refreshes no grant of a sign-in that is weaker than a minimum that was raised since', async () => {
    const { refresh_token } = await freshTokens(world, { scope: 'openid offline_access' });
    const clients = world.app.get(ClientsService);
    await clients.update(world.app1.id, { minimum_acr: TWO });
    const { status, body } = await refresh(world, refresh_token);
    expect([status, body.error]).toEqual([400, 'invalid_grant']);
    await clients.update(world.app1.id, { minimum_acr: null });
    expect((await refresh(world, refresh_token)).status).toBe(200);
  });
});
