import { createHash, randomUUID } from 'node:crypto';
import { decodeJwt, decodeProtectedHeader } from 'jose';
import { adminApi } from '../../support/admin.js';
import { Browser } from '../../support/browser.js';
import { type ClientKeyPair, type KeySite, newClientKey, openKeySite, signed } from '../../support/key-site.js';
import {
  bearer,
  callRegistration,
  type RegistrationAnswer,
  register,
  registrationWorld,
} from '../../support/registration.js';
import { type Answer, authorize, authorizeUrl, PASSWORD, post, type World } from '../../support/world.js';

const CALLBACK = 'https://suite.example/callback';
const ASSERTION = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

interface Suite {
  readonly id: string;
  readonly registered: RegistrationAnswer;
  key: ClientKeyPair;
}

/**
 * What the modules of the OpenID Foundation's Dynamic plan do, by clients like theirs: each registers itself, proves who it is
 * by private_key_jwt, and uses no PKCE. They register by an initial access token, as their keys are at addresses of this machine.
 */
describe('the Dynamic OP plan, response type code', () => {
  let world: World;
  let site: KeySite;
  let key: ClientKeyPair;

  beforeAll(async () => {
    world = await registrationWorld({ access: 'token', requirePkce: false });
    [site, key] = await Promise.all([openKeySite(), newClientKey('RS256')]);
  });
  afterAll(async () => {
    await world.close();
    await site.close();
  });

  it('oidcc-server: registers, signs a person in and tells about the same person', async () => {
    const suite = await newSuite();
    expect(suite.registered).toMatchObject({ status: 201, body: { token_endpoint_auth_method: 'private_key_jwt' } });
    const { idToken, userinfo } = await flow(suite);
    expect(idToken).toMatchObject({ iss: world.issuer, aud: suite.id, nonce: 'the-nonce' });
    expect(userinfo.sub).toBe(idToken.sub);
  });

  it('oidcc-server: tells how to manage the registration, which answers the same', async () => {
    const { body } = (await newSuite()).registered;
    const { registration_client_uri: address, registration_access_token: token, ...metadata } = body;
    const read = await callRegistration(address, 'GET', undefined, bearer(token));
    expect(read).toMatchObject({ status: 200, body: metadata });
  });

  it('oidcc-ensure-client-assertion-with-iss-aud-succeeds: the issuer is an audience too', async () => {
    expect((await flow(await newSuite(), {}, world.issuer)).tokens.status).toBe(200);
  });

  it('oidcc-idtoken-rs256: RS256 with a kid', async () => {
    const { tokens } = await flow(await newSuite({ id_token_signed_response_alg: 'RS256' }));
    expect(decodeProtectedHeader(tokens.body.id_token)).toMatchObject({ alg: 'RS256', kid: expect.any(String) });
  });

  it('oidcc-ensure-redirect-uri-in-authorization-request: a page where it is left out', async () => {
    const browser = new Browser(world.issuer);
    await browser.get(authorizeUrl(world, asked((await newSuite()).id, { redirect_uri: undefined })));
    expect([browser.page.status, browser.location]).toEqual([400, undefined]);
  });

  it('oidcc-redirect-uri-regfrag: no fragment', async () => {
    const { registered } = await newSuite({ redirect_uris: [`${CALLBACK}#foobar`] });
    expect(registered).toMatchObject({ status: 400, body: { error: 'invalid_redirect_uri' } });
  });

  it('oidcc-3rd_party-init-login-nohttps: refused', async () => {
    const { registered } = await newSuite({ initiate_login_uri: 'http://suite.example/login' });
    expect(registered).toMatchObject({ status: 400, body: { error: 'invalid_client_metadata' } });
  });

  it('oidcc-registration-logo-uri, -policy-uri, -tos-uri: shown where the person decides', async () => {
    const links = {
      logo_uri: 'https://suite.example/logo.png',
      policy_uri: 'https://suite.example/policy',
      tos_uri: 'https://suite.example/tos',
    };
    const { id } = await newSuite(links);
    const browser = new Browser(world.issuer);
    await browser.get(authorizeUrl(world, asked(id)));
    await browser.submitFirstForm({ username: 'bob', password: PASSWORD });
    for (const address of Object.values(links)) expect(browser.page.html).toContain(address);
  });

  it('oidcc-registration-jwks-uri: keys at an address', async () => {
    const suite = await newSuite({ jwks: undefined, jwks_uri: `${site.origin}/jwks` });
    publish('/jwks', suite.key);
    expect((await flow(suite)).tokens.status).toBe(200);
  });

  it('oidcc-refresh-token-rp-key-rotation: the keys change at their address between code and refresh', async () => {
    const rotating = { jwks: undefined, jwks_uri: `${site.origin}/rotating` };
    const suite = await newSuite({ ...rotating, grant_types: ['authorization_code', 'refresh_token'] });
    suite.key = await newClientKey('RS256', 'first');
    publish('/rotating', suite.key);
    const { tokens } = await flow(suite, { scope: 'openid offline_access', prompt: 'consent' });
    suite.key = await newClientKey('RS256', 'second');
    publish('/rotating', suite.key);
    const { refresh_token } = tokens.body;
    expect(await send(suite, { grant_type: 'refresh_token', refresh_token })).toMatchObject({ status: 200 });
  });

  it('oidcc-request-uri-signed-rs256: the request at an address, registered with the digest of what is there', async () => {
    const address = `${site.origin}/request#${createHash('sha256').update('whatever').digest('base64url')}`;
    const suite = await newSuite({ request_uris: [address], request_object_signing_alg: 'RS256' });
    const parameters = Object.fromEntries(new URL(authorizeUrl(world, asked(suite.id))).searchParams);
    const jwt = await signed(suite.key, { ...parameters, iss: suite.id, aud: world.issuer });
    site.put('/request', jwt, { 'content-type': 'application/jwt' });
    const { client_id, response_type, scope } = parameters;
    const query = new URLSearchParams({ client_id, response_type, scope, request_uri: address } as Record<
      string,
      string
    >);
    const browser = new Browser(world.issuer);
    await browser.get(`/oauth2/authorize?${query}`);
    await browser.submitFirstForm({ username: 'alice', password: PASSWORD });
    if (browser.page.url.includes('/consent')) await browser.submitFirstForm({}, 'allow');
    expect(new URL(browser.location ?? '').searchParams.get('state')).toBe('the-state');
  });

  it('oidcc-request-uri-unsigned: skipped, as `none` is not advertised', async () => {
    const metadata = (await (await fetch(`${world.issuer}/.well-known/openid-configuration`)).json()) as Record<
      string,
      unknown
    >;
    expect(metadata.request_object_signing_alg_values_supported).toEqual(expect.arrayContaining(['RS256']));
    expect(metadata.request_object_signing_alg_values_supported).not.toContain('none');
  });

  /** Registers as the suite does. */
  async function newSuite(more: Readonly<Record<string, unknown>> = {}): Promise<Suite> {
    const token = (await (await adminApi(world, 'initial-access-tokens:write'))('POST', '/initial-access-tokens')).body
      .token;
    const metadata = {
      client_name: 'OpenID suite',
      grant_types: ['authorization_code'],
      jwks: { keys: [{ ...key.jwk, use: 'sig', alg: 'RS256' }] },
      token_endpoint_auth_method: 'private_key_jwt',
      response_types: ['code'],
      redirect_uris: [CALLBACK],
      contacts: ['certification@suite.example'],
      ...more,
    };
    const registered = await register(world, metadata, token);
    return { id: registered.body.client_id, registered, key };
  }

  function asked(clientId: string, more: Readonly<Record<string, string | undefined>> = {}) {
    const own = { client_id: clientId, redirect_uri: CALLBACK, scope: 'openid' };
    return { ...own, code_challenge: undefined, code_challenge_method: undefined, ...more };
  }

  async function flow(suite: Suite, more: Readonly<Record<string, string>> = {}, audience?: string) {
    const query = await authorize(world, asked(suite.id, more));
    const code = query.get('code') ?? `no code, but ${query}`;
    const tokens = await send(suite, { grant_type: 'authorization_code', code, redirect_uri: CALLBACK }, audience);
    const { id_token, access_token } = tokens.body;
    const answer = await fetch(`${world.issuer}/oauth2/userinfo`, { headers: bearer(access_token) });
    return { tokens, idToken: decodeJwt(id_token), userinfo: (await answer.json()) as { readonly sub: string } };
  }

  /** Asks the token endpoint as this client. */
  async function send(
    suite: Suite,
    form: Record<string, string>,
    audience = `${world.issuer}/oauth2/token`,
  ): Promise<Answer> {
    const now = Math.floor(Date.now() / 1000);
    const claims = { iss: suite.id, sub: suite.id, aud: audience, iat: now, exp: now + 60, jti: randomUUID() };
    const assertion = { client_assertion_type: ASSERTION, client_assertion: await signed(suite.key, claims) };
    return post(world, '/oauth2/token', { ...form, ...assertion }, null);
  }

  function publish(path: string, { jwk }: ClientKeyPair): void {
    site.put(path, { keys: [{ ...jwk, use: 'sig', alg: 'RS256' }] }, { 'content-type': 'application/json' });
  }
});
