import fc from 'fast-check';
import { OWN_MEMBERS } from '../../../src/clients/dto/client-metadata.dto.js';
import { membersOf } from '../../../src/clients/dto/metadata/members.js';
import { REFUSED } from '../../../src/clients/registered-metadata.js';
import { callRegistration, register, registrationWorld, WEB_APP } from '../../support/registration.js';
import type { World } from '../../support/world.js';

describe('open dynamic client registration (RFC 7591)', () => {
  let world: World;
  beforeAll(async () => {
    world = await registrationWorld({ access: 'open', limit: 10_000 });
  });
  afterAll(() => world.close());

  it('answers anything with what is wrong, never with a failure of its own', async () => {
    const names = [...OWN_MEMBERS.flatMap(membersOf), ...REFUSED.keys(), 'client_name#de', 'client_id', 'x'];
    const metadata = fc.dictionary(fc.constantFrom(...names), fc.oneof(fc.jsonValue({ maxDepth: 3 }), fc.webUrl()));
    await fc.assert(
      fc.asyncProperty(metadata, async (members) => {
        const { status, body } = await register(world, members);
        const error = body.error ?? (body.client_id ? 'none' : 'missing');
        expect([status, error]).toEqual(
          status === 201 ? [201, 'none'] : [400, expect.stringMatching(/^(invalid_|unapproved_)/)],
        );
      }),
      { numRuns: 300 },
    );
  });

  it.each<[string, object, string, string]>([
    ['no redirect URI', {}, 'invalid_redirect_uri', 'redirect_uris must have at least one'],
    ['one with a fragment', { redirect_uris: ['https://rp.example/cb#a'] }, 'invalid_redirect_uri', 'fragment'],
    ['one that runs', { redirect_uris: ['javascript:alert(1)'] }, 'invalid_redirect_uri', 'scheme'],
    ['one that is relative', { redirect_uris: ['/cb'] }, 'invalid_redirect_uri', 'absolute'],
    ['one of another kind', { redirect_uris: 'https://rp.example/cb' }, 'invalid_redirect_uri', 'list'],
    ['plain http', { redirect_uris: ['http://rp.example/cb'] }, 'invalid_redirect_uri', 'https'],
    [
      'a public web application on a device',
      { redirect_uris: ['http://localhost/cb'], application_type: 'web', token_endpoint_auth_method: 'none' },
      'invalid_redirect_uri',
      'native',
    ],
    [
      'both kinds of mistakes',
      { redirect_uris: ['https://rp.example/#'], subject_type: 'x' },
      'invalid_redirect_uri',
      'subject_type',
    ],
    [
      'a wrong URI after signing out',
      { ...WEB_APP, post_logout_redirect_uris: ['https://rp.example/#'] },
      'invalid_client_metadata',
      'post_logout_redirect_uris/0',
    ],
    ['the implicit flow', { ...WEB_APP, response_types: ['id_token'] }, 'invalid_client_metadata', 'response_types/0'],
    ['an unknown grant type', { ...WEB_APP, grant_types: ['password'] }, 'invalid_client_metadata', 'grant_types/0'],
    [
      'tokens of its own',
      { ...WEB_APP, grant_types: ['authorization_code', 'client_credentials'] },
      'invalid_client_metadata',
      'initial access token',
    ],
    [
      'an unknown authentication',
      { ...WEB_APP, token_endpoint_auth_method: 'tls_client_auth' },
      'invalid_client_metadata',
      'token_endpoint_auth_method',
    ],
    [
      'an unknown algorithm',
      { ...WEB_APP, id_token_signed_response_alg: 'none' },
      'invalid_client_metadata',
      'id_token',
    ],
    ['a scope that needs a role', { ...WEB_APP, scope: 'openid api:admin' }, 'invalid_client_metadata', 'api:admin'],
    ['the admin API', { ...WEB_APP, scope: 'clients:write' }, 'invalid_client_metadata', 'clients:write'],
    ['a malformed scope', { ...WEB_APP, scope: 'open"id' }, 'invalid_client_metadata', 'scope'],
    [
      'a scheme that no one allowed',
      { redirect_uris: ['cursor://app/cb'] },
      'invalid_redirect_uri',
      'REDIRECT_URI_SCHEMES',
    ],
    [
      'a link that runs',
      { ...WEB_APP, 'logo_uri#de': 'javascript:alert(1)' },
      'invalid_client_metadata',
      'logo_uri#de',
    ],
    ['a name with a line break', { ...WEB_APP, 'client_name#de': 'a\nb' }, 'invalid_client_metadata', 'client_name#de'],
    ['keys at home', { ...WEB_APP, jwks_uri: 'http://localhost/jwks' }, 'invalid_client_metadata', 'jwks_uri'],
    ['keys that are none', { ...WEB_APP, jwks: { keys: [{ kty: 'RSA' }] } }, 'invalid_client_metadata', 'jwks/keys/0'],
    [
      'a private key',
      { ...WEB_APP, jwks: { keys: [{ kty: 'OKP', crv: 'Ed25519', x: 'a', d: 'b' }] } },
      'invalid_client_metadata',
      'public key',
    ],
    [
      'keys in two ways',
      { ...WEB_APP, jwks: { keys: [{ kty: 'x' }] }, jwks_uri: 'https://rp.example/jwks' },
      'invalid_client_metadata',
      'jwks must be left out',
    ],
    [
      'encrypted request objects',
      { ...WEB_APP, request_object_encryption_alg: 'RSA-OAEP' },
      'invalid_client_metadata',
      'not supported',
    ],
    ['a statement that is none', { ...WEB_APP, software_statement: 'x' }, 'invalid_software_statement', 'JWT'],
    ['a statement that is no text', { ...WEB_APP, software_statement: {} }, 'invalid_software_statement', 'JWT'],
    ['a statement', { ...WEB_APP, software_statement: 'eyJ.e30.x-_' }, 'unapproved_software_statement', 'metadata'],
    [
      'more than it will store',
      { ...WEB_APP, 'client_name#de': 'x'.repeat(66_000) },
      'invalid_client_metadata',
      '65536',
    ],
  ])('refuses %s', async (_, metadata, error, hint) => {
    const { status, body, headers } = await register(world, metadata);
    expect([status, body.error, headers.get('cache-control')]).toEqual([400, error, 'no-store']);
    expect(body.error_description).toContain(hint);
  });

  it.each<[string, string | undefined, string]>([
    ['no JSON', '{"redirect_uris":', 'application/json'],
    ['nothing', '', 'application/json'],
    ['a list', '[]', 'application/json'],
    ['text', '"x"', 'application/json'],
    ['null', 'null', 'application/json'],
    ['a prototype', '{"__proto__":{}}', 'application/json'],
    ['a form', 'redirect_uris=https%3A%2F%2Frp.example', 'application/x-www-form-urlencoded'],
  ])('refuses a body that is %s', async (_, text, type) => {
    const { status, body } = await callRegistration(`${world.issuer}/oauth2/register`, 'POST', text, {
      'content-type': type,
    });
    expect([status, body]).toEqual([400, { error: 'invalid_request', error_description: expect.any(String) }]);
  });

  it('takes nothing that is nested without end', async () => {
    const deep = `{"jwks":${'['.repeat(5000)}${']'.repeat(5000)}}`;
    expect(await register(world, deep)).toMatchObject({ status: 400, body: { error: 'invalid_client_metadata' } });
  });

  it('refuses a wrong token even where none is needed', async () => {
    expect((await register(world, WEB_APP, 'wrong')).status).toBe(401);
  });
});
