import { createHash } from 'node:crypto';
import { createRemoteJWKSet, decodeJwt, decodeProtectedHeader, jwtVerify } from 'jose';
import { UsersService } from '../../../src/users/users.service.js';
import { ask, askIn, returned } from '../../support/authorization.js';
import { Browser } from '../../support/browser.js';
import { type StoppedClock, stopClock } from '../../support/clock.js';
import {
  authorize,
  authorizeUrl,
  createWorld,
  freshCode,
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

describe('OIDC Core §2 and §3.1.3: the ID token', () => {
  it('says who signed in, when, how and for whom', async () => {
    const { id_token, access_token } = await freshTokens(world);
    const { payload, protectedHeader } = await jwtVerify(
      id_token,
      createRemoteJWKSet(new URL(`${world.issuer}/oauth2/jwks`)),
      {
        issuer: world.issuer,
        audience: 'app1',
      },
    );
    expect(protectedHeader).toMatchObject({ alg: 'RS256', kid: expect.any(String) });
    expect(payload).toEqual({
      iss: world.issuer,
      sub: (await world.app.get(UsersService).findByUsername('alice'))?.id,
      aud: 'app1',
      iat: expect.any(Number),
      exp: (payload.iat ?? 0) + 3600,
      auth_time: expect.any(Number),
      nonce: 'the-nonce',
      acr: '1',
      amr: ['pwd'],
      sid: expect.any(String),
      at_hash: createHash('sha256').update(access_token).digest().subarray(0, 16).toString('base64url'),
    });
  });

  it('is signed as the client is registered', async () => {
    const client = await registerClient(world, {
      client_id: 'es256',
      redirect_uris: ['https://rp.example/cb'],
      scope: 'openid',
      id_token_signed_response_alg: 'ES256',
    });
    const { body } = await redeem(world, await freshCode(world, { client_id: 'es256', scope: 'openid' }), {}, client);
    expect(decodeProtectedHeader(body.id_token).alg).toBe('ES256');
    expect(decodeJwt(body.id_token).at_hash).toBe(
      createHash('sha256').update(body.access_token).digest().subarray(0, 16).toString('base64url'),
    );
  });

  it('is given for openid only', async () => {
    expect(await freshTokens(world, { scope: 'profile api:read' })).not.toHaveProperty('id_token');
  });

  it.each(['n', 'a b+c&d="e"', 'ünïcödé', 'x'.repeat(1024)])(
    'carries the nonce as it was sent: %.20s',
    async (nonce) => {
      expect(decodeJwt((await freshTokens(world, { nonce })).id_token).nonce).toBe(nonce);
    },
  );

  it('carries no nonce where none was sent', async () => {
    expect(decodeJwt((await freshTokens(world, { nonce: undefined })).id_token)).not.toHaveProperty('nonce');
  });

  it('is refused with a nonce that is too long', async () => {
    expect(returned(await ask(world, { nonce: 'x'.repeat(1025) }))).toMatchObject({ error: 'invalid_request' });
  });

  it('tells the time of the sign-in, not of the request, and keeps the session for all that comes from it', async () => {
    const browser = await signedInBrowser(world);
    const first = decodeJwt((await freshTokens(world, {}, browser)).id_token);
    clock.pass(600);
    const second = decodeJwt((await freshTokens(world, {}, browser)).id_token);
    expect([second.auth_time, second.sid, second.sub]).toEqual([first.auth_time, first.sid, first.sub]);
    expect(second.iat).toBe((first.iat ?? 0) + 600);
  });

  it('names another session in another browser, and the same person for another client', async () => {
    const one = decodeJwt((await freshTokens(world)).id_token);
    const { body } = await redeem(world, await freshCode(world, { client_id: 'other' }), {}, world.other);
    const two = decodeJwt(body.id_token);
    expect(two.sid).not.toBe(one.sid);
    expect([two.sub, two.aud]).toEqual([one.sub, 'other']);
  });
});

describe('OIDC Core §5.3: userinfo', () => {
  const url = () => `${world.issuer}/oauth2/userinfo`;
  const claimsOf = async (token: string) =>
    (await fetch(url(), { headers: { authorization: `Bearer ${token}` } })).json();

  it('gives the same to GET, POST, and POST with the token in the form', async () => {
    const { access_token } = await freshTokens(world);
    const headers = { authorization: `Bearer ${access_token}` };
    const answers = await Promise.all([
      fetch(url(), { headers }),
      fetch(url(), { method: 'POST', headers }),
      fetch(url(), { method: 'POST', body: new URLSearchParams({ access_token }) }),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    const [first, ...others] = await Promise.all(answers.map((answer) => answer.json()));
    expect(others).toEqual([first, first]);
    expect(answers[0]?.headers.get('content-type')).toMatch(/^application\/json/);
  });

  it('has the sub of the ID token, always', async () => {
    const { access_token, id_token } = await freshTokens(world, { scope: 'openid' });
    expect(await claimsOf(access_token)).toEqual({ sub: decodeJwt(id_token).sub });
  });

  it.each([
    ['openid profile', ['sub', 'name', 'given_name', 'family_name', 'preferred_username', 'updated_at']],
    ['openid email', ['sub', 'email', 'email_verified']],
    ['openid api:read', ['sub']],
    [
      'openid profile email',
      ['sub', 'name', 'given_name', 'family_name', 'preferred_username', 'updated_at', 'email', 'email_verified'],
    ],
  ])('gives for %s just what that scope asks for (§5.4)', async (scope, names) => {
    const claims = await claimsOf((await freshTokens(world, { scope })).access_token);
    expect(Object.keys(claims).sort()).toEqual([...names].sort());
  });

  it('gives claims in their types', async () => {
    expect(await claimsOf((await freshTokens(world)).access_token)).toMatchObject({
      name: 'Alice Example',
      given_name: 'Alice',
      family_name: 'Example',
      preferred_username: 'alice',
      email: 'alice@example.com',
      email_verified: true,
      updated_at: expect.any(Number),
    });
  });

  it('says of an address that no one verified that it is not, and leaves out what it does not know', async () => {
    const claims = await claimsOf((await freshTokens(world, {}, undefined, 'bob')).access_token);
    expect(claims).toMatchObject({ email: 'bob@example.com', email_verified: false });
    expect(claims).not.toHaveProperty('given_name');
    expect(claims).not.toHaveProperty('name');
  });

  it('is refused without openid', async () => {
    const { access_token } = await freshTokens(world, { scope: 'profile' });
    const answer = await fetch(url(), { headers: { authorization: `Bearer ${access_token}` } });
    expect(answer.status).toBe(403);
    expect(answer.headers.get('www-authenticate')).toContain('error="insufficient_scope"');
  });

  it('is refused without a token, and says only how to send one (RFC 6750 §3.1)', async () => {
    for (const method of ['GET', 'POST']) {
      const answer = await fetch(url(), { method });
      expect([answer.status, answer.headers.get('www-authenticate'), await answer.text()]).toEqual([
        401,
        `Bearer realm="${world.issuer}"`,
        '',
      ]);
    }
  });

  it('is refused with two tokens at once', async () => {
    const { access_token } = await freshTokens(world);
    const answer = await fetch(url(), {
      method: 'POST',
      headers: { authorization: `Bearer ${access_token}` },
      body: new URLSearchParams({ access_token }),
    });
    expect([answer.status, (await answer.json()).error]).toEqual([400, 'invalid_request']);
  });

  it('is refused with a token that has expired', async () => {
    const { access_token } = await freshTokens(world);
    clock.pass(600);
    expect(await claimsOf(access_token)).toMatchObject({ error: 'invalid_token' });
  });
});

describe('OAuth 2.0 Multiple Response Types §2.1, Form Post Response Mode: response_mode', () => {
  let browser: Browser;
  const ANSWER = {
    code: expect.any(String),
    state: 'a&b="c"',
    iss: expect.any(String),
    session_state: expect.any(String),
  };

  beforeEach(async () => {
    browser = await signedInBrowser(world);
    await authorize(world, {}, browser);
  });

  it('query is the default for codes', async () => {
    for (const response_mode of [undefined, 'query']) {
      const location = await askIn(browser, world, { response_mode, state: 'a&b="c"' });
      expect([Object.fromEntries(location.searchParams), location.hash]).toEqual([ANSWER, '']);
    }
  });

  it("fragment keeps the answer from the client's server", async () => {
    const location = await askIn(browser, world, { response_mode: 'fragment', state: 'a&b="c"' });
    expect([Object.fromEntries(new URLSearchParams(location.hash.slice(1))), location.search]).toEqual([ANSWER, '']);
  });

  it('form_post posts the answer, also without JavaScript, to the redirect URI only', async () => {
    await browser.get(authorizeUrl(world, { response_mode: 'form_post', state: 'a&b="c"' }));
    const { form, status, headers, html } = browser.page;
    expect([status, form?.method, form?.action, form?.fields]).toEqual([200, 'post', 'https://rp.example/cb', ANSWER]);
    expect(headers.get('content-security-policy')).toBe(
      "default-src 'none'; style-src 'self'; img-src 'self' data:; script-src 'self'; base-uri 'none'; frame-ancestors 'none'",
    );
    expect(headers.get('cache-control')).toBe('no-store');
    expect(html).not.toMatch(/<script>|onload=/);
    const script = /<script[^>]+src="([^"]+)"/.exec(html)?.[1] ?? '';
    expect((await fetch(world.issuer + script)).headers.get('content-type')).toMatch(/javascript/);
  });

  it.each(['fragment', 'form_post'])('%s brings errors too', async (response_mode) => {
    await browser.get(authorizeUrl(world, { response_mode, prompt: 'unknown' }));
    const { form, location } = browser.page;
    const parameters = form?.fields ?? Object.fromEntries(new URLSearchParams(new URL(location ?? '').hash.slice(1)));
    expect(parameters).toMatchObject({ error: 'invalid_request', state: 'the-state', iss: world.issuer });
  });

  it.each(['unknown', 'query.jwt', 'web_message', 'QUERY', '__proto__'])(
    '%s is refused by query',
    async (response_mode) => {
      const location = await askIn(browser, world, { response_mode });
      expect(Object.fromEntries(location.searchParams)).toMatchObject({ error: 'invalid_request', state: 'the-state' });
    },
  );

  it('is the same after signing in and consenting', async () => {
    const fresh = new Browser(world.issuer);
    await fresh.get(authorizeUrl(world, { response_mode: 'form_post', prompt: 'consent' }));
    await fresh.submitFirstForm({ username: 'alice', password: PASSWORD });
    await fresh.submitFirstForm({}, 'allow');
    expect(fresh.page.form?.action).toBe('https://rp.example/cb');
    expect(fresh.page.form?.fields).toHaveProperty('code');
  });
});
