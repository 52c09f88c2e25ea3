import { ask, registerOneUriClient, returned, visit } from '../../support/authorization.js';
import {
  authorize,
  authorizeUrl,
  createWorld,
  freshCode,
  REDIRECT_URI,
  redeem,
  registerClient,
  type TestClient,
  type World,
} from '../../support/world.js';

let world: World;
let oneUri: TestClient;

beforeAll(async () => {
  world = await createWorld();
  oneUri = await registerOneUriClient(world);
});
afterAll(() => world.close());

describe('RFC 6749 §3.1: the parameters of an authorization request', () => {
  /** No one is signed in, so a good request with prompt=none is answered with login_required at once. */
  const silent = (overrides: Record<string, string | undefined> = {}) => ask(world, { prompt: 'none', ...overrides });
  const raw = (text: string) => visit(world, `${authorizeUrl(world, { prompt: 'none' })}&${text}`);

  it.each([
    'response_type',
    'scope',
    'state',
    'nonce',
    'prompt',
    'max_age',
    'code_challenge',
    'code_challenge_method',
    'response_mode',
    'login_hint',
  ])('may not be repeated; the client is told: %s', async (name) => {
    const parameters = returned(await raw(`${name}=a&${name}=b`));
    expect(parameters).toMatchObject({ error: 'invalid_request', iss: world.issuer });
    expect(parameters?.error_description).toContain(name);
  });

  it.each(['client_id', 'redirect_uri'])(
    'may not be repeated; the person is told, because the client is in doubt: %s',
    async (name) => {
      for (const value of ['x', name === 'client_id' ? 'app1' : encodeURIComponent(REDIRECT_URI)]) {
        const answer = await raw(`${name}=${value}`);
        expect([answer.status, answer.location]).toEqual([400, undefined]);
      }
    },
  );

  it('may not be repeated, even where the redirect URI might be left out', async () => {
    const url = authorizeUrl(world, { client_id: 'one-uri', scope: 'api:read', prompt: 'none' });
    const answer = await visit(world, `${url}&redirect_uri=https%3A%2F%2Fevil.example`);
    expect([answer.status, answer.location]).toEqual([400, undefined]);
  });

  it('are told to the client where one is too long', async () => {
    const parameters = returned(
      await visit(world, '/oauth2/authorize', {
        method: 'POST',
        body: new URL(`${authorizeUrl(world, { prompt: 'none' })}&x=${'y'.repeat(9000)}`).searchParams,
      }),
    );
    expect(parameters).toMatchObject({ error: 'invalid_request', state: 'the-state' });
  });

  it('count as left out where they are empty', async () => {
    expect(returned(await raw('state=&scope=&max_age=&response_mode=&request=&request_uri=&x='))).toMatchObject({
      error: 'login_required',
      state: 'the-state',
    });
    expect(returned(await silent({ state: '' }))).not.toHaveProperty('state');
    expect(returned(await silent({ response_type: '' }))).toMatchObject({ error: 'invalid_request' });
  });

  it('are ignored where they are unknown, whatever they look like', async () => {
    expect(returned(await raw('foo=bar&__proto__=x&constructor=y&a[b]=c&claims_locales=de'))).toMatchObject({
      error: 'login_required',
    });
  });

  it('may be posted as a form; the answer is then a 303', async () => {
    const body = new URL(authorizeUrl(world, { prompt: 'none' })).searchParams;
    const answer = await visit(world, '/oauth2/authorize', { method: 'POST', body });
    expect(answer.status).toBe(303);
    expect(returned(answer)).toMatchObject({ error: 'login_required', state: 'the-state' });
  });

  it('of a post are those of the form; the address has no say', async () => {
    const body = new URL(authorizeUrl(world, { prompt: 'none' })).searchParams;
    const answer = await visit(world, '/oauth2/authorize?client_id=nobody&state=other', { method: 'POST', body });
    expect(returned(answer)).toMatchObject({ error: 'login_required', state: 'the-state' });
  });

  it('are not taken from JSON', async () => {
    const body = JSON.stringify(Object.fromEntries(new URL(authorizeUrl(world)).searchParams));
    const answer = await visit(world, '/oauth2/authorize', {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json' },
    });
    expect([answer.status, answer.location]).toEqual([400, undefined]);
  });

  describe('response_type', () => {
    it.each([
      [undefined, 'invalid_request'],
      ['token', 'unsupported_response_type'],
      ['id_token', 'unsupported_response_type'],
      ['code token', 'unsupported_response_type'],
      ['code id_token', 'unsupported_response_type'],
      ['none', 'unsupported_response_type'],
      ['CODE', 'unsupported_response_type'],
      ['code code', 'unsupported_response_type'],
      ['unknown', 'unsupported_response_type'],
    ])('%s is answered with %s', async (response_type, error) => {
      expect(returned(await ask(world, { response_type }))).toEqual({
        error,
        error_description: expect.any(String),
        state: 'the-state',
        iss: world.issuer,
        session_state: expect.any(String),
      });
    });

    it('code is refused where the client is not registered for the grant', async () => {
      await registerClient(world, {
        client_id: 'robot',
        grant_types: ['client_credentials'],
        redirect_uris: [REDIRECT_URI],
        scope: 'api:read',
      });
      expect(returned(await ask(world, { client_id: 'robot', scope: 'api:read' }))).toMatchObject({
        error: 'unauthorized_client',
      });
    });
  });

  describe('state', () => {
    it.each(['a b', 'a+b', '&=?#', '100%', '%41', 'ünïcödé 🎉', '"\'<>\\', 'x'.repeat(8000), '{"a":[1,2]}', '0'])(
      'comes back untouched: %.20s',
      async (state) => {
        const body = new URL(authorizeUrl(world, { prompt: 'none', state })).searchParams;
        const answer = await visit(world, '/oauth2/authorize', { method: 'POST', body });
        expect(returned(answer)?.state).toBe(state);
      },
    );

    it('comes back with the code too, after signing in and consenting', async () => {
      const answer = await authorize(world, { state: 'a+b &=ü' });
      expect(answer.get('state')).toBe('a+b &=ü');
      expect(answer.get('code')).toEqual(expect.any(String));
    });

    it('is left out of the answer where it was left out of the request', async () => {
      expect(returned(await silent({ state: undefined }))).toEqual({
        error: 'login_required',
        error_description: expect.any(String),
        iss: world.issuer,
        session_state: expect.any(String),
      });
    });
  });

  describe('scope', () => {
    it('is told to the client where it goes beyond what is registered', async () => {
      const parameters = returned(await ask(world, { client_id: 'one-uri', scope: 'openid api:write' }));
      expect(parameters).toMatchObject({ error: 'invalid_scope', state: 'the-state' });
      expect(parameters?.error_description).toContain('api:write');
    });

    it('is left out of the grant where no one knows it', async () => {
      expect((await redeem(world, await freshCode(world, { scope: 'openid unknown:scope api:read' }))).body.scope).toBe(
        'openid api:read',
      );
    });

    it('is an error where nothing of it is known', async () => {
      expect(returned(await ask(world, { scope: 'unknown:scope' }))).toMatchObject({ error: 'invalid_scope' });
    });

    it.each(['api:read\topenid', 'api:"read"', 'api\\read', 'ünknown', `openid\n`])(
      'is refused where it has characters that it may not have: %j',
      async (scope) => {
        expect(returned(await ask(world, { scope }))).toMatchObject({ error: 'invalid_scope' });
      },
    );

    it('is refused where it names too many', async () => {
      expect(
        returned(await ask(world, { scope: Array.from({ length: 101 }, (_, i) => `s${i}`).join(' ') })),
      ).toMatchObject({ error: 'invalid_scope' });
    });

    it('may have more spaces and repeats than needed', async () => {
      expect((await redeem(world, await freshCode(world, { scope: ' openid  api:read openid ' }))).body.scope).toBe(
        'openid api:read',
      );
    });

    it('is that of the registration where it is left out', async () => {
      const code = await freshCode(world, { client_id: 'one-uri', scope: undefined });
      expect((await redeem(world, code, {}, oneUri)).body.scope).toBe('openid api:read');
    });
  });

  it('are refused where they ask for what is not supported', async () => {
    expect(returned(await silent({ registration: '{}' }))).toMatchObject({ error: 'registration_not_supported' });
  });

  it('that name a parked request of no one, or of another client, are shown to the person', async () => {
    const prefix = 'urn:ietf:params:oauth:request_uri:';
    expect((await silent({ request_uri: `${prefix}nothing` })).status).toBe(400);
    const { location } = await ask(world);
    const reference = location?.searchParams.get('request');
    const answer = await ask(world, { client_id: world.other.id, request_uri: `${prefix}${reference}` });
    expect([answer.status, answer.location]).toEqual([400, undefined]);
  });

  it('cannot be changed once the request is parked', async () => {
    const { location } = await ask(world, { state: 'parked', scope: 'openid' });
    const request_uri = `urn:ietf:params:oauth:request_uri:${location?.searchParams.get('request')}`;
    const again = await ask(world, {
      request_uri,
      state: 'changed',
      prompt: 'none',
      redirect_uri: 'https://evil.example/',
    });
    expect([again.location?.pathname, again.location?.origin]).toEqual(['/login', world.issuer]);
  });
});
