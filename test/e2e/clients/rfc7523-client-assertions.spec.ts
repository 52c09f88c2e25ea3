import { createHmac } from 'node:crypto';
import { exportSPKI, importJWK } from 'jose';
import * as oauth from 'oauth4webapi';
import * as openid from 'openid-client';
import { ClientAssertionEntity } from '../../../src/clients/client-assertion.entity.js';
import {
  claims,
  expectRefused,
  MACHINE,
  type Overrides,
  registerByMac,
  send,
} from '../../support/client-assertions.js';
import {
  type ClientKeyPair,
  type KeySite,
  newClientKey,
  openKeySite,
  signed,
  tampered,
  unsigned,
} from '../../support/key-site.js';
import { rowsOf } from '../../support/rows.js';
import { createWorld, post, registerClient, type World } from '../../support/world.js';

let world: World;
let site: KeySite;
let rsa: ClientKeyPair;
let ec: ClientKeyPair;
let secret: string;

beforeAll(async () => {
  world = await createWorld();
  site = await openKeySite();
  [rsa, ec] = await Promise.all([newClientKey('RS256', 'rsa'), newClientKey('ES256', 'ec')]);
  const keys = { token_endpoint_auth_method: 'private_key_jwt', jwks: { keys: [rsa.jwk, ec.jwk] } };
  await registerClient(world, { ...MACHINE, ...keys, client_id: 'by-key' });
  await registerClient(world, { ...MACHINE, ...keys, client_id: 'by-key-too' });
  await registerClient(world, {
    ...MACHINE,
    ...keys,
    client_id: 'es256-only',
    token_endpoint_auth_signing_alg: 'ES256',
  });
  secret = await registerByMac(world);
});
afterAll(async () => {
  await world.close();
  await site.close();
});

describe('RFC 7523 section 2.2, OIDC Core section 9: private_key_jwt', () => {
  const jwt = async (overrides?: Overrides, key = rsa, clientId = 'by-key') =>
    signed(key, claims(world, clientId, overrides));

  it('proves who the client is at the token endpoint', async () => {
    for (const key of [rsa, ec]) {
      const { status, body } = await send(world, await jwt({}, key));
      expect([status, body.token_type]).toEqual([200, 'Bearer']);
    }
  });

  it('may expire between two seconds (RFC 7519 §2), and is remembered until a whole one', async () => {
    const exp = Math.floor(Date.now() / 1000) + 60.1234567;
    expect((await send(world, await jwt({ exp }))).status).toBe(200);
    const stored = await rowsOf(world, ClientAssertionEntity);
    expect(stored.filter(({ expiresAt }) => !Number.isInteger(expiresAt))).toEqual([]);
  });

  it('does so at introspection and revocation too, where their own address is an audience as well', async () => {
    const { body } = await send(world, await jwt());
    const token = body.access_token as string;
    const introspected = await send(
      world,
      await jwt({ aud: `${world.issuer}/oauth2/introspect` }),
      { token },
      '/oauth2/introspect',
    );
    expect(introspected.body).toMatchObject({ active: true, client_id: 'by-key' });
    const revoked = await send(world, await jwt({ aud: `${world.issuer}/oauth2/revoke` }), { token }, '/oauth2/revoke');
    expect(revoked.status).toBe(200);
    expect((await send(world, await jwt(), { token }, '/oauth2/introspect')).body).toEqual({ active: false });
  });

  it.each([
    ['the token endpoint', () => `${world.issuer}/oauth2/token`],
    ['a list with the issuer', () => ['https://other.example', world.issuer]],
  ])('may name %s as its audience', async (_, aud) => {
    expect((await send(world, await jwt({ aud: aud() }))).status).toBe(200);
  });

  it('goes with a client_id that is the same, and with no other', async () => {
    expect((await send(world, await jwt(), { client_id: 'by-key' })).status).toBe(200);
    expect((await send(world, await jwt(), { client_id: 'by-key-too' })).body).toMatchObject({
      error: 'invalid_request',
    });
  });

  it.each<[string, Overrides, RegExp]>([
    ['that has expired', { exp: Math.floor(Date.now() / 1000) - 60 }, /has expired/],
    ['that never expires', { exp: undefined }, /claim exp .* missing/],
    ['that expires too late', { exp: Math.floor(Date.now() / 1000) + 7200 }, /claim exp .* at most 3600 seconds/],
    ['that is not valid yet', { nbf: Math.floor(Date.now() / 1000) + 3000 }, /not valid yet/],
    ['of the future', { iat: Math.floor(Date.now() / 1000) + 3000 }, /claim iat/],
    ['without a jti', { jti: undefined }, /claim jti .* missing/],
    ['with an empty jti', { jti: '' }, /claim jti .* text/],
    ['with a jti that is no text', { jti: 7 }, /claim jti .* text/],
    ['with no audience', { aud: undefined }, /claim aud .* missing/],
    ['for another server', { aud: 'https://other.example' }, /claim aud/],
    ['for another endpoint', { aud: 'ISSUER/oauth2/revoke' }, /claim aud/],
    ['of another issuer', { iss: 'by-key-too' }, /claim iss .* must be by-key/],
    ['of no issuer', { iss: undefined }, /claim iss .* missing/],
    ['about nobody', { sub: undefined }, /claim sub/],
    ['about another client', { sub: 'by-key-too' }, /claim iss .* must be by-key-too/],
  ])('refuses an assertion %s', async (_, overrides, description) => {
    const aud = typeof overrides.aud === 'string' ? { aud: overrides.aud.replace('ISSUER', world.issuer) } : {};
    await expectRefused(send(world, await jwt({ ...overrides, ...aud })), description);
  });

  it('accepts a clock that is a little ahead', async () => {
    const soon = Math.floor(Date.now() / 1000) + 10;
    expect((await send(world, await jwt({ iat: soon, nbf: soon }))).status).toBe(200);
  });

  it('refuses what its signature does not cover', async () => {
    await expectRefused(send(world, tampered(await jwt(), { jti: 'another' })), /signature .* does not match/);
  });

  it('refuses the key of somebody else, under whatever name', async () => {
    const stranger = await newClientKey('RS256');
    await expectRefused(send(world, await jwt({}, stranger)), /does not match|none of the client's keys/);
    const sameName = { ...stranger, jwk: { ...stranger.jwk, kid: 'rsa' } };
    await expectRefused(send(world, await jwt({}, sameName)), /signature .* does not match/);
    const unknown = { ...stranger, jwk: { ...stranger.jwk, kid: 'unknown' } };
    await expectRefused(send(world, await jwt({}, unknown)), /not among the client's keys/);
  });

  it('never takes a key from the assertion itself', async () => {
    const stranger = await newClientKey('RS256');
    for (const header of [{ jwk: stranger.jwk }, { jku: `${site.origin}/evil` }, { x5u: `${site.origin}/evil` }])
      await expectRefused(
        send(world, await signed(stranger, claims(world, 'by-key'), header)),
        /none of the client's keys|does not match/,
      );
    expect(site.asked.get('/evil')).toBeUndefined();
  });

  it('refuses alg none', async () => {
    await expectRefused(send(world, unsigned(claims(world, 'by-key'))), /must be signed with/);
    await expectRefused(send(world, `${unsigned(claims(world, 'by-key'))}AAAA`), /must be signed with/);
  });

  it('refuses a MAC made with the public key', async () => {
    const pem = await exportSPKI((await importJWK(rsa.jwk, 'RS256')) as CryptoKey);
    for (const key of [pem, JSON.stringify(rsa.jwk), rsa.jwk.n as string]) {
      const [header, payload] = unsigned(claims(world, 'by-key'), { alg: 'HS256', kid: 'rsa' }).split('.');
      const mac = createHmac('sha256', key).update(`${header}.${payload}`).digest('base64url');
      await expectRefused(send(world, `${header}.${payload}.${mac}`), /by private_key_jwt.*used client_secret_jwt/);
    }
  });

  it('refuses an algorithm that the client is not registered for', async () => {
    expect((await send(world, await jwt({}, ec, 'es256-only'))).status).toBe(200);
    await expectRefused(send(world, await jwt({}, rsa, 'es256-only')), /must be signed with ES256/);
  });

  it('refuses another type of JWT, such as a request object', async () => {
    const ours = { typ: 'client-authentication+jwt' };
    expect((await send(world, await signed(rsa, claims(world, 'by-key'), ours))).status).toBe(200);
    await expectRefused(
      send(world, await signed(rsa, claims(world, 'by-key'), { typ: 'oauth-authz-req+jwt' })),
      /header typ/,
    );
  });

  it.each(['x', 'x.y.z', '..', 'a.b.c.d.e', '{}'])('refuses what is no JWT: %s', async (assertion) => {
    await expectRefused(send(world, assertion), /no well-formed signed JWT/);
  });

  it('refuses an unknown or missing client_assertion_type', async () => {
    await expectRefused(send(world, await jwt(), { client_assertion_type: 'x' }), /client_assertion_type must be urn/);
    await expectRefused(send(world, await jwt(), { client_assertion_type: '' }), /client_assertion_type must be urn/);
    await expectRefused(send(world, '', { client_id: world.spa.id }), /authenticate the client by one of/);
  });

  it('names the expected method of a client that authenticates otherwise, and says little of an unknown client', async () => {
    await expectRefused(send(world, await jwt({}, rsa, 'app1')), /by client_secret_basic or client_secret_post/);
    await expectRefused(send(world, await jwt({}, rsa, 'nobody')), /^check client_id and secret or key$/);
  });

  it('refuses a second method beside it', async () => {
    const both = { client_secret: 'x', client_id: 'by-key' };
    expect((await send(world, await jwt(), both)).body).toMatchObject({ error: 'invalid_request' });
  });

  it('refuses the client its former ways to authenticate', async () => {
    const { body } = await post(
      world,
      '/oauth2/token',
      { grant_type: 'client_credentials', client_id: 'by-key' },
      null,
    );
    expect(body.error).toBe('invalid_client');
  });

  it('is used once, however many use it at once, and per client', async () => {
    const assertion = await jwt({ jti: 'the-same' });
    const answers = await Promise.all(Array.from({ length: 50 }, () => send(world, assertion)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(answers.find(({ status }) => status === 401)?.body.error_description).toMatch(/was used before/);
    await expectRefused(send(world, await jwt({ jti: 'the-same' })), /was used before/);
    expect((await send(world, await jwt({ jti: 'the-same' }, rsa, 'by-key-too'))).status).toBe(200);
  });
});

describe('real clients authenticate so', () => {
  const options = { execute: [openid.allowInsecureRequests] };

  it.each(['by-key', 'by-mac'])('openid-client as %s', async (clientId) => {
    const method =
      clientId === 'by-key'
        ? openid.PrivateKeyJwt({ key: rsa.privateKey, kid: 'rsa' })
        : openid.ClientSecretJwt(secret);
    const configuration = await openid.discovery(new URL(world.issuer), clientId, undefined, method, options);
    const { access_token } = await openid.clientCredentialsGrant(configuration, { scope: 'api:read' });
    expect(await openid.tokenIntrospection(configuration, access_token)).toMatchObject({ active: true });
    await openid.tokenRevocation(configuration, access_token);
    expect(await openid.tokenIntrospection(configuration, access_token)).toEqual({ active: false });
  });

  it.each(['by-key', 'by-mac'])('oauth4webapi as %s', async (client_id) => {
    const insecure = { [oauth.allowInsecureRequests]: true };
    const issuer = new URL(world.issuer);
    const server = await oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, insecure));
    const method =
      client_id === 'by-key' ? oauth.PrivateKeyJwt({ key: ec.privateKey, kid: 'ec' }) : oauth.ClientSecretJwt(secret);
    const answer = await oauth.clientCredentialsGrantRequest(server, { client_id }, method, {}, insecure);
    const { access_token } = await oauth.processClientCredentialsResponse(server, { client_id }, answer);
    const introspection = await oauth.introspectionRequest(server, { client_id }, method, access_token, insecure);
    expect(await oauth.processIntrospectionResponse(server, { client_id }, introspection)).toMatchObject({
      active: true,
    });
  });

  it('because discovery says how', async () => {
    const metadata = await (await fetch(`${world.issuer}/.well-known/openid-configuration`)).json();
    const methods = ['client_secret_basic', 'client_secret_post', 'client_secret_jwt', 'private_key_jwt'];
    for (const endpoint of ['token', 'introspection', 'revocation']) {
      expect(metadata).toMatchObject({
        [`${endpoint}_endpoint_auth_methods_supported`]: expect.arrayContaining(methods),
        [`${endpoint}_endpoint_auth_signing_alg_values_supported`]: expect.arrayContaining(['HS256', 'RS256', 'ES256']),
      });
      expect(JSON.stringify(metadata)).not.toContain('undefined');
    }
  });
});
