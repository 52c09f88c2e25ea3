import { createRemoteJWKSet, decodeJwt, decodeProtectedHeader, jwtVerify } from 'jose';
import { Browser } from '../../support/browser.js';
import {
  type Answer,
  authorize,
  authorizeUrl,
  createWorld,
  post,
  registerClient,
  signedInBrowser,
  type TestClient,
  type World,
} from '../../support/world.js';

const CALLBACK = 'https://suite.example/callback?dummy1=lorem&dummy2=ipsum';

/** What the modules of the OpenID Foundation's Basic plan do, by a client like theirs: it uses no PKCE. */
describe('the Basic OP plan', () => {
  let world: World;
  let suite: TestClient;
  let second: TestClient;

  beforeAll(async () => {
    world = await createWorld();
    [suite, second] = (await Promise.all(['suite', 'second'].map((id) => register(id)))) as [TestClient, TestClient];
  });
  afterAll(() => world.close());

  const register = (id: string, more: Readonly<Record<string, unknown>> = {}) =>
    registerClient(world, {
      client_id: id,
      redirect_uris: [CALLBACK],
      grant_types: ['authorization_code', 'refresh_token'],
      require_pkce: false,
      ...more,
    });

  it('oidcc-server: a code, an ID token with all that was asked for, and userinfo about the same person', async () => {
    const { query, idToken, userinfo } = await flow();
    expect(Object.fromEntries(query)).toMatchObject({
      dummy1: 'lorem',
      dummy2: 'ipsum',
      state: 'the-state',
      iss: world.issuer,
    });
    expect([...query.keys()].sort()).toEqual(['code', 'dummy1', 'dummy2', 'iss', 'session_state', 'state']);
    expect(idToken).toMatchObject({ iss: world.issuer, aud: suite.id, nonce: 'the-nonce', acr: expect.any(String) });
    expect(userinfo).toMatchObject({ status: 200, body: { sub: idToken.sub } });
  });

  it('oidcc-idtoken-signature: RS256 with a kid where the client asked for nothing else', async () => {
    const { tokens } = await flow();
    expect(decodeProtectedHeader(tokens.body.id_token)).toMatchObject({ alg: 'RS256', kid: expect.any(String) });
  });

  it('oidcc-server: tokens as RFC 6749 §5.1 has them', async () => {
    const { tokens } = await flow();
    expect(tokens.headers.get('cache-control')).toBe('no-store');
    expect(tokens.body).toMatchObject({ token_type: 'Bearer', expires_in: expect.any(Number) });
  });

  it('oidcc-alternate-happy-flow: the order of scopes and parameters means nothing', async () => {
    const scopes = 'openid profile email phone address';
    const parameters = [...new URL(authorizeUrl(world, asked({ scope: scopes }))).searchParams].reverse();
    const backwards = new URLSearchParams(parameters);
    backwards.set('scope', scopes.split(' ').reverse().join(' '));
    const browser = await signedInBrowser(world);
    await browser.get(`/oauth2/authorize?${backwards}`);
    if (browser.page.url.includes('/consent')) await browser.submitFirstForm({}, 'allow');
    expect((await redeemed(new URL(browser.location ?? '').searchParams)).idToken.nonce).toBe('the-nonce');
  });

  it('oidcc-ensure-request-without-nonce-succeeds-for-code-flow: with neither nonce nor PKCE', async () => {
    expect((await flow({ nonce: undefined })).idToken).not.toHaveProperty('nonce');
  });

  it.each([
    ['oidcc-display-page', { display: 'page' }],
    ['oidcc-display-popup', { display: 'popup' }],
    ['oidcc-login-hint', { login_hint: 'nobody@example.com' }],
    ['oidcc-ui-locales', { ui_locales: 'se' }],
    ['oidcc-claims-locales', { claims_locales: 'se' }],
    ['oidcc-ensure-request-with-acr-values-succeeds', { acr_values: '1 2' }],
    ['oidcc-ensure-request-with-unknown-parameter-succeeds', { extra: 'foobar' }],
  ])('%s: a request with %j succeeds', async (_module, more) => {
    expect((await flow(more)).tokens.status).toBe(200);
  });

  it('oidcc-ensure-post-request-succeeds: the authorization request as a form', async () => {
    const browser = await signedInBrowser(world);
    await browser.post('/oauth2/authorize', Object.fromEntries(new URL(authorizeUrl(world, asked())).searchParams));
    if (browser.page.url.includes('/consent')) await browser.submitFirstForm({}, 'allow');
    expect((await redeemed(new URL(browser.location ?? '').searchParams)).tokens.status).toBe(200);
  });

  it('oidcc-prompt-none-logged-in, oidcc-id-token-hint, oidcc-max-age-10000: the same sign-in without a page', async () => {
    const browser = await signedInBrowser(world);
    const { idToken: first, tokens } = await flow({}, browser);
    for (const more of [
      { prompt: 'none' },
      { prompt: 'none', id_token_hint: tokens.body.id_token },
      { max_age: '10000' },
    ]) {
      const { idToken } = await flow(more, browser);
      expect(idToken).toMatchObject({ sub: first.sub, auth_time: first.auth_time });
    }
  });

  it('oidcc-prompt-none-not-logged-in: an error that says that a page was needed', async () => {
    const browser = new Browser(world.issuer);
    await browser.get(authorizeUrl(world, asked({ prompt: 'none' })));
    const query = new URL(browser.location ?? '').searchParams;
    expect([...query.keys()].sort()).toEqual([
      'dummy1',
      'dummy2',
      'error',
      'error_description',
      'iss',
      'session_state',
      'state',
    ]);
    expect(query.get('error')).toBe('login_required');
  });

  it('oidcc-codereuse-30seconds: no second time, and the access token of the first is no good any more', async () => {
    const { code, tokens } = await flow();
    const form = { grant_type: 'authorization_code', code, redirect_uri: CALLBACK };
    expect(await post(world, '/oauth2/token', form, suite)).toMatchObject({
      status: 400,
      body: { error: 'invalid_grant' },
    });
    expect((await userinfoOf(tokens.body.access_token)).status).toBe(401);
  });

  it('oidcc-refresh-token: continues the ID token, and is bound to the client', async () => {
    const scope = 'openid offline_access';
    const { idToken: first, tokens } = await flow({ scope, prompt: 'consent' });
    const { refresh_token } = tokens.body;
    const form = { grant_type: 'refresh_token', refresh_token };
    expect((await post(world, '/oauth2/token', form, second)).body.error).toBe('invalid_grant');
    const renewed = await post(world, '/oauth2/token', { ...form, scope }, suite);
    const { sub, aud, iss, auth_time } = first;
    expect(decodeJwt(renewed.body.id_token)).toMatchObject({ sub, aud, iss, auth_time });
    expect((await userinfoOf(renewed.body.access_token)).body.sub).toBe(sub);
  });

  it('oidcc-server-client-secret-post: the secret in the form', async () => {
    const client = await register('suite-post', { token_endpoint_auth_method: 'client_secret_post' });
    const query = await authorize(world, asked({ client_id: client.id }));
    const credentials = { client_id: client.id, client_secret: client.secret };
    const form = { grant_type: 'authorization_code', code: query.get('code') ?? '', redirect_uri: CALLBACK };
    expect((await post(world, '/oauth2/token', { ...form, ...credentials }, null)).status).toBe(200);
  });

  function asked(more: Readonly<Record<string, string | undefined>> = {}): Record<string, string | undefined> {
    const own = { client_id: suite.id, redirect_uri: CALLBACK, scope: 'openid' };
    return { ...own, code_challenge: undefined, code_challenge_method: undefined, ...more };
  }

  async function flow(more: Readonly<Record<string, string | undefined>> = {}, browser?: Browser) {
    const query = await authorize(world, asked(more), browser);
    return { query, ...(await redeemed(query)) };
  }

  async function redeemed(query: URLSearchParams) {
    const code = query.get('code') ?? `no code, but ${query}`;
    const tokens = await post(
      world,
      '/oauth2/token',
      { grant_type: 'authorization_code', code, redirect_uri: CALLBACK },
      suite,
    );
    const { payload: idToken } = await jwtVerify(
      tokens.body.id_token,
      createRemoteJWKSet(new URL(`${world.issuer}/oauth2/jwks`)),
    );
    return { code, tokens, idToken, userinfo: await userinfoOf(tokens.body.access_token) };
  }

  async function userinfoOf(accessToken: string): Promise<Pick<Answer, 'status' | 'body'>> {
    const answer = await fetch(`${world.issuer}/oauth2/userinfo`, {
      headers: { authorization: `Bearer ${accessToken}` },
    });
    const text = await answer.text();
    return { status: answer.status, body: text === '' ? {} : JSON.parse(text) };
  }
});
