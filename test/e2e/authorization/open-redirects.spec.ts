import { ask, returned, visit } from '../../support/authorization.js';
import { Browser } from '../../support/browser.js';
import { bearer, callRegistration, register, registrationWorld, WEB_APP } from '../../support/registration.js';
import { authorize, authorizeUrl, PASSWORD, redeem, type TestClient, type World } from '../../support/world.js';

const CALLBACK = 'https://rp.example/cb';
const BYE = 'https://rp.example/bye';

/** What makes a request of a stranger invalid. */
const MISTAKES = [
  ['an unknown scope', { scope: 'nonsense' }, 'invalid_scope'],
  ['an unsupported response_type', { response_type: 'token' }, 'unsupported_response_type'],
  ['an unknown prompt', { prompt: 'nonsense' }, 'invalid_request'],
  ['prompt=none beside another', { prompt: 'none login' }, 'invalid_request'],
  ['no PKCE challenge', { code_challenge: undefined, code_challenge_method: undefined }, 'invalid_request'],
  ['an unknown response_mode', { response_mode: 'nonsense' }, 'invalid_request'],
  ['an unreadable request object', { request: 'nonsense' }, 'invalid_request_object'],
] as const;

describe('RFC 9700 §4.11.2: an address that a stranger registered', () => {
  let world: World;
  let stranger: TestClient;
  let app: TestClient;

  beforeAll(async () => {
    world = await registrationWorld({ access: 'open', limit: 100 });
    stranger = await registerStranger({ ...WEB_APP, post_logout_redirect_uris: [BYE] });
    app = await registerStranger({ redirect_uris: ['com.example.app:/cb'], token_endpoint_auth_method: 'none' });
  });
  afterAll(() => world.close());

  const asked = (more: Readonly<Record<string, string | undefined>> = {}) => ({
    client_id: stranger.id,
    scope: 'openid email',
    ...more,
  });

  describe('after an error that no person took part in', () => {
    it.each(MISTAKES)('is shown first: %s', async (_, violation, error) => {
      const answer = await ask(world, asked(violation));
      expect([answer.status, answer.location, answer.headers.get('refresh')]).toEqual([400, undefined, null]);
      expect(answer.html).toContain('<strong>rp.example</strong>');
      expect(answer.html).toContain('checked this app');
      expect(answer.html).toContain(`<bdi>${error}</bdi>`);
      expect(answer.html).not.toContain('<script');
      expect(returned({ ...answer, location: linkIn(answer.html) })).toMatchObject({
        error,
        state: 'the-state',
        iss: world.issuer,
      });
    });

    it('is shown first to those who are signed in, too', async () => {
      const browser = new Browser(world.issuer);
      await browser.get('/login');
      await browser.submitFirstForm({ username: 'bob', password: PASSWORD });
      const { html, location } = await browser.get(authorizeUrl(world, asked({ scope: 'nonsense' })));
      expect([html.includes('Continue to rp.example'), location]).toEqual([true, undefined]);
    });

    it('is named by its scheme if it is an app', async () => {
      const violation = { client_id: app.id, redirect_uri: 'com.example.app:/cb', scope: 'nonsense' };
      const { status, html } = await ask(world, violation);
      expect([status, html]).toEqual([400, expect.stringContaining('an app on this device (com.example.app)')]);
      expect(linkIn(html).href).toMatch(/^com\.example\.app:\/cb\?.*error=invalid_scope/);
    });

    it('gets the response as a fragment if that is asked for', async () => {
      const { html } = await ask(world, asked({ scope: 'nonsense', response_mode: 'fragment' }));
      const { search, hash } = linkIn(html);
      expect([search, new URLSearchParams(hash.slice(1)).get('error')]).toEqual(['', 'invalid_scope']);
    });

    it('gets the response by a form that the person sends, if form_post is asked for', async () => {
      const browser = new Browser(world.issuer);
      const url = authorizeUrl(world, asked({ scope: 'nonsense', response_mode: 'form_post' }));
      const { html, form } = await browser.get(url);
      expect(html).not.toContain('<script');
      expect([form?.action, form?.fields]).toEqual([
        CALLBACK,
        expect.objectContaining({ error: 'invalid_scope', state: 'the-state', iss: world.issuer }),
      ]);
      const { headers } = await visit(world, url);
      // Where the client redirects to is not known here, so no list could name it.
      expect(headers.get('content-security-policy')).not.toContain('form-action');
    });

    it('is gone to at once by prompt=none, for hidden frames (OIDC Core §3.1.2.6)', async () => {
      for (const [more, error] of [
        [{}, 'login_required'],
        [{ scope: 'nonsense' }, 'invalid_scope'],
      ] as const)
        expect(returned(await ask(world, asked({ prompt: 'none', ...more })))).toMatchObject({ error });
    });

    it('is gone to at once if someone here vouches for the client', async () => {
      expect(returned(await ask(world, { scope: 'nonsense' }))).toMatchObject({ error: 'invalid_scope' });
    });
  });

  describe('after a person decided', () => {
    it('is gone to at once with what was decided', async () => {
      const browser = new Browser(world.issuer);
      await browser.get(authorizeUrl(world, asked()));
      await browser.submitFirstForm({ username: 'bob', password: PASSWORD });
      await browser.submitFirstForm({}, 'deny');
      expect(browser.location).toContain(`${CALLBACK}?iss=`);
      expect(browser.location).toContain('error=access_denied');
      expect((await authorize(world, asked(), browser)).get('code')).toMatch(/./);
    });

    it('is shown first if someone else opens what they decided', async () => {
      const metadata = { ...WEB_APP, scope: 'openid email' };
      const { body } = await register(world, metadata);
      const browser = new Browser(world.issuer);
      await browser.get(authorizeUrl(world, { client_id: body.client_id, scope: 'email' }));
      await browser.submitFirstForm({ username: 'bob', password: PASSWORD });
      const decided = await fetch(`${world.issuer}/consent`, {
        method: 'POST',
        headers: { cookie: `gatehouse_session=${browser.cookie('gatehouse_session')}` },
        body: new URLSearchParams({ ...browser.page.form?.fields, decision: 'deny' }),
        redirect: 'manual',
      });
      // What was valid when it was decided is so no more.
      const changed = { ...metadata, client_id: body.client_id, scope: 'openid' };
      const { registration_client_uri: address, registration_access_token: token } = body;
      expect((await callRegistration(address, 'PUT', changed, bearer(token))).status).toBe(200);
      const answer = await visit(world, decided.headers.get('location') ?? '');
      expect([answer.status, answer.location]).toEqual([400, undefined]);
      expect(linkIn(answer.html).searchParams.get('error')).toBe('invalid_scope');
    });
  });

  describe('as post_logout_redirect_uri', () => {
    const logoutUrl = (more: Readonly<Record<string, string>> = {}) =>
      `/oauth2/logout?${new URLSearchParams({ client_id: stranger.id, post_logout_redirect_uri: BYE, state: 's', ...more })}`;

    it('is shown first if this browser is not signed in', async () => {
      for (const init of [{}, { method: 'POST', body: new URL(logoutUrl(), world.issuer).searchParams }]) {
        const answer = await visit(world, init.method ? '/oauth2/logout' : logoutUrl(), init);
        expect([answer.status, answer.location, answer.headers.get('refresh')]).toEqual([200, undefined, null]);
        expect(answer.html).toContain('so nothing was ended');
        expect(answer.html).toContain('<strong>rp.example</strong>');
        expect(linkIn(answer.html).href).toBe(`${BYE}?state=s`);
      }
    });

    it('is shown first if the ID token names a session in another browser, which ends', async () => {
      const browser = new Browser(world.issuer);
      const { id_token } = await tokens(browser);
      const answer = await visit(world, logoutUrl({ id_token_hint: id_token }));
      expect([answer.location, answer.html]).toEqual([undefined, expect.stringContaining('session that an app named')]);
      expect((await browser.get('/account')).url).toContain('/login');
      expect((await visit(world, logoutUrl({ id_token_hint: id_token }))).html).toContain('nothing was ended');
    });

    it('is gone to at once by those who were signed out here', async () => {
      const browser = new Browser(world.issuer);
      const { id_token } = await tokens(browser);
      await browser.get(logoutUrl({ id_token_hint: id_token }));
      expect(browser.location).toBe(`${BYE}?state=s`);
      await tokens(browser);
      await browser.get(logoutUrl());
      await browser.submitFirstForm();
      expect(browser.location).toBe(`${BYE}?state=s`);
    });
  });

  async function registerStranger(metadata: object): Promise<TestClient> {
    const { body } = await register(world, metadata);
    return { id: body.client_id, secret: body.client_secret };
  }

  async function tokens(browser: Browser) {
    const code = (await authorize(world, asked(), browser, 'bob')).get('code') ?? '';
    return (await redeem(world, code, {}, stranger)).body;
  }
});

/** Where the page's link to the client leads. */
function linkIn(html: string): URL {
  const href = /<a [^>]*id="leaving-continue" href="([^"]*)"/.exec(html)?.[1] ?? '';
  return new URL(href.replaceAll('&amp;', '&'));
}
