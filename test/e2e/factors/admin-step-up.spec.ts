import * as oauth from 'oauth4webapi';
import { UsersService } from '../../../src/users/users.service.js';
import { adminApi } from '../../support/admin.js';
import { codeAt, shownKey } from '../../support/authenticator-app.js';
import { Browser } from '../../support/browser.js';
import { type StoppedClock, stopClock } from '../../support/clock.js';
import {
  authorizeUrl,
  createWorld,
  PASSWORD,
  post,
  redeem,
  registerClient,
  type TestClient,
  type World,
} from '../../support/world.js';

const TWO = 'urn:gatehouse:acr:2fa';
const INSECURE = { [oauth.allowInsecureRequests]: true };

/** ADMIN_SECOND_FACTOR=enrolled: RFC 9470 at the admin API. */
describe('the admin API', () => {
  let world: World;
  let clock: StoppedClock;
  let tool: TestClient;

  beforeAll(async () => {
    world = await createWorld();
    clock = stopClock(world);
    tool = await registerClient(world, {
      client_id: 'admin-tool',
      redirect_uris: ['https://rp.example/cb'],
      grant_types: ['authorization_code', 'client_credentials'],
      scope: 'openid roles:read',
      first_party: true,
    });
  });
  afterAll(() => world.close());

  const ask = (browser: Browser, more: Readonly<Record<string, string>> = {}) =>
    browser.get(authorizeUrl(world, { client_id: tool.id, scope: 'openid roles:read', ...more }));
  const tokenFrom = async (browser: Browser): Promise<string> => {
    const code = new URL(browser.location ?? '').searchParams.get('code') ?? '';
    return (await redeem(world, code, {}, tool)).body.access_token;
  };
  const call = (token: string, path = '/admin/v1/roles') =>
    oauth.protectedResourceRequest(token, 'GET', new URL(world.issuer + path), undefined, undefined, INSECURE);

  it('demands a second factor as soon as the administrator has one, and a real client steps up after the challenge', async () => {
    const browser = new Browser(world.issuer);
    await ask(browser);
    await browser.submitFirstForm({ username: 'alice', password: PASSWORD });
    const weak = await tokenFrom(browser);
    expect((await call(weak)).status).toBe(200);

    await browser.get('/account/factors/totp');
    const key = shownKey(browser);
    await browser.submitFirstForm({ code: codeAt(key, clock.now()), label: 'Phone' });
    clock.pass(30);
    const refused = await call(weak).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(oauth.WWWAuthenticateChallengeError);
    const { cause, status } = refused as oauth.WWWAuthenticateChallengeError;
    expect(status).toBe(401);
    const [challenge] = cause;
    const wanted = { error: 'insufficient_user_authentication', acr_values: TWO };
    expect(challenge).toMatchObject({ scheme: 'bearer', parameters: wanted });
    expect((await call(weak, '/oauth2/userinfo')).status).toBe(200);

    await ask(browser, { acr_values: challenge?.parameters.acr_values ?? '' });
    expect(new URL(browser.page.url).pathname).toBe('/second-factor/totp');
    await browser.submitFirstForm({ code: codeAt(key, clock.now()) });
    expect((await call(await tokenFrom(browser))).status).toBe(200);
  });

  it('has applications that use it ask for the second factor by themselves', async () => {
    const { browser, key } = await signedInWeakly();
    await browser.get(authorizeUrl(world, { client_id: tool.id, scope: 'openid' }));
    expect(browser.location).toContain('code=');
    await ask(browser);
    expect(new URL(browser.page.url).pathname).toBe('/second-factor/totp');
    await browser.submitFirstForm({ code: codeAt(key, clock.now()) });
    expect((await call(await tokenFrom(browser))).status).toBe(200);
  });

  it('takes the token of a client that acts for itself: it is no person', async () => {
    const { body } = await post(world, '/oauth2/token', { grant_type: 'client_credentials' }, tool);
    expect((await call(body.access_token)).status).toBe(200);
  });

  it('says and changes what roles need, of built-in ones nothing else', async () => {
    const api = await adminApi(world, 'roles:read roles:write');
    expect((await api('PATCH', '/roles/auditor', { second_factor: 'required' })).body).toMatchObject({
      built_in: true,
      second_factor: 'required',
    });
    expect((await api('PATCH', '/roles/auditor', { second_factor: 'maybe' })).status).toBe(400);
    expect((await api('PATCH', '/roles/auditor', { description: 'Other' })).status).toBe(409);
    const own = { name: 'cashier', description: 'Sells', second_factor: 'optional' };
    expect((await api('POST', '/roles', own)).body).toMatchObject({ ...own, built_in: false });
    expect((await api('PATCH', '/roles/cashier', { second_factor: null })).body).not.toHaveProperty('second_factor');
    expect((await api('GET', '/roles/auditor')).body).toMatchObject({ second_factor: 'required' });
    const reader = await adminApi(world, 'roles:read');
    expect((await reader('PATCH', '/roles/auditor', { second_factor: 'off' })).status).toBe(403);
  });

  /** An administrator whose session was strong enough before they set up the factor. */
  async function signedInWeakly() {
    await world.app.get(UsersService).create({ username: 'root', password: PASSWORD, roles: ['admin'] });
    const browser = new Browser(world.issuer);
    await browser.get('/login');
    await browser.submitFirstForm({ username: 'root', password: PASSWORD });
    await browser.get('/account/factors/totp');
    const key = shownKey(browser);
    await browser.submitFirstForm({ code: codeAt(key, clock.now()), label: 'Phone' });
    clock.pass(30);
    return { browser, key };
  }
});
