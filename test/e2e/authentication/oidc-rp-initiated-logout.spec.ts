import { decodeJwt, decodeProtectedHeader } from 'jose';
import { KeysService } from '../../../src/keys/keys.service.js';
import { SHORTEST_LEAD } from '../../../src/keys/signing-key.js';
import type { Browser } from '../../support/browser.js';
import { Interaction } from '../../support/interaction.js';
import { PASSWORD } from '../../support/world.js';

const BYE = 'https://rp.example/bye';

describe('OpenID Connect RP-Initiated Logout', () => {
  let world: Interaction;

  beforeAll(async () => {
    world = await Interaction.start();
  });
  afterAll(() => world.close());

  const hint = (claims: Readonly<Record<string, unknown>> = {}, typ = 'JWT') => {
    const { issuer } = world.server.config;
    const payload = { iss: issuer, sub: world.alice.id, aud: 'web-app', iat: 1, exp: 2, ...claims };
    return world.server.app.get(KeysService).sign(payload as never, { typ, alg: 'RS256' });
  };
  const path = (parameters: Readonly<Record<string, string>>) => `/oauth2/logout?${new URLSearchParams(parameters)}`;
  const isSignedIn = async (browser: Browser) => {
    await browser.get('/account');
    return browser.trail.length === 1;
  };

  it('ends the session at once where the hint is about it, though it has expired, and returns with the state', async () => {
    const browser = await world.signedIn();
    const parameters = { id_token_hint: await hint(), post_logout_redirect_uri: BYE, state: 'a b&c' };
    await browser.get(path(parameters));
    expect(browser.location).toBe(`${BYE}?state=a+b%26c`);
    expect(browser.cookie('gatehouse_session')).toBeUndefined();
    await expect(isSignedIn(browser)).resolves.toBe(false);
    expect(await world.auditEvents()).toContainEqual(
      expect.objectContaining({ type: 'logout', actor: world.alice.id }),
    );
  });

  it('works by POST too', async () => {
    const browser = await world.signedIn();
    await browser.post('/oauth2/logout', { id_token_hint: await hint(), post_logout_redirect_uri: BYE });
    expect(browser.location).toBe(BYE);
  });

  it('is advertised (§2.1)', async () => {
    const { issuer } = world.server;
    const metadata = await (await fetch(`${issuer}/.well-known/openid-configuration`)).json();
    expect(metadata).toMatchObject({ end_session_endpoint: `${issuer}/oauth2/logout` });
  });

  it('takes parameters in a body as a form only', async () => {
    const answer = await fetch(`${world.server.issuer}/oauth2/logout`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'text/html' },
      body: JSON.stringify({ client_id: 'web-app' }),
    });
    expect([answer.status, await answer.text()]).toEqual([400, expect.stringContaining('form-urlencoded')]);
  });

  it('takes a hint that was signed by a key which has retired since', async () => {
    const browser = await world.signedIn();
    const old = await hint();
    await world.server.app.get(KeysService).rotate('RS256', { immediately: true });
    world.pass(SHORTEST_LEAD);
    expect(decodeProtectedHeader(await hint()).kid).not.toBe(decodeProtectedHeader(old).kid);
    await browser.get(path({ id_token_hint: old, post_logout_redirect_uri: BYE }));
    expect(browser.location).toBe(BYE);
  });

  it('ignores what it does not know, and takes ui_locales', async () => {
    const browser = await world.signedIn();
    const parameters = { id_token_hint: await hint(), ui_locales: 'fr-CA fr en', made_up: 'x' };
    await browser.get(path({ ...parameters, post_logout_redirect_uri: BYE }));
    expect(browser.location).toBe(BYE);
  });

  it('returns without a state where none was sent, and keeps the query of the registered URI', async () => {
    const withQuery = 'https://rp.example/bye?a=b%20c';
    await world.register({ client_id: 'query', post_logout_redirect_uris: [withQuery] });
    const browser = world.newBrowser();
    await browser.get(path({ client_id: 'query', post_logout_redirect_uri: withQuery }));
    expect(browser.location).toBe(withQuery);
    await browser.get(path({ client_id: 'query', post_logout_redirect_uri: withQuery, state: 'x y' }));
    expect(new URL(browser.location ?? '').searchParams.get('state')).toBe('x y');
  });

  it('asks about the account that the hints name, of several in the browser, and ends that one', async () => {
    const browser = await world.signedIn('alice');
    await world.signIn(browser, 'bob', PASSWORD, '/login?prompt=login');
    const page = await browser.get(path({ logout_hint: 'alice@example.com' }));
    expect(page.html).toContain('Alice Example');
    expect((await browser.get(path({ logout_hint: 'nobody' }))).html).toContain('bob');
    await browser.get(path({ id_token_hint: await hint(), logout_hint: 'bob', post_logout_redirect_uri: BYE }));
    expect(browser.location).toBe(BYE);
    expect((await browser.get('/account')).html).toContain('bob');
  });

  it('lets hints travel along while it asks', async () => {
    const browser = await world.signedIn('bob');
    const idToken = await hint();
    await browser.get(path({ id_token_hint: idToken, logout_hint: 'bob', ui_locales: 'en', state: 's' }));
    expect(browser.page.form?.fields).toMatchObject({
      id_token_hint: idToken,
      logout_hint: 'bob',
      ui_locales: 'en',
      state: 's',
    });
  });

  it('asks first where there is no hint, and then keeps its promise', async () => {
    const browser = await world.signedIn();
    const page = await browser.get(path({ client_id: 'web-app', post_logout_redirect_uri: BYE, state: 's' }));
    expect(page.html).toContain('<strong><bdi>Example web app</bdi></strong> asks to sign you out');
    expect(page.headers.get('content-security-policy')).toContain("form-action 'self';");
    await browser.submitFirstForm();
    expect(browser.location).toBe(`${BYE}?state=s`);
    await expect(isSignedIn(browser)).resolves.toBe(false);
  });

  it('asks first where the hint is about someone else', async () => {
    const browser = await world.signedIn('bob');
    const page = await browser.get(path({ id_token_hint: await hint() }));
    expect(page.html).toContain('Sign out?');
    await expect(isSignedIn(browser)).resolves.toBe(true);
  });

  it('says that no one is signed in any more where it was not asked to return', async () => {
    const browser = await world.signedIn();
    await browser.get('/oauth2/logout');
    const page = await browser.submitFirstForm();
    expect(browser.trail).toEqual(['/oauth2/logout', '/signed-out']);
    expect(page.html).toContain('You are signed out');
  });

  it('signs out from the account page without asking again', async () => {
    const browser = await world.signedIn();
    await browser.get('/account');
    await browser.submitFirstForm();
    expect(browser.trail).toEqual(['/oauth2/logout', '/signed-out']);
  });

  it.each([
    [
      'an unregistered post_logout_redirect_uri',
      { client_id: 'web-app', post_logout_redirect_uri: `${BYE}/` },
      'is not registered for client web-app',
    ],
    [
      'a post_logout_redirect_uri of nobody',
      { post_logout_redirect_uri: BYE },
      'needs an id_token_hint or the client_id',
    ],
    [
      'a post_logout_redirect_uri of an unknown client',
      { client_id: 'nobody', post_logout_redirect_uri: BYE },
      'needs an id_token_hint',
    ],
    [
      'a made-up hint',
      { id_token_hint: 'a.b.c', post_logout_redirect_uri: BYE },
      'is no ID token that this server issued',
    ],
  ])('refuses %s on a page, and ends no session', async (_, parameters, wrong) => {
    const browser = await world.signedIn();
    const page = await browser.get(path(parameters));
    expect([page.status, page.html]).toEqual([400, expect.stringContaining(wrong)]);
    expect(page.html).toContain('invalid_request');
    expect(page.location).toBeUndefined();
    await expect(isSignedIn(browser)).resolves.toBe(true);
  });

  it('refuses a hint whose signature, issuer or algorithm is not ours', async () => {
    const browser = await world.signedIn();
    const [header = '', payload = '', signature = ''] = (await hint()).split('.');
    const other = Buffer.from(JSON.stringify({ ...decodeJwt(await hint()), sub: 'somebody' })).toString('base64url');
    const none = Buffer.from(JSON.stringify({ alg: 'none', typ: 'JWT' })).toString('base64url');
    for (const wrong of [
      `${header}.${other}.${signature}`,
      `${none}.${payload}.`,
      await hint({ iss: 'https://evil.example' }),
    ]) {
      const page = await browser.get(path({ id_token_hint: wrong, post_logout_redirect_uri: BYE }));
      expect([page.status, page.location]).toEqual([400, undefined]);
    }
    await expect(isSignedIn(browser)).resolves.toBe(true);
  });

  it('refuses a hint of another client, an access token as hint, and repeated parameters', async () => {
    const browser = await world.signedIn();
    for (const wrong of [
      path({ id_token_hint: await hint({ aud: 'other' }), client_id: 'web-app' }),
      path({ id_token_hint: await hint({}, 'at+jwt') }),
      '/oauth2/logout?state=a&state=b',
    ]) {
      expect((await browser.get(wrong)).status).toBe(400);
    }
    await expect(isSignedIn(browser)).resolves.toBe(true);
  });

  it('returns where no one is signed in', async () => {
    const browser = world.newBrowser();
    await browser.get(path({ client_id: 'web-app', post_logout_redirect_uri: BYE }));
    expect(browser.location).toBe(BYE);
  });
});
