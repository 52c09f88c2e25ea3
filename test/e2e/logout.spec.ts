import { KeysService } from '../../src/keys/keys.service.js';
import type { Browser } from '../support/browser.js';
import { Interaction } from '../support/interaction.js';

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

  it('asks first where there is no hint, and then keeps its promise', async () => {
    const browser = await world.signedIn();
    const page = await browser.get(path({ client_id: 'web-app', post_logout_redirect_uri: BYE, state: 's' }));
    expect(page.html).toContain('<strong>Example web app</strong> asks to sign you out');
    expect(page.headers.get('content-security-policy')).toContain("form-action 'self' https://rp.example;");
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

  it('says that nobody is signed in any more where it was not asked to return', async () => {
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

  it('returns where nobody is signed in', async () => {
    const browser = world.newBrowser();
    await browser.get(path({ client_id: 'web-app', post_logout_redirect_uri: BYE }));
    expect(browser.location).toBe(BYE);
  });
});
