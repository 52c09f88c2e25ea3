import {
  allowInsecureRequests,
  authorizationCodeGrant,
  buildAuthorizationUrl,
  ClientSecretBasic,
  dynamicClientRegistration,
  fetchUserInfo,
  PrivateKeyJwt,
} from 'openid-client';
import { AuditEventEntity } from '../../../src/audit/audit-event.entity.js';
import { ClientEntity } from '../../../src/clients/client.entity.js';
import { ClientSecretEntity } from '../../../src/clients/client-secret.entity.js';
import { adminApi } from '../../support/admin.js';
import { Browser } from '../../support/browser.js';
import { newClientKey } from '../../support/key-site.js';
import { callRegistration, register, registrationWorld, WEB_APP } from '../../support/registration.js';
import { rowsOf } from '../../support/rows.js';
import { CHALLENGE, PASSWORD, post, VERIFIER, type World } from '../../support/world.js';

/** Signs bob in for the client and allows what it asks for. @returns the parameters that come back */
async function signIn(url: URL | string, issuer: string): Promise<URL> {
  const browser = new Browser(issuer);
  await browser.get(String(url));
  await browser.submitFirstForm({ username: 'bob', password: PASSWORD });
  await browser.submitFirstForm({}, 'allow');
  return new URL(browser.location ?? `about:blank#${browser.page.html}`);
}

describe('open dynamic client registration (RFC 7591)', () => {
  let world: World;
  beforeAll(async () => {
    world = await registrationWorld({ access: 'open', limit: 10_000 });
  });
  afterAll(() => world.close());

  it('answers with all registered metadata and how to manage them', async () => {
    const { status, headers, body } = await register(world, {
      ...WEB_APP,
      client_name: 'Example',
      'client_name#de': 'Beispiel',
      logo_uri: 'https://rp.example/logo.png',
      contacts: ['ops@rp.example'],
      software_id: 'example',
      default_max_age: 3600,
      require_auth_time: true,
    });
    expect([status, headers.get('cache-control'), headers.get('content-type')]).toEqual([
      201,
      'no-store',
      expect.stringContaining('application/json'),
    ]);
    const opaque = expect.stringMatching(/^[\w-]{22,}$/);
    expect(body).toEqual({
      client_id: opaque,
      client_secret: opaque,
      client_secret_expires_at: 0,
      client_id_issued_at: expect.any(Number),
      registration_access_token: opaque,
      registration_client_uri: `${world.issuer}/oauth2/register/${body.client_id}`,
      client_name: 'Example',
      'client_name#de': 'Beispiel',
      logo_uri: 'https://rp.example/logo.png',
      contacts: ['ops@rp.example'],
      software_id: 'example',
      default_max_age: 3600,
      require_auth_time: true,
      application_type: 'web',
      redirect_uris: WEB_APP.redirect_uris,
      post_logout_redirect_uris: [],
      grant_types: ['authorization_code'],
      response_types: ['code'],
      token_endpoint_auth_method: 'client_secret_basic',
      scope: 'openid profile email address phone offline_access',
      subject_type: 'public',
      id_token_signed_response_alg: 'RS256',
      first_party: false,
      require_pkce: true,
    });
  });

  it('gives a public client no secret', async () => {
    const { status, body } = await register(world, { ...WEB_APP, token_endpoint_auth_method: 'none' });
    expect([status, body.client_secret, body.client_secret_expires_at]).toEqual([201, undefined, undefined]);
  });

  it('stores secret and token as digests only', async () => {
    const { body } = await register(world);
    const rows = await Promise.all(
      [ClientEntity, ClientSecretEntity, AuditEventEntity].map((entity) => rowsOf<object>(world, entity)),
    );
    expect(JSON.stringify(rows)).not.toContain(body.client_secret);
    expect(JSON.stringify(rows)).not.toContain(body.registration_access_token);
  });

  it('serves a whole sign-in of openid-client', async () => {
    const client = await dynamicClientRegistration(
      new URL(world.issuer),
      { redirect_uris: ['https://rp.example/cb'], client_name: 'Stranger', scope: 'openid email' },
      ClientSecretBasic(),
      { execute: [allowInsecureRequests] },
    );
    const url = buildAuthorizationUrl(client, {
      redirect_uri: 'https://rp.example/cb',
      scope: 'openid email',
      code_challenge: CHALLENGE,
      code_challenge_method: 'S256',
    });
    const back = await signIn(url, world.issuer);
    const tokens = await authorizationCodeGrant(client, back, { pkceCodeVerifier: VERIFIER });
    const sub = tokens.claims()?.sub ?? '';
    await expect(fetchUserInfo(client, tokens.access_token, sub)).resolves.toMatchObject({ email: 'bob@example.com' });
  });

  it('gives no secret to a client that authenticates by its own keys', async () => {
    const { jwk, privateKey } = await newClientKey('ES256', 'a');
    const client = await dynamicClientRegistration(
      new URL(world.issuer),
      {
        redirect_uris: ['https://rp.example/cb'],
        token_endpoint_auth_method: 'private_key_jwt',
        token_endpoint_auth_signing_alg: 'ES256',
        jwks: { keys: [jwk] },
        scope: 'openid',
      },
      PrivateKeyJwt({ key: privateKey, kid: 'a' }),
      { execute: [allowInsecureRequests] },
    );
    expect(client.clientMetadata()).toMatchObject({ jwks: { keys: [jwk] } });
    expect(client.clientMetadata()).not.toHaveProperty('client_secret');
    const parameters = { redirect_uri: 'https://rp.example/cb', scope: 'openid', code_challenge: CHALLENGE };
    const url = buildAuthorizationUrl(client, { ...parameters, code_challenge_method: 'S256' });
    const tokens = await authorizationCodeGrant(client, await signIn(url, world.issuer), {
      pkceCodeVerifier: VERIFIER,
    });
    expect(tokens.id_token).toBeDefined();
  });

  it('ignores what it does not know, what only the server sets, and what no one grants himself', async () => {
    const { status, body } = await register(world, {
      ...WEB_APP,
      first_party: true,
      require_pkce: false,
      client_id: 'web-app',
      client_secret: 'x'.repeat(43),
      registration_access_token: 'x',
      registered_by: 'administrator',
      tls_client_auth_subject_dn: 'CN=x',
      nonsense: { a: [1] },
      __proto__x: 1,
      logo_uri: null,
    });
    expect(status).toBe(201);
    expect(body).toMatchObject({ first_party: false, require_pkce: true });
    expect([body.client_id, body.client_secret, body.registration_access_token]).not.toEqual(
      expect.arrayContaining(['web-app', 'x'.repeat(43), 'x']),
    );
    for (const name of ['nonsense', 'tls_client_auth_subject_dn', 'registered_by', 'logo_uri', '__proto__x'])
      expect(body).not.toHaveProperty(name);
    const api = await adminApi(world);
    expect((await api('GET', `/clients/${body.client_id}`)).body.registered_by).toBe('open');
  });

  it('maps no claims for strangers, and tells them neither roles nor groups', async () => {
    const { status, body } = await register(world, {
      ...WEB_APP,
      id_token_claims: 'scope',
      claim_mappings: [{ claim: 'x', from: 'email' }],
    });
    expect([status, body.id_token_claims, body.claim_mappings]).toEqual([201, 'scope', undefined]);
    for (const scope of ['openid roles', 'openid groups']) {
      const refused = await register(world, { ...WEB_APP, scope });
      expect([refused.status, refused.body.error]).toEqual([400, 'invalid_client_metadata']);
    }
  });

  it('makes an app out of who has addresses on a device only, as clients do that know OAuth alone', async () => {
    const redirect_uris = ['http://localhost:3334/oauth/callback', 'http://127.0.0.1/cb', 'com.example.app:/cb'];
    const { status, body } = await register(world, { redirect_uris, token_endpoint_auth_method: 'none' });
    expect([status, body.application_type]).toEqual([201, 'native']);
  });

  it('is open to scripts of other origins', async () => {
    const preflight = await fetch(`${world.issuer}/oauth2/register/x`, {
      method: 'OPTIONS',
      headers: {
        origin: 'https://spa.example',
        'access-control-request-method': 'PUT',
        'access-control-request-headers': 'authorization,content-type',
      },
    });
    expect(preflight.headers.get('access-control-allow-origin')).toBe('*');
    expect(preflight.headers.get('access-control-allow-methods')).toContain('PUT');
    const { headers } = await callRegistration(`${world.issuer}/oauth2/register`, 'POST', WEB_APP, {
      origin: 'https://spa.example',
    });
    expect(headers.get('access-control-allow-origin')).toBe('*');
  });
});

describe('open registration at a server that lets confidential clients do without PKCE', () => {
  let world: World;
  beforeAll(async () => {
    world = await registrationWorld({ access: 'open', requirePkce: false });
  });
  afterAll(() => world.close());

  it.each<[string, object, boolean]>([
    ['a confidential client', {}, false],
    ['one that asks for it', { require_pkce: true }, true],
    ['a public client', { token_endpoint_auth_method: 'none' }, true],
    ['a public client that would rather not', { token_endpoint_auth_method: 'none', require_pkce: false }, true],
  ])('requires it of %s or not', async (_, metadata, required) => {
    const { status, body } = await register(world, { ...WEB_APP, ...metadata });
    expect([status, body.require_pkce]).toEqual([201, required]);
  });

  it('signs people in without it', async () => {
    const { body } = await register(world);
    const query = new URLSearchParams({
      response_type: 'code',
      client_id: body.client_id,
      redirect_uri: 'https://rp.example/cb',
      scope: 'openid',
      nonce: 'n',
    });
    const back = await signIn(`${world.issuer}/oauth2/authorize?${query}`, world.issuer);
    const form = {
      grant_type: 'authorization_code',
      code: back.searchParams.get('code') ?? '',
      redirect_uri: 'https://rp.example/cb',
    };
    const answer = await post(world, '/oauth2/token', form, { id: body.client_id, secret: body.client_secret });
    expect([answer.status, answer.body.id_token]).toEqual([200, expect.any(String)]);
  });
});
