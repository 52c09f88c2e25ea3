import { createHmac } from 'node:crypto';
import { exportSPKI, importJWK } from 'jose';
import * as oauth from 'oauth4webapi';
import * as openid from 'openid-client';
import { returned, visit } from '../../support/authorization.js';
import { Browser } from '../../support/browser.js';
import { type ClientKeyPair, newClientKey, signed, tampered, unsigned } from '../../support/key-site.js';
import { bringBack } from '../../support/relying-parties.js';
import {
  ask,
  createRequestObjectsWorld,
  expectRefused,
  good,
  members,
  type Overrides,
  type RequestObjectsWorld,
  UNDERSTOOD,
} from '../../support/request-objects.js';
import { REDIRECT_URI, redeem, type TestClient } from '../../support/world.js';

let world: RequestObjectsWorld;
let rsa: ClientKeyPair;
let ec: ClientKeyPair;
let rp: TestClient;

beforeAll(async () => {
  world = await createRequestObjectsWorld();
  ({ rsa, ec, rp } = world);
});
afterAll(() => world.close());

describe('RFC 9101 section 5.1, OIDC Core section 6.1: request objects by value', () => {
  it('are the request, signed with any key of the client', async () => {
    for (const key of [rsa, ec])
      expect(returned(await ask(world, { request: await good(world, {}, key) }))).toMatchObject(UNDERSTOOD);
  });

  it('go before the parameters beside them, which fill in what they leave out', async () => {
    const elsewhere = await ask(world, { request: await good(world, { redirect_uri: 'https://rp.example/other' }) });
    expect(returned(elsewhere, 'https://rp.example/other')).toMatchObject(UNDERSTOOD);
    const filled = await ask(world, {
      request: await good(world, { state: undefined, redirect_uri: undefined }),
      state: 'beside',
    });
    expect(returned(filled)).toMatchObject({ error: 'login_required', state: 'beside' });
    const mode = await ask(world, {
      request: await good(world, { response_mode: 'fragment' }),
      response_mode: 'query',
    });
    expect(mode.location?.hash).toContain('state=inside');
  });

  it('may leave out redirect URI, response type and scope outside', async () => {
    const bare = { redirect_uri: undefined, response_type: undefined, scope: undefined, state: undefined };
    expect(returned(await ask(world, { ...bare, request: await good(world) }))).toMatchObject(UNDERSTOOD);
  });

  it('may say numbers, truth values and JSON', async () => {
    const request = await good(world, {
      max_age: 60,
      claims: { id_token: { acr: null } },
      unknown: [1, { a: true }],
      flag: true,
    });
    expect(returned(await ask(world, { request }))).toMatchObject(UNDERSTOOD);
    await expect(ask(world, { request: await good(world, { max_age: 'soon' }) }).then(returned)).resolves.toMatchObject(
      {
        error: 'invalid_request',
        state: 'inside',
      },
    );
    expect(
      returned(await ask(world, { request: await good(world, { resource: ['https://unknown.example'] }) })),
    ).toMatchObject({
      error: 'invalid_target',
    });
  });

  it('may leave out who made them, for whom and until when', async () => {
    const request = await good(world, { iss: undefined, aud: undefined, exp: undefined, client_id: undefined });
    expect(returned(await ask(world, { request }))).toMatchObject(UNDERSTOOD);
  });

  it.each<[string, Overrides, RegExp]>([
    ['that has expired', { exp: Math.floor(Date.now() / 1000) - 60 }, /has expired/],
    ['that is not valid yet', { nbf: Math.floor(Date.now() / 1000) + 3000 }, /not valid yet/],
    ['of the future', { iat: Math.floor(Date.now() / 1000) + 3000 }, /claim iat/],
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
    await expectRefused(world, { request: await good(world, overrides) }, 'invalid_request_object', description);
  });

  it('are refused where the signature does not cover what they say', async () => {
    const request = tampered(await good(world), { redirect_uri: 'https://rp.example/other' });
    await expectRefused(world, { request }, 'invalid_request_object', /signature .* does not match/);
  });

  it('are refused with the key of somebody else', async () => {
    const stranger = await newClientKey('RS256');
    await expectRefused(world, { request: await good(world, {}, stranger) }, 'invalid_request_object');
    const sameName = { ...stranger, jwk: { ...stranger.jwk, kid: 'rsa' } };
    await expectRefused(
      world,
      { request: await good(world, {}, sameName) },
      'invalid_request_object',
      /does not match/,
    );
    const request = await signed(stranger, members(world), { jwk: stranger.jwk });
    await expectRefused(world, { request }, 'invalid_request_object');
  });

  it('are refused with a MAC made with the public key, or with the secret', async () => {
    const pem = await exportSPKI((await importJWK(rsa.jwk, 'RS256')) as CryptoKey);
    for (const key of [pem, rp.secret as string]) {
      const [header, payload] = unsigned(members(world), { alg: 'HS256', kid: 'rsa' }).split('.');
      const mac = createHmac('sha256', key).update(`${header}.${payload}`).digest('base64url');
      await expectRefused(
        world,
        { request: `${header}.${payload}.${mac}` },
        'invalid_request_object',
        /must be signed with/,
      );
    }
  });

  it('are refused with an algorithm that the client is not registered for', async () => {
    const of = (key: ClientKeyPair) => signed(key, members(world, { iss: 'es256', client_id: 'es256' }));
    expect(returned(await ask(world, { client_id: 'es256', request: await of(ec) }))).toMatchObject(UNDERSTOOD);
    const refused = { client_id: 'es256', request: await of(rsa) };
    await expectRefused(world, refused, 'invalid_request_object', /must be signed with ES256/);
  });

  it('are refused unsigned, except of a client that is registered so', async () => {
    await expectRefused(world, { request: unsigned(members(world)) }, 'request_not_supported', /must be signed/);
    const own = { iss: 'none', client_id: 'none' };
    expect(returned(await ask(world, { client_id: 'none', request: unsigned(members(world, own)) }))).toMatchObject(
      UNDERSTOOD,
    );
    const late = unsigned(members(world, { ...own, exp: 1 }));
    await expectRefused(world, { client_id: 'none', request: late }, 'invalid_request_object', /has expired/);
    const another = unsigned(members(world, { ...own, iss: 'rp' }));
    await expectRefused(world, { client_id: 'none', request: another }, 'invalid_request_object', /claim iss/);
    const request = await signed(rsa, members(world, own));
    await expectRefused(world, { client_id: 'none', request }, 'invalid_request_object', /must be unsigned/);
    await expectRefused(
      world,
      { client_id: 'none', request: `${unsigned(members(world, own))}AAAA` },
      'invalid_request_object',
    );
  });

  it('are refused with another type', async () => {
    for (const typ of ['oauth-authz-req+jwt', 'application/oauth-authz-req+jwt', 'JWT'])
      expect(returned(await ask(world, { request: await signed(rsa, members(world), { typ }) }))).toMatchObject(
        UNDERSTOOD,
      );
    const request = await signed(rsa, members(world), { typ: 'at+jwt' });
    await expectRefused(world, { request }, 'invalid_request_object', /header typ/);
  });

  it.each(['x', 'x.y.z', '..', 'a.b.c.d.e', 'eyJhbGciOiJSUzI1NiJ9..', 'eyJhbGciOiJSUzI1NiJ9.W10.AA'])(
    'are refused where they are none: %s',
    async (request) => {
      await expectRefused(world, { request }, 'invalid_request_object');
    },
  );

  it('are refused of a client without keys', async () => {
    const request = await signed(rsa, members(world, { iss: 'app1', client_id: 'app1' }));
    await expectRefused(world, { client_id: 'app1', request }, 'invalid_request_object', /not among the client's keys/);
  });

  it('never let the browser go where no one but they say', async () => {
    const evil = await ask(world, {
      request: unsigned(members(world, { redirect_uri: 'https://evil.example/' })),
      redirect_uri: undefined,
    });
    expect([evil.status, evil.location]).toEqual([400, undefined]);
    expect(evil.html).toContain('request_not_supported');
    const unregistered = await ask(world, { request: await good(world, { redirect_uri: 'https://evil.example/' }) });
    expect([unregistered.status, unregistered.location]).toEqual([400, undefined]);
    const both = await ask(world, { request: 'x', redirect_uri: 'https://evil.example/' });
    expect([both.status, both.location]).toEqual([400, undefined]);
  });

  it('are required of a client that is registered so, and are all that counts', async () => {
    await expectRefused(world, { client_id: 'strict' }, 'invalid_request', /signed request objects/);
    const strict = { iss: 'strict', client_id: 'strict' };
    const request = await signed(rsa, members(world, { ...strict, prompt: undefined, state: undefined }));
    const { location } = await ask(world, { client_id: 'strict', request, prompt: 'none' });
    expect(location?.pathname).toBe('/login');
    const unsignedOne = { client_id: 'strict', request: unsigned(members(world, strict)) };
    await expectRefused(world, unsignedOne, 'request_not_supported');
  });
});

describe('a request object, to the end', () => {
  it('keeps its word while the person signs in and decides', async () => {
    const browser = new Browser(world.issuer);
    const request = await good(world, { prompt: 'login', scope: 'openid email', state: 'kept' });
    const query = new URLSearchParams({ client_id: 'rp', response_type: 'code', scope: 'openid profile', request });
    const answer = await bringBack(world, new URL(`${world.issuer}/oauth2/authorize?${query}`), browser);
    const parameters = (answer as URL).searchParams;
    expect([parameters.get('state'), parameters.get('iss')]).toEqual(['kept', world.issuer]);
    const { body } = await redeem(world, parameters.get('code') as string, {}, rp);
    expect(body).toMatchObject({ scope: 'openid email', id_token: expect.any(String) });
  });

  it('may be posted', async () => {
    const body = new URLSearchParams({ client_id: 'rp', request: await good(world) });
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
    expect(returned(await ask(world, { request }))).toMatchObject({
      error: 'login_required',
      state: 'by-oauth4webapi',
    });
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
