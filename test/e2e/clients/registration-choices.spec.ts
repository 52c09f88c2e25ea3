import { adminApi } from '../../support/admin.js';
import { bearer, callRegistration, register, registrationWorld, WEB_APP } from '../../support/registration.js';
import type { World } from '../../support/world.js';

let world: World;

beforeAll(async () => {
  world = await registrationWorld(
    { access: 'open' },
    {
      roomSettings: {
        clients: { registrationScope: 'openid api:read api:admin nothing', redirectUriSchemes: ['cursor'] },
      },
    },
  );
});
afterAll(() => world.close());

describe('the scope of a client that registers itself', () => {
  it.each<[string, object, string]>([
    ['left out', {}, 'openid api:read'],
    ['null', { scope: null }, 'openid api:read'],
    ['one that exists and one that does not', { scope: 'nothing profile nothing:else' }, 'profile'],
    ['none that exists', { scope: 'nothing' }, 'openid api:read'],
    ['empty', { scope: '' }, ''],
    ['left out, with refresh tokens', { grant_types: ['authorization_code', 'refresh_token'] }, 'openid api:read'],
  ])('is, if it sends %s, what the answer says', async (_, metadata, scope) => {
    const { status, body } = await register(world, { ...WEB_APP, ...metadata });
    expect([status, body.scope]).toEqual([201, scope]);
  });

  it('is chosen in the same way when it changes its registration', async () => {
    const { body } = await register(world, { ...WEB_APP, scope: 'profile' });
    const change = (members: object) =>
      callRegistration(
        body.registration_client_uri,
        'PUT',
        { ...WEB_APP, client_id: body.client_id, ...members },
        bearer(body.registration_access_token),
      );
    expect((await change({ scope: 'email nothing' })).body.scope).toBe('email');
    expect((await change({})).body.scope).toBe('openid api:read');
  });

  it('has no identity scope by default if the client acts for itself alone', async () => {
    const api = await adminApi(world, 'initial-access-tokens:write');
    const { body } = await api('POST', '/initial-access-tokens', { description: 'x', expires_in: 3600, max_uses: 9 });
    const machine = { grant_types: ['client_credentials'] };
    expect((await register(world, machine, body.token)).body.scope).toBe('api:read');
    expect((await register(world, { ...machine, scope: 'openid nothing' }, body.token)).body.scope).toBe('openid');
  });

  it('stays a mistake if an administrator names one that does not exist', async () => {
    const api = await adminApi(world);
    const { status, body } = await api('POST', '/clients', { ...WEB_APP, scope: 'openid nothing' });
    expect([status, body.errors[0].pointer]).toEqual([400, '/scope']);
    expect((await api('POST', '/clients', WEB_APP)).body.scope).toContain('offline_access');
  });
});

describe('the redirect URIs of a client that registers itself', () => {
  it.each<[string, object, number]>([
    ['localhost', { redirect_uris: ['http://localhost:8080/cb'], application_type: 'web' }, 201],
    ['localhost beside https', { redirect_uris: ['https://rp.example/cb', 'http://localhost/cb'] }, 201],
    [
      'localhost of a public web client',
      { redirect_uris: ['http://localhost/cb'], application_type: 'web', token_endpoint_auth_method: 'none' },
      400,
    ],
    [
      'a private-use scheme with a dot',
      { redirect_uris: ['com.example.app:/cb'], token_endpoint_auth_method: 'none' },
      201,
    ],
    [
      'a scheme that is allowed here',
      { redirect_uris: ['cursor://anysphere.cursor-retrieval/oauth/callback'], token_endpoint_auth_method: 'none' },
      201,
    ],
    ['another scheme', { redirect_uris: ['vscode://app/callback'], token_endpoint_auth_method: 'none' }, 400],
    ['plain http of another machine', { redirect_uris: ['http://rp.example/cb'] }, 400],
  ])('may or may not be %s', async (_, metadata, expected) => {
    const { status, body } = await register(world, metadata);
    expect([status, body.error]).toEqual([expected, expected === 201 ? undefined : 'invalid_redirect_uri']);
  });

  it('are held to the same schemes if an administrator registers them', async () => {
    const api = await adminApi(world);
    const status = async (uri: string) => (await api('POST', '/clients', { redirect_uris: [uri] })).status;
    expect([await status('cursor://app/cb'), await status('vscode://app/cb')]).toEqual([201, 400]);
  });
});
