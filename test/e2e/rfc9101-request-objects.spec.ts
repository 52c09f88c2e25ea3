import { createHmac } from 'node:crypto';
import { exportSPKI, importJWK, type JWTPayload } from 'jose';
import * as oauth from 'oauth4webapi';
import * as openid from 'openid-client';
import { type FirstAnswer, returned, visit } from '../support/authorization.js';
import { Browser } from '../support/browser.js';
import {
  type ClientKeyPair,
  type KeySite,
  newClientKey,
  openKeySite,
  signed,
  tampered,
  unsigned,
} from '../support/key-site.js';
import { bringBack } from '../support/relying-parties.js';
import {
  CHALLENGE,
  createWorld,
  REDIRECT_URI,
  redeem,
  registerClient,
  type TestClient,
  type World,
} from '../support/world.js';

const WEB_APP = { redirect_uris: [REDIRECT_URI, 'https://rp.example/other'], scope: 'openid profile email' };
const JWT_TYPE = { 'content-type': 'application/oauth-authz-req+jwt' };

let world: World;
let site: KeySite;
let rsa: ClientKeyPair;
let ec: ClientKeyPair;
let rp: TestClient;

beforeAll(async () => {
  world = await createWorld();
  site = await openKeySite();
  [rsa, ec] = await Promise.all([newClientKey('RS256', 'rsa'), newClientKey('ES256', 'ec')]);
  const jwks = { keys: [rsa.jwk, ec.jwk] };
  const request_uris = ['/request', '/with-fragment#digest', '/bad', '/unsigned'].map((path) => site.origin + path);
  rp = await registerClient(world, { ...WEB_APP, client_id: 'rp', jwks, request_uris });
  await registerClient(world, { ...WEB_APP, client_id: 'es256', jwks, request_object_signing_alg: 'ES256' });
  await registerClient(world, {
    ...WEB_APP,
    client_id: 'none',
    jwks,
    request_object_signing_alg: 'none',
    request_uris,
  });
  await registerClient(world, { ...WEB_APP, client_id: 'strict', jwks, require_signed_request_object: true });
});
afterAll(async () => {
  await world.close();
  await site.close();
});

type Overrides = Readonly<Record<string, unknown>>;

/** What a good request object says; overrides replace members, undefined leaves one out. */
function members(overrides: Overrides = {}): JWTPayload {
  const now = Math.floor(Date.now() / 1000);
  const good = {
    iss: 'rp',
    aud: world.issuer,
    exp: now + 60,
    response_type: 'code',
    client_id: 'rp',
    redirect_uri: REDIRECT_URI,
    scope: 'openid',
    state: 'inside',
    nonce: 'the-nonce',
    prompt: 'none',
    code_challenge: CHALLENGE,
    code_challenge_method: 'S256',
  };
  return JSON.parse(JSON.stringify({ ...good, ...overrides })) as JWTPayload;
}

/** Sends these parameters, and what every request repeats outside of its object. */
function ask(parameters: Record<string, string | undefined>): Promise<FirstAnswer> {
  const all = { client_id: 'rp', response_type: 'code', scope: 'openid', redirect_uri: REDIRECT_URI, state: 'outside' };
  const sent = Object.entries({ ...all, ...parameters }).filter((entry): entry is [string, string] => !!entry[1]);
  return visit(world, `/oauth2/authorize?${new URLSearchParams(sent)}`);
}

const good = (overrides?: Overrides, key = rsa) => signed(key, members(overrides));

/** What a request that is understood is answered: nobody is signed in. */
const UNDERSTOOD = { error: 'login_required', state: 'inside' };

/** The object is refused; what it says is not even quoted. */
async function expectRefused(answer: Promise<FirstAnswer>, error: string, description = /./): Promise<void> {
  expect(returned(await answer)).toEqual({
    error,
    error_description: expect.stringMatching(description),
    state: 'outside',
    iss: world.issuer,
    session_state: expect.any(String),
  });
}

describe('RFC 9101 section 5.1, OIDC Core section 6.1: request objects by value', () => {
  it('are the request, signed with any key of the client', async () => {
    for (const key of [rsa, ec])
      expect(returned(await ask({ request: await good({}, key) }))).toMatchObject(UNDERSTOOD);
  });

  it('go before the parameters beside them, which fill in what they leave out', async () => {
    const elsewhere = await ask({ request: await good({ redirect_uri: 'https://rp.example/other' }) });
    expect(returned(elsewhere, 'https://rp.example/other')).toMatchObject(UNDERSTOOD);
    const filled = await ask({ request: await good({ state: undefined, redirect_uri: undefined }), state: 'beside' });
    expect(returned(filled)).toMatchObject({ error: 'login_required', state: 'beside' });
    const mode = await ask({ request: await good({ response_mode: 'fragment' }), response_mode: 'query' });
    expect(mode.location?.hash).toContain('state=inside');
  });

  it('may leave out redirect URI, response type and scope outside', async () => {
    const bare = { redirect_uri: undefined, response_type: undefined, scope: undefined, state: undefined };
    expect(returned(await ask({ ...bare, request: await good() }))).toMatchObject(UNDERSTOOD);
  });

  it('may say numbers, truth values and JSON', async () => {
    const request = await good({
      max_age: 60,
      claims: { id_token: { acr: null } },
      unknown: [1, { a: true }],
      flag: true,
    });
    expect(returned(await ask({ request }))).toMatchObject(UNDERSTOOD);
    await expect(ask({ request: await good({ max_age: 'soon' }) }).then(returned)).resolves.toMatchObject({
      error: 'invalid_request',
      state: 'inside',
    });
    expect(returned(await ask({ request: await good({ resource: ['https://unknown.example'] }) }))).toMatchObject({
      error: 'invalid_target',
    });
  });

  it('may leave out who made them, for whom and until when', async () => {
    const request = await good({ iss: undefined, aud: undefined, exp: undefined, client_id: undefined });
    expect(returned(await ask({ request }))).toMatchObject(UNDERSTOOD);
  });

  it.each<[string, Overrides, RegExp]>([
    ['that has expired', { exp: Math.floor(Date.now() / 1000) - 60 }, /has expired/],
    ['that is not valid yet', { nbf: Math.floor(Date.now() / 1000) + 300 }, /not valid yet/],
    ['of the future', { iat: Math.floor(Date.now() / 1000) + 300 }, /claim iat/],
    ['whose exp is no number', { exp: 'never' }, /claim exp .* malformed/],
    ['of another client', { iss: 'none' }, /claim iss .* must be rp/],
    ['for another server', { aud: 'https://other.example' }, /claim aud/],
    ['for other servers', { aud: ['https://a.example', 'https://b.example'] }, /claim aud/],
    ['with another client_id', { client_id: 'none' }, /client_id must be the same/],
    ['with a client_id that is no text', { client_id: 7 }, /client_id must be the same/],
    ['with another response_type', { response_type: 'token' }, /response_type must be the same/],
    ['with a request in it', { request: 'x' }, /must not have the member request/],
    ['with a request_uri in it', { request_uri: 'https://rp.example' }, /must not have the member request_uri/],
    ['that could be a client assertion', { sub: 'rp' }, /claim sub/],
  ])('are refused %s', async (_, overrides, description) => {
    await expectRefused(ask({ request: await good(overrides) }), 'invalid_request_object', description);
  });

  it('are refused where the signature does not cover what they say', async () => {
    const request = tampered(await good(), { redirect_uri: 'https://rp.example/other' });
    await expectRefused(ask({ request }), 'invalid_request_object', /signature .* does not match/);
  });

  it('are refused with the key of somebody else', async () => {
    const stranger = await newClientKey('RS256');
    await expectRefused(ask({ request: await good({}, stranger) }), 'invalid_request_object');
    const sameName = { ...stranger, jwk: { ...stranger.jwk, kid: 'rsa' } };
    await expectRefused(ask({ request: await good({}, sameName) }), 'invalid_request_object', /does not match/);
    const request = await signed(stranger, members(), { jwk: stranger.jwk });
    await expectRefused(ask({ request }), 'invalid_request_object');
  });

  it('are refused with a MAC made with the public key, or with the secret', async () => {
    const pem = await exportSPKI((await importJWK(rsa.jwk, 'RS256')) as CryptoKey);
    for (const key of [pem, rp.secret as string]) {
      const [header, payload] = unsigned(members(), { alg: 'HS256', kid: 'rsa' }).split('.');
      const mac = createHmac('sha256', key).update(`${header}.${payload}`).digest('base64url');
      await expectRefused(
        ask({ request: `${header}.${payload}.${mac}` }),
        'invalid_request_object',
        /must be signed with/,
      );
    }
  });

  it('are refused with an algorithm that the client is not registered for', async () => {
    const of = (key: ClientKeyPair) => signed(key, members({ iss: 'es256', client_id: 'es256' }));
    expect(returned(await ask({ client_id: 'es256', request: await of(ec) }))).toMatchObject(UNDERSTOOD);
    const refused = ask({ client_id: 'es256', request: await of(rsa) });
    await expectRefused(refused, 'invalid_request_object', /must be signed with ES256/);
  });

  it('are refused unsigned, except of a client that is registered so', async () => {
    await expectRefused(ask({ request: unsigned(members()) }), 'request_not_supported', /must be signed/);
    const own = { iss: 'none', client_id: 'none' };
    expect(returned(await ask({ client_id: 'none', request: unsigned(members(own)) }))).toMatchObject(UNDERSTOOD);
    const late = unsigned(members({ ...own, exp: 1 }));
    await expectRefused(ask({ client_id: 'none', request: late }), 'invalid_request_object', /has expired/);
    const another = unsigned(members({ ...own, iss: 'rp' }));
    await expectRefused(ask({ client_id: 'none', request: another }), 'invalid_request_object', /claim iss/);
    const request = await signed(rsa, members(own));
    await expectRefused(ask({ client_id: 'none', request }), 'invalid_request_object', /must be unsigned/);
    await expectRefused(ask({ client_id: 'none', request: `${unsigned(members(own))}AAAA` }), 'invalid_request_object');
  });

  it('are refused with another type', async () => {
    for (const typ of ['oauth-authz-req+jwt', 'application/oauth-authz-req+jwt', 'JWT'])
      expect(returned(await ask({ request: await signed(rsa, members(), { typ }) }))).toMatchObject(UNDERSTOOD);
    const request = await signed(rsa, members(), { typ: 'at+jwt' });
    await expectRefused(ask({ request }), 'invalid_request_object', /header typ/);
  });

  it.each(['x', 'x.y.z', '..', 'a.b.c.d.e', 'eyJhbGciOiJSUzI1NiJ9..', 'eyJhbGciOiJSUzI1NiJ9.W10.AA'])(
    'are refused where they are none: %s',
    async (request) => {
      await expectRefused(ask({ request }), 'invalid_request_object');
    },
  );

  it('are refused of a client without keys', async () => {
    const request = await signed(rsa, members({ iss: 'app1', client_id: 'app1' }));
    await expectRefused(ask({ client_id: 'app1', request }), 'invalid_request_object', /not among the client's keys/);
  });

  it('never let the browser go where nobody but they say', async () => {
    const evil = await ask({
      request: unsigned(members({ redirect_uri: 'https://evil.example/' })),
      redirect_uri: undefined,
    });
    expect([evil.status, evil.location]).toEqual([400, undefined]);
    expect(evil.html).toContain('request_not_supported');
    const unregistered = await ask({ request: await good({ redirect_uri: 'https://evil.example/' }) });
    expect([unregistered.status, unregistered.location]).toEqual([400, undefined]);
    const both = await ask({ request: 'x', redirect_uri: 'https://evil.example/' });
    expect([both.status, both.location]).toEqual([400, undefined]);
  });

  it('are required of a client that is registered so, and are all that counts', async () => {
    await expectRefused(ask({ client_id: 'strict' }), 'invalid_request', /signed request objects/);
    const strict = { iss: 'strict', client_id: 'strict' };
    const request = await signed(rsa, members({ ...strict, prompt: undefined, state: undefined }));
    const { location } = await ask({ client_id: 'strict', request, prompt: 'none' });
    expect(location?.pathname).toBe('/login');
    const unsignedOne = ask({ client_id: 'strict', request: unsigned(members(strict)) });
    await expectRefused(unsignedOne, 'request_not_supported');
  });
});

describe('RFC 9101 section 5.2, OIDC Core section 6.2: request objects by reference', () => {
  const at = (path: string) => site.origin + path;

  it('are fetched from an address that the client has registered, each time anew', async () => {
    for (const state of ['first', 'second']) {
      site.put('/request', `${await good({ state })}\n`, JWT_TYPE);
      expect(returned(await ask({ request_uri: at('/request') }))).toMatchObject({ error: 'login_required', state });
    }
  });

  it('may have the digest of what is there as their fragment', async () => {
    site.put('/with-fragment', await good(), { 'content-type': 'application/jwt; charset=utf-8' });
    expect(returned(await ask({ request_uri: at('/with-fragment#digest') }))).toMatchObject(UNDERSTOOD);
    site.put('/request', await good(), JWT_TYPE);
    expect(returned(await ask({ request_uri: at('/request#digest') }))).toMatchObject(UNDERSTOOD);
  });

  it.each(['/other', '/request?a', '/request/', '/with-fragment', '/../request'])(
    'are not fetched from an address that it has not: %s',
    async (path) => {
      site.put(path, await good(), JWT_TYPE);
      site.asked.clear();
      await expectRefused(ask({ request_uri: at(path) }), 'invalid_request_uri', /request_uris/);
      expect(site.asked.size).toBe(0);
    },
  );

  it.each(['http://169.254.169.254/latest', 'file:///etc/passwd', 'https://rp.example/request'])(
    'are not fetched for a client that has registered none: %s',
    async (request_uri) => {
      await expectRefused(ask({ client_id: 'es256', request_uri }), 'invalid_request_uri', /request_uris/);
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
    await expectRefused(ask({ request_uri: at('/bad') }), 'invalid_request_uri', /^the request_uri /);
  });

  it('are refused for all reasons for which a value is', async () => {
    site.put('/bad', 'no object', JWT_TYPE);
    await expectRefused(ask({ request_uri: at('/bad') }), 'invalid_request_object');
    site.put('/bad', tampered(await good(), { scope: 'openid email' }), JWT_TYPE);
    await expectRefused(ask({ request_uri: at('/bad') }), 'invalid_request_object', /does not match/);
  });

  it('are refused unsigned, except of a client that is registered so', async () => {
    site.put('/unsigned', unsigned(members({ iss: undefined, client_id: undefined })), {
      'content-type': 'application/jose',
    });
    await expectRefused(ask({ request_uri: at('/unsigned') }), 'request_uri_not_supported', /must be signed/);
    expect(returned(await ask({ client_id: 'none', request_uri: at('/unsigned') }))).toMatchObject(UNDERSTOOD);
  });

  it('do not go with a value', async () => {
    site.put('/request', await good(), JWT_TYPE);
    const both = ask({ request: await good(), request_uri: at('/request') });
    await expectRefused(both, 'invalid_request', /not both/);
  });
});

describe('a request object, to the end', () => {
  it('keeps its word while the person signs in and decides', async () => {
    const browser = new Browser(world.issuer);
    const request = await good({ prompt: 'login', scope: 'openid email', state: 'kept' });
    const query = new URLSearchParams({ client_id: 'rp', response_type: 'code', scope: 'openid profile', request });
    const answer = await bringBack(world, new URL(`${world.issuer}/oauth2/authorize?${query}`), browser);
    const parameters = (answer as URL).searchParams;
    expect([parameters.get('state'), parameters.get('iss')]).toEqual(['kept', world.issuer]);
    const { body } = await redeem(world, parameters.get('code') as string, {}, rp);
    expect(body).toMatchObject({ scope: 'openid email', id_token: expect.any(String) });
  });

  it('may be posted', async () => {
    const body = new URLSearchParams({ client_id: 'rp', request: await good() });
    expect(returned(await visit(world, '/oauth2/authorize', { method: 'POST', body }))).toMatchObject(UNDERSTOOD);
  });

  it('is what openid-client and oauth4webapi make', async () => {
    const options = { execute: [openid.allowInsecureRequests] };
    const method = openid.ClientSecretBasic(rp.secret);
    const configuration = await openid.discovery(new URL(world.issuer), 'rp', undefined, method, options);
    const pkceCodeVerifier = openid.randomPKCECodeVerifier();
    const asked = {
      redirect_uri: REDIRECT_URI,
      scope: 'openid',
      state: 'by-openid-client',
      code_challenge: await openid.calculatePKCECodeChallenge(pkceCodeVerifier),
      code_challenge_method: 'S256',
    };
    const url = await openid.buildAuthorizationUrlWithJAR(configuration, asked, { key: rsa.privateKey, kid: 'rsa' });
    const callback = await bringBack(world, url);
    const checks = { pkceCodeVerifier, expectedState: 'by-openid-client', idTokenExpected: true };
    const tokens = await openid.authorizationCodeGrant(configuration, callback, checks);
    expect(tokens.claims()).toMatchObject({ aud: 'rp' });
    const server = { issuer: world.issuer };
    const parameters = new URLSearchParams({
      ...asked,
      response_type: 'code',
      prompt: 'none',
      state: 'by-oauth4webapi',
    });
    const request = await oauth.issueRequestObject(server, { client_id: 'rp' }, parameters, {
      key: ec.privateKey,
      kid: 'ec',
    });
    expect(returned(await ask({ request }))).toMatchObject({ error: 'login_required', state: 'by-oauth4webapi' });
  });

  it('is advertised, but not unsigned: that is for clients that are registered so', async () => {
    const metadata = await (await fetch(`${world.issuer}/.well-known/openid-configuration`)).json();
    expect(metadata).toMatchObject({
      request_parameter_supported: true,
      request_uri_parameter_supported: true,
      require_request_uri_registration: true,
      request_object_signing_alg_values_supported: expect.arrayContaining(['RS256', 'ES256', 'EdDSA']),
    });
    expect(metadata).not.toMatchObject({
      request_object_signing_alg_values_supported: expect.arrayContaining(['none']),
    });
  });
});
