import { decodeJwt } from 'jose';
import { adminApi } from '../../support/admin.js';
import {
  API,
  createWorld,
  introspect,
  post,
  registerClient,
  type TestClient,
  type World,
} from '../../support/world.js';

let world: World;

beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());

const token = (form: Record<string, string | undefined> = {}, client?: TestClient | null) =>
  post(world, '/oauth2/token', { grant_type: 'client_credentials', ...form }, client);

describe('RFC 6749 §4.4: the client credentials grant', () => {
  it('gives an access token about the client itself, and neither refresh token (§4.4.3) nor ID token', async () => {
    const { status, headers, body } = await token({ scope: 'api:read' });
    expect([status, headers.get('cache-control')]).toEqual([200, 'no-store']);
    expect(body).toEqual({
      access_token: expect.any(String),
      token_type: 'Bearer',
      expires_in: 600,
      scope: 'api:read',
    });
    expect(decodeJwt(body.access_token)).toEqual({
      iss: world.issuer,
      sub: 'app1',
      aud: API,
      client_id: 'app1',
      scope: 'api:read',
      iat: expect.any(Number),
      exp: expect.any(Number),
      jti: expect.any(String),
    });
  });

  it('is not for public clients, which cannot be registered for it', async () => {
    const { status, body } = await adminApi(world).then((admin) =>
      admin('POST', '/clients', { grant_types: ['client_credentials'], token_endpoint_auth_method: 'none' }),
    );
    expect([status, body.errors]).toEqual([
      400,
      [{ pointer: '/grant_types', detail: expect.stringContaining('because the client is public') }],
    ]);
  });

  it('refuses a scope without a name (§3.3)', async () => {
    const { status, body } = await token({ scope: ' ' });
    expect([status, body.error]).toEqual([400, 'invalid_scope']);
  });

  it('gives all that the client is registered for where no scope is asked, but nothing about an end-user', async () => {
    expect((await token()).body.scope).toBe('api:read api:write api:admin');
  });

  it.each(['openid', 'profile', 'email', 'offline_access', 'api:read openid'])(
    'refuses %s, because there is no end-user',
    async (scope) => {
      const { status, body } = await token({ scope });
      expect([status, body.error]).toEqual([400, 'invalid_scope']);
    },
  );

  it.each(['clients:read', 'unknown:scope', 'api:read unknown:scope'])(
    'refuses %s, for which the client is not registered',
    async (scope) => {
      const { status, body } = await token({ scope });
      expect([status, body.error]).toEqual([400, 'invalid_scope']);
    },
  );

  it('refuses a scope with characters that it may not have', async () => {
    expect((await token({ scope: 'api:"read"' })).body.error).toBe('invalid_scope');
  });

  it('is for confidential clients only', async () => {
    const { status, body } = await token({ scope: 'api:read' }, world.spa);
    expect([status, body.error]).toEqual([400, 'unauthorized_client']);
  });

  it('is for clients that are registered for it only', async () => {
    const web = await registerClient(world, {
      client_id: 'web',
      redirect_uris: ['https://rp.example/cb'],
      scope: 'openid api:read',
    });
    const { status, body } = await token({ scope: 'api:read' }, web);
    expect([status, body.error]).toEqual([400, 'unauthorized_client']);
  });

  it.each([
    ['without a secret', { id: 'app1', secret: undefined }],
    ['with a wrong secret', { id: 'app1', secret: 'wrong' }],
    ['with an empty secret', { id: 'app1', secret: '' }],
    ['with the secret of another client', 'other'],
    ['without saying who asks', null],
  ])('refuses whoever asks %s', async (_, client) => {
    const who = client === 'other' ? { id: 'app1', secret: world.other.secret } : (client as TestClient | null);
    const { status, body } = await token({ scope: 'api:read' }, who);
    expect([status, body.error]).toEqual([401, 'invalid_client']);
  });

  it('gives tokens that are not good for userinfo, which is about an end-user', async () => {
    const { access_token } = (await token()).body;
    const answer = await fetch(`${world.issuer}/oauth2/userinfo`, {
      headers: { authorization: `Bearer ${access_token}` },
    });
    expect(answer.status).toBe(401);
  });

  it('gives tokens that can be introspected and revoked one by one', async () => {
    const [one, two] = [(await token()).body.access_token, (await token()).body.access_token];
    expect(await introspect(world, one)).toMatchObject({ active: true, sub: 'app1', client_id: 'app1' });
    expect(await introspect(world, one)).not.toHaveProperty('username');
    await post(world, '/oauth2/revoke', { token: one });
    expect(await introspect(world, one)).toEqual({ active: false });
    expect(await introspect(world, two)).toMatchObject({ active: true });
  });

  it('gives a client without any scope a token without any; an empty one does not exist (§3.3)', async () => {
    const bare = await registerClient(world, { client_id: 'bare', grant_types: ['client_credentials'] });
    const { body } = await token({}, bare);
    expect(body).toEqual({ access_token: expect.any(String), token_type: 'Bearer', expires_in: 600 });
    expect(decodeJwt(body.access_token)).not.toHaveProperty('scope');
    expect(await introspect(world, body.access_token)).not.toHaveProperty('scope');
  });

  it('lets a client administer clients that is registered for it', async () => {
    const console_ = await registerClient(world, {
      client_id: 'console',
      grant_types: ['client_credentials'],
      scope: 'clients:read',
    });
    const { access_token } = (await token({}, console_)).body;
    expect(decodeJwt(access_token).aud).toBe(world.issuer);
    const list = (path: string, method = 'GET') =>
      fetch(`${world.issuer}/admin/v1/clients${path}`, {
        method,
        headers: { authorization: `Bearer ${access_token}` },
      });
    expect((await list('')).status).toBe(200);
    expect((await list('/app1', 'DELETE')).status).toBe(403);
  });
});
