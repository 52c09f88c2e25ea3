import * as client from 'openid-client';
import { Browser } from '../../support/browser.js';
import {
  bringBack,
  CLIENT_KINDS,
  type ClientKind,
  registerRelyingParty,
  SIGNED_OUT_URI,
} from '../../support/relying-parties.js';
import { DIALECTS } from '../../support/test-database.js';
import { createWorld, REDIRECT_URI, type TestClient, type World } from '../../support/world.js';

type Tokens = client.TokenEndpointResponse & client.TokenEndpointResponseHelpers;

describe.each(DIALECTS)('openid-client as an independent relying party on %s', (dialect) => {
  let world: World;

  beforeAll(async () => {
    world = await createWorld({ dialect });
  });
  afterAll(() => world.close());

  describe.each(CLIENT_KINDS)('authenticating by %s', (kind) => {
    let configuration: client.Configuration;
    let browser: Browser;

    beforeAll(async () => {
      const { id, secret } = await registerRelyingParty(world, kind);
      const options = { execute: [client.allowInsecureRequests] };
      configuration = await client.discovery(
        new URL(world.issuer),
        id,
        undefined,
        authentication(kind, secret),
        options,
      );
      browser = new Browser(world.issuer);
    });

    /** Login and consent where they are shown, the code, and its tokens; all that the library checks is checked. */
    async function signIn(
      overrides: Readonly<Record<string, string>> = {},
      more: client.AuthorizationCodeGrantChecks = {},
    ): Promise<Tokens> {
      const pkceCodeVerifier = client.randomPKCECodeVerifier();
      const [expectedState, expectedNonce] = [client.randomState(), client.randomNonce()];
      const url = client.buildAuthorizationUrl(configuration, {
        redirect_uri: REDIRECT_URI,
        scope: 'openid profile email offline_access api:read',
        state: expectedState,
        nonce: expectedNonce,
        code_challenge: await client.calculatePKCECodeChallenge(pkceCodeVerifier),
        code_challenge_method: 'S256',
        ...overrides,
      });
      const callback = await bringBack(world, url, browser);
      const checks = { pkceCodeVerifier, expectedState, expectedNonce, idTokenExpected: true, ...more };
      return client.authorizationCodeGrant(configuration, callback, checks);
    }

    it('knows from the metadata that PKCE works', () => {
      expect(configuration.serverMetadata().supportsPKCE()).toBe(true);
    });

    it('signs a person in and learns who it is', async () => {
      const tokens = await signIn();
      expect(tokens.token_type).toBe('bearer');
      expect(tokens.expiresIn()).toBeGreaterThan(0);
      const sub = tokens.claims()?.sub as string;
      expect(await client.fetchUserInfo(configuration, tokens.access_token, sub)).toMatchObject({
        sub,
        email: 'alice@example.com',
        given_name: 'Alice',
      });
    });

    it('verifies the ID token by its signature too', async () => {
      client.enableNonRepudiationChecks(configuration);
      expect((await signIn()).claims()).toMatchObject({
        iss: world.issuer,
        aud: configuration.clientMetadata().client_id,
      });
    });

    it('reads a response that is posted', async () => {
      expect((await signIn({ response_mode: 'form_post' })).claims()).toBeDefined();
    });

    it('learns when the person signed in where it asks for a maximum age', async () => {
      expect((await signIn({ max_age: '3600' }, { maxAge: 3600 })).claims()?.auth_time).toEqual(expect.any(Number));
    });

    it('refreshes, and gets an ID token that continues the first', async () => {
      const tokens = await signIn();
      const renewed = await client.refreshTokenGrant(configuration, tokens.refresh_token as string);
      expect(renewed.refresh_token).not.toBe(tokens.refresh_token);
      expect(renewed.claims()).toMatchObject({ sub: tokens.claims()?.sub, auth_time: tokens.claims()?.auth_time });
    });

    it('revokes, and the tokens are of no use any more', async () => {
      const tokens = await signIn();
      const refreshToken = tokens.refresh_token as string;
      await client.tokenRevocation(configuration, refreshToken);
      await expect(client.refreshTokenGrant(configuration, refreshToken)).rejects.toMatchObject({
        error: 'invalid_grant',
      });
      const userinfo = client.fetchUserInfo(configuration, tokens.access_token, client.skipSubjectCheck);
      await expect(userinfo).rejects.toMatchObject({ code: 'OAUTH_WWW_AUTHENTICATE_CHALLENGE', status: 401 });
    });

    it('introspects, if it is confidential', async () => {
      const { access_token, refresh_token } = await signIn();
      if (kind === 'none') {
        const refused = { error: 'unauthorized_client' };
        await expect(client.tokenIntrospection(configuration, access_token)).rejects.toMatchObject(refused);
        return;
      }
      const facts = { active: true, client_id: configuration.clientMetadata().client_id, username: 'alice' };
      expect(await client.tokenIntrospection(configuration, access_token)).toMatchObject({
        ...facts,
        iss: world.issuer,
      });
      expect(await client.tokenIntrospection(configuration, refresh_token as string)).toMatchObject(facts);
      expect(await client.tokenIntrospection(configuration, 'what nobody issued')).toEqual({ active: false });
    });

    it('hears what the person decided', async () => {
      const url = client.buildAuthorizationUrl(configuration, {
        redirect_uri: REDIRECT_URI,
        scope: 'openid',
        prompt: 'consent',
        code_challenge: await client.calculatePKCECodeChallenge(client.randomPKCECodeVerifier()),
        code_challenge_method: 'S256',
      });
      await browser.get(url.href);
      await browser.submitFirstForm({}, 'deny');
      const callback = client.authorizationCodeGrant(configuration, new URL(browser.location as string));
      await expect(callback).rejects.toMatchObject({ error: 'access_denied' });
    });

    it('signs the person out, who comes back to it without being asked', async () => {
      const { id_token } = await signIn();
      const parameters = { id_token_hint: id_token as string, post_logout_redirect_uri: SIGNED_OUT_URI, state: 'bye' };
      await browser.get(client.buildEndSessionUrl(configuration, parameters).href);
      expect(browser.location).toBe(`${SIGNED_OUT_URI}?state=bye`);
      await browser.get('/account');
      expect(browser.page.url).toBe(`${world.issuer}/login`);
    });
  });
});

function authentication(kind: ClientKind, secret: TestClient['secret']): client.ClientAuth {
  if (kind === 'none') return client.None();
  return kind === 'client_secret_basic' ? client.ClientSecretBasic(secret) : client.ClientSecretPost(secret);
}
