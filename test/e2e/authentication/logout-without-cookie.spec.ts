import { decodeJwt } from 'jose';
import { KeysService } from '../../../src/keys/keys.service.js';
import { type AdminApi, adminApi } from '../../support/admin.js';
import { Browser } from '../../support/browser.js';
import { stopClock } from '../../support/clock.js';
import { allowWriting, forbidWriting } from '../../support/read-only.js';
import { DIALECTS } from '../../support/test-database.js';
import { createWorld, freshTokens, refresh, registerClient, type World } from '../../support/world.js';

const BYE = 'https://rp.example/bye';
const HOUR = 3600;

/** RP-Initiated Logout §2: an application that calls the endpoint from its server, as zitadel/oidc does. */
describe.each(DIALECTS)('a logout request with an id_token_hint and no cookie, on %s', (dialect) => {
  let world: World;
  let admin: AdminApi;

  beforeAll(async () => {
    world = await createWorld({ dialect });
    admin = await adminApi(world, 'clients:read clients:write');
    await admin('PATCH', '/clients/app1', { post_logout_redirect_uris: [BYE] });
  });
  afterAll(() => world.close());

  /** Alice in a browser of her own, and what app1 got there. */
  async function signedIn() {
    const browser = new Browser(world.issuer);
    return { browser, ...(await freshTokens(world, { scope: 'openid profile' }, browser)) };
  }

  async function isSignedIn(browser: Browser): Promise<boolean> {
    await browser.get('/account');
    return browser.trail.length === 1;
  }

  function logout(parameters: Readonly<Record<string, string>>, method = 'GET') {
    const sent = new URLSearchParams(parameters);
    const path = `${world.issuer}/oauth2/logout`;
    const init = { headers: { accept: 'text/html' }, redirect: 'manual' } as const;
    return method === 'GET' ? fetch(`${path}?${sent}`, init) : fetch(path, { ...init, method, body: sent });
  }

  const sign = (claims: Readonly<Record<string, unknown>>) =>
    world.app.get(KeysService).sign(claims as never, { typ: 'JWT', alg: 'RS256' });

  it.each(['GET', 'POST'])(
    'ends the session that the hint names, with its tokens, and no other (%s)',
    async (method) => {
      const [alice, elsewhere] = [await signedIn(), await signedIn()];
      const answer = await logout({ id_token_hint: alice.id_token, client_id: 'app1', state: 's' }, method);
      expect([answer.status, answer.headers.get('location')]).toEqual([303, '/signed-out']);
      expect([await isSignedIn(alice.browser), await isSignedIn(elsewhere.browser)]).toEqual([false, true]);
      expect((await refresh(world, alice.refresh_token)).status).toBe(400);
      expect((await refresh(world, elsewhere.refresh_token)).status).toBe(200);
    },
  );

  it('returns to the client afterwards, also a second time', async () => {
    const { browser, id_token } = await signedIn();
    for (const _ of [1, 2]) {
      const answer = await logout({ id_token_hint: id_token, post_logout_redirect_uri: BYE, state: 's' });
      expect(answer.headers.get('location')).toBe(`${BYE}?state=s`);
    }
    await expect(isSignedIn(browser)).resolves.toBe(false);
  });

  it('does so though the ID token has expired (§2)', async () => {
    const { browser, id_token } = await signedIn();
    const clock = stopClock(world);
    clock.pass(HOUR + 60);
    expect((await logout({ id_token_hint: id_token })).headers.get('location')).toBe('/signed-out');
    await expect(isSignedIn(browser)).resolves.toBe(false);
    clock.goOn();
  });

  it('says that this browser was not signed in, if the hint names no session that goes on', async () => {
    const { browser, id_token } = await signedIn();
    const { sid, ...claims } = decodeJwt(id_token);
    const unnamed = await sign(claims);
    const ended = await sign({ ...claims, sid: '00000000-0000-4000-8000-000000000000' });
    for (const parameters of [{ id_token_hint: unnamed }, { id_token_hint: ended }, { client_id: 'app1' }, {}]) {
      const answer = await logout(parameters as Record<string, string>);
      const html = await answer.text();
      expect([answer.status, html]).toEqual([200, expect.stringContaining('This browser was not signed in')]);
      expect(html).not.toContain('You are signed out');
    }
    await expect(isSignedIn(browser)).resolves.toBe(true);
  });

  it('ends nothing for a hint that was tampered with, or issued to another or an unknown client', async () => {
    const { browser, id_token } = await signedIn();
    const [header = '', , signature = ''] = id_token.split('.');
    const claims = decodeJwt(id_token);
    const payload = Buffer.from(JSON.stringify({ ...claims, aud: 'other' })).toString('base64url');
    for (const parameters of [
      { id_token_hint: `${header}.${payload}.${signature}` },
      { id_token_hint: id_token, client_id: 'other' },
      { id_token_hint: await sign({ ...claims, iss: 'https://evil.example' }) },
    ])
      expect((await logout(parameters)).status).toBe(400);
    expect(await (await logout({ id_token_hint: await sign({ ...claims, aud: 'gone' }) })).text()).toContain(
      'This browser was not signed in',
    );
    await expect(isSignedIn(browser)).resolves.toBe(true);
  });

  it('asks anyone who is signed in to another session first', async () => {
    const alice = await signedIn();
    const bob = new Browser(world.issuer);
    await freshTokens(world, {}, bob, 'bob');
    expect((await bob.get(`/oauth2/logout?id_token_hint=${alice.id_token}`)).html).toContain('Sign out?');
    expect([await isSignedIn(alice.browser), await isSignedIn(bob)]).toEqual([true, true]);
  });

  it('confirms nothing while nothing can be written', async () => {
    const { browser, id_token } = await signedIn();
    await forbidWriting(world);
    for (const _ of [1, 2]) {
      const { status } = await logout({ id_token_hint: id_token, post_logout_redirect_uri: BYE });
      expect(status).toBeGreaterThanOrEqual(500);
    }
    await allowWriting(world);
    await expect(isSignedIn(browser)).resolves.toBe(true);
  });

  it('works for a client that knows the person by a pairwise subject', async () => {
    const pairwise = await registerClient(world, {
      client_id: 'pairwise',
      redirect_uris: ['https://rp.example/cb'],
      subject_type: 'pairwise',
      scope: 'openid',
    });
    const browser = new Browser(world.issuer);
    const { id_token } = await freshTokens({ ...world, app1: pairwise }, { scope: 'openid' }, browser);
    expect((await logout({ id_token_hint: id_token })).headers.get('location')).toBe('/signed-out');
    await expect(isSignedIn(browser)).resolves.toBe(false);
  });
});
