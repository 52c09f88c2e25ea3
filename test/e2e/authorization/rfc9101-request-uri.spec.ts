import { returned } from '../../support/authorization.js';
import { type KeySite, tampered, unsigned } from '../../support/key-site.js';
import {
  ask,
  createRequestObjectsWorld,
  expectRefused,
  good,
  members,
  type RequestObjectsWorld,
  UNDERSTOOD,
} from '../../support/request-objects.js';

const JWT_TYPE = { 'content-type': 'application/oauth-authz-req+jwt' };

let world: RequestObjectsWorld;
let site: KeySite;

beforeAll(async () => {
  world = await createRequestObjectsWorld();
  ({ site } = world);
});
afterAll(() => world.close());

describe('RFC 9101 section 5.2, OIDC Core section 6.2: request objects by reference', () => {
  const at = (path: string) => site.origin + path;

  it('are fetched from an address that the client has registered, each time anew', async () => {
    for (const state of ['first', 'second']) {
      site.put('/request', `${await good(world, { state })}\n`, JWT_TYPE);
      expect(returned(await ask(world, { request_uri: at('/request') }))).toMatchObject({
        error: 'login_required',
        state,
      });
    }
  });

  it('may have the digest of what is there as their fragment', async () => {
    site.put('/with-fragment', await good(world), { 'content-type': 'application/jwt; charset=utf-8' });
    expect(returned(await ask(world, { request_uri: at('/with-fragment#digest') }))).toMatchObject(UNDERSTOOD);
    site.put('/request', await good(world), JWT_TYPE);
    expect(returned(await ask(world, { request_uri: at('/request#digest') }))).toMatchObject(UNDERSTOOD);
  });

  it.each(['/other', '/request?a', '/request/', '/with-fragment', '/../request'])(
    'are not fetched from an address that it has not: %s',
    async (path) => {
      site.put(path, await good(world), JWT_TYPE);
      site.asked.clear();
      await expectRefused(world, { request_uri: at(path) }, 'invalid_request_uri', /request_uris/);
      expect(site.asked.size).toBe(0);
    },
  );

  it.each(['http://169.254.169.254/latest', 'file:///etc/passwd', 'https://rp.example/request'])(
    'are not fetched for a client that has registered none: %s',
    async (request_uri) => {
      await expectRefused(world, { client_id: 'es256', request_uri }, 'invalid_request_uri', /request_uris/);
    },
  );

  it.each<[string, string, Record<string, string>, number]>([
    ['an error', 'x', JWT_TYPE, 500],
    ['a redirect', 'x', { ...JWT_TYPE, location: '/request' }, 302],
    ['another content type', 'x', { 'content-type': 'text/html' }, 200],
    ['no content type', 'x', {}, 200],
    ['too much', 'x'.repeat(70_000), JWT_TYPE, 200],
  ])('are refused where the address answers %s', async (_, body, headers, status) => {
    site.put('/bad', body, headers, status);
    await expectRefused(world, { request_uri: at('/bad') }, 'invalid_request_uri', /^the request_uri /);
  });

  it('are refused for all reasons for which a value is', async () => {
    site.put('/bad', 'no object', JWT_TYPE);
    await expectRefused(world, { request_uri: at('/bad') }, 'invalid_request_object');
    site.put('/bad', tampered(await good(world), { scope: 'openid email' }), JWT_TYPE);
    await expectRefused(world, { request_uri: at('/bad') }, 'invalid_request_object', /does not match/);
  });

  it('are refused unsigned, except of a client that is registered so', async () => {
    site.put('/unsigned', unsigned(members(world, { iss: undefined, client_id: undefined })), {
      'content-type': 'application/jose',
    });
    await expectRefused(world, { request_uri: at('/unsigned') }, 'request_uri_not_supported', /must be signed/);
    expect(returned(await ask(world, { client_id: 'none', request_uri: at('/unsigned') }))).toMatchObject(UNDERSTOOD);
  });

  it('do not go with a value', async () => {
    site.put('/request', await good(world), JWT_TYPE);
    const both = { request: await good(world), request_uri: at('/request') };
    await expectRefused(world, both, 'invalid_request', /not both/);
  });
});
