import { askForToken, basic, GRANT, registerPosting, type TokenRequest } from '../../support/token-requests.js';
import { createWorld, freshCode, post, redeem, type TestClient, type World } from '../../support/world.js';

let world: World;
let posting: TestClient;

beforeAll(async () => {
  world = await createWorld();
  posting = await registerPosting(world);
});
afterAll(() => world.close());

const send = (request: TokenRequest) => askForToken(world, request);

describe('RFC 6749 §3.2: the token endpoint', () => {
  it.each(['GET', 'PUT', 'DELETE', 'PATCH'])('does not take %s', async (method) => {
    const query = new URLSearchParams(GRANT);
    const headers = basic('app1', world.app1.secret);
    const answer = await fetch(`${world.issuer}/oauth2/token?${query}`, { method, headers });
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'POST, OPTIONS']);
    expect(await answer.json()).toEqual({
      error: 'invalid_request',
      error_description: expect.stringContaining('POST'),
    });
  });

  it.each([
    ['application/json', JSON.stringify(GRANT)],
    ['text/plain', new URLSearchParams(GRANT).toString()],
    [
      'multipart/form-data; boundary=x',
      '--x\r\ncontent-disposition: form-data; name="grant_type"\r\n\r\nclient_credentials\r\n--x--',
    ],
    ['application/xml', '<grant_type/>'],
  ])('takes no parameters from %s', async (type, body) => {
    const headers = { ...basic('app1', world.app1.secret), 'content-type': type };
    const answer = await fetch(`${world.issuer}/oauth2/token`, { method: 'POST', headers, body });
    expect([400, 415]).toContain(answer.status);
    expect(await answer.text()).not.toContain('access_token');
  });

  it('takes a form with a charset', async () => {
    const headers = {
      ...basic('app1', world.app1.secret),
      'content-type': 'application/x-www-form-urlencoded; charset=UTF-8',
    };
    const answer = await fetch(`${world.issuer}/oauth2/token`, {
      method: 'POST',
      headers,
      body: new URLSearchParams(GRANT).toString(),
    });
    expect(answer.status).toBe(200);
  });

  it('takes no parameters from the address', async () => {
    const query = new URLSearchParams(GRANT);
    const { status, body } = await send({
      path: `/oauth2/token?${query}`,
      form: {},
      headers: basic('app1', world.app1.secret),
    });
    expect([status, body.error]).toEqual([400, 'invalid_request']);
  });

  it('answers as JSON that must not be stored (§5.1), also where it refuses (§5.2)', async () => {
    for (const form of [GRANT, { grant_type: 'unknown' }]) {
      const { headers } = await send({ form, headers: basic('app1', world.app1.secret) });
      expect(headers.get('content-type')).toMatch(/^application\/json/);
      expect(headers.get('cache-control')).toBe('no-store');
      expect(headers.get('pragma')).toBe('no-cache');
    }
  });

  it.each([
    ['missing', undefined, 'invalid_request'],
    ['empty', '', 'invalid_request'],
    ['unknown', 'unknown', 'unsupported_grant_type'],
    ['password, which RFC 9700 forbids', 'password', 'unsupported_grant_type'],
    ['implicit', 'implicit', 'unsupported_grant_type'],
    ['of another case', 'Client_Credentials', 'unsupported_grant_type'],
    ['a property of objects', '__proto__', 'unsupported_grant_type'],
  ])('refuses a grant_type that is %s', async (_, grant_type, error) => {
    const { status, body } = await post(world, '/oauth2/token', { grant_type });
    expect([status, body.error]).toEqual([400, error]);
  });

  it.each(['authorization_code', 'refresh_token'])(
    'refuses %s to a client that is not registered for it',
    async (grant_type) => {
      const form = { grant_type, code: 'x', refresh_token: 'x', client_id: 'posting', client_secret: posting.secret };
      const { status, body } = await post(world, '/oauth2/token', form, null);
      expect([status, body.error]).toEqual([400, 'unauthorized_client']);
    },
  );

  it.each(['grant_type', 'scope', 'client_id', 'foo'])('refuses a parameter that is repeated: %s', async (name) => {
    const body = new URLSearchParams([...Object.entries({ ...GRANT, foo: 'a', client_id: 'app1' }), [name, 'a']]);
    const answer = await fetch(`${world.issuer}/oauth2/token`, {
      method: 'POST',
      body,
      headers: basic('app1', world.app1.secret),
    });
    expect([answer.status, (await answer.json()).error]).toEqual([400, 'invalid_request']);
  });

  it('ignores what it does not know, and what is empty', async () => {
    const form = { ...GRANT, audience: 'x', '__proto__[a]': 'b', username: '', resource: '' };
    expect((await send({ form, headers: basic('app1', world.app1.secret) })).status).toBe(200);
  });

  it('asks for the code', async () => {
    const { status, body } = await post(world, '/oauth2/token', {
      grant_type: 'authorization_code',
      redirect_uri: 'https://rp.example/cb',
    });
    expect([status, body.error]).toEqual([400, 'invalid_request']);
  });

  it('lets a public client redeem only with its client_id', async () => {
    const spa = { client_id: 'spa', redirect_uri: 'https://spa.example/cb', scope: 'openid' };
    const code = await freshCode(world, spa);
    const anonymous = await post(
      world,
      '/oauth2/token',
      { grant_type: 'authorization_code', code, redirect_uri: spa.redirect_uri },
      null,
    );
    expect([anonymous.status, anonymous.body.error]).toEqual([401, 'invalid_client']);
    expect((await redeem(world, code, { redirect_uri: spa.redirect_uri }, world.spa)).status).toBe(200);
  });

  it('may be called by scripts of any origin, without cookies', async () => {
    const { headers } = await send({ headers: { ...basic('app1', world.app1.secret), origin: 'https://spa.example' } });
    expect(headers.get('access-control-allow-origin')).toBe('*');
    expect(headers.get('access-control-allow-credentials')).toBeNull();
  });
});
