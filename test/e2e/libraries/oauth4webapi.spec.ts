import { createRemoteJWKSet, jwtVerify } from 'jose';
import * as oauth from 'oauth4webapi';
import { Browser } from '../../support/browser.js';
import {
  bringBack,
  CLIENT_KINDS,
  type ClientKind,
  registerRelyingParty,
  SIGNED_OUT_URI,
} from '../../support/relying-parties.js';
import { DIALECTS } from '../../support/test-database.js';
import { API, createWorld, REDIRECT_URI, type TestClient, type World } from '../../support/world.js';

const INSECURE = { [oauth.allowInsecureRequests]: true };

describe.each(DIALECTS)('oauth4webapi as an independent relying party on %s', (dialect) => {
  let world: World;

  beforeAll(async () => {
    world = await createWorld({ dialect });
  });
  afterAll(() => world.close());

  it.each(['oidc', 'oauth2'] as const)('discovers the server by %s', async (algorithm) => {
    const issuer = new URL(world.issuer);
    const answer = await oauth.discoveryRequest(issuer, { algorithm, ...INSECURE });
    expect(await oauth.processDiscoveryResponse(issuer, answer)).toMatchObject({ issuer: world.issuer });
  });

  describe.each(CLIENT_KINDS)('authenticating by %s', (kind) => {
    let server: oauth.AuthorizationServer;
    let client: oauth.Client;
    let authentication: oauth.ClientAuth;
    let browser: Browser;

    beforeAll(async () => {
      const { id, secret } = await registerRelyingParty(world, kind);
      const issuer = new URL(world.issuer);
      server = await oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, INSECURE));
      client = { client_id: id };
      authentication = authenticationBy(kind, secret);
      browser = new Browser(world.issuer);
    });

    /** Login and consent where they are shown, and the answer to the code; all that the library checks is checked. */
    async function codeAnswer(
      overrides: Readonly<Record<string, string>> = {},
    ): Promise<{ answer: Response; nonce: string }> {
      const verifier = oauth.generateRandomCodeVerifier();
      const [state, nonce] = [oauth.generateRandomState(), oauth.generateRandomNonce()];
      const url = new URL(server.authorization_endpoint as string);
      url.search = new URLSearchParams({
        client_id: client.client_id,
        response_type: 'code',
        redirect_uri: REDIRECT_URI,
        scope: 'openid profile email offline_access api:read',
        state,
        nonce,
        code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
        code_challenge_method: 'S256',
        ...overrides,
      }).toString();
      const callback = await bringBack(world, url, browser);
      const sent = callback instanceof URL ? callback : new URLSearchParams(await callback.text());
      const parameters = oauth.validateAuthResponse(server, client, sent, state);
      const redeemed = oauth.authorizationCodeGrantRequest(
        server,
        client,
        authentication,
        parameters,
        REDIRECT_URI,
        verifier,
        INSECURE,
      );
      return { answer: await redeemed, nonce };
    }

    async function signIn(overrides?: Readonly<Record<string, string>>): Promise<oauth.TokenEndpointResponse> {
      const { answer, nonce } = await codeAnswer(overrides);
      return oauth.processAuthorizationCodeResponse(server, client, answer, {
        expectedNonce: nonce,
        requireIdToken: true,
      });
    }

    async function refresh(token: string): Promise<oauth.TokenEndpointResponse> {
      const answer = await oauth.refreshTokenGrantRequest(server, client, authentication, token, INSECURE);
      return oauth.processRefreshTokenResponse(server, client, answer);
    }

    it('signs a person in and learns who it is', async () => {
      const tokens = await signIn();
      const sub = oauth.getValidatedIdTokenClaims(tokens)?.sub as string;
      const answer = await oauth.userInfoRequest(server, client, tokens.access_token, INSECURE);
      const claims = { sub, email: 'alice@example.com', given_name: 'Alice' };
      expect(await oauth.processUserInfoResponse(server, client, sub, answer)).toMatchObject(claims);
    });

    it('reads a response that is posted', async () => {
      expect(oauth.getValidatedIdTokenClaims(await signIn({ response_mode: 'form_post' }))).toBeDefined();
    });

    it('verifies the ID token by the published keys', async () => {
      const { answer, nonce } = await codeAnswer();
      await oauth.processAuthorizationCodeResponse(server, client, answer, {
        expectedNonce: nonce,
        requireIdToken: true,
      });
      await oauth.validateApplicationLevelSignature(server, answer, INSECURE);
    });

    it('gets an access token that any resource server can check (RFC 9068)', async () => {
      const { access_token } = await signIn();
      const request = new Request(API, { headers: { authorization: `Bearer ${access_token}` } });
      const claims = await oauth.validateJwtAccessToken(server, request, API, INSECURE);
      expect(claims).toMatchObject({ client_id: client.client_id, scope: expect.stringContaining('api:read') });
      const others = oauth.validateJwtAccessToken(server, request, 'https://other.example', INSECURE);
      await expect(others).rejects.toMatchObject({ code: oauth.JWT_CLAIM_COMPARISON });
    });

    it('gets an access token that jose verifies by the published keys', async () => {
      const keys = createRemoteJWKSet(new URL(server.jwks_uri as string));
      const { access_token } = await signIn();
      const { payload, protectedHeader } = await jwtVerify(access_token, keys, {
        issuer: world.issuer,
        audience: [API],
        typ: 'at+jwt',
        algorithms: ['ES256'],
        requiredClaims: ['sub', 'exp', 'iat', 'jti', 'client_id'],
      });
      expect(payload).toMatchObject({ client_id: client.client_id, roles: ['admin'] });
      expect(protectedHeader.kid).toEqual(expect.any(String));
    });

    it('refreshes', async () => {
      const tokens = await signIn();
      const renewed = await refresh(tokens.refresh_token as string);
      expect(renewed.refresh_token).not.toBe(tokens.refresh_token);
      expect(oauth.getValidatedIdTokenClaims(renewed)?.sub).toBe(oauth.getValidatedIdTokenClaims(tokens)?.sub);
    });

    it('revokes, and the tokens are of no use any more', async () => {
      const { refresh_token, access_token } = await signIn();
      const token = refresh_token as string;
      await oauth.processRevocationResponse(
        await oauth.revocationRequest(server, client, authentication, token, INSECURE),
      );
      await expect(refresh(token)).rejects.toMatchObject({ code: oauth.RESPONSE_BODY_ERROR, error: 'invalid_grant' });
      const answer = await oauth.userInfoRequest(server, client, access_token, INSECURE);
      const userinfo = oauth.processUserInfoResponse(server, client, oauth.skipSubjectCheck, answer);
      await expect(userinfo).rejects.toMatchObject({ code: oauth.WWW_AUTHENTICATE_CHALLENGE });
    });

    it('introspects, if it is confidential', async () => {
      const { access_token } = await signIn();
      const answer = await oauth.introspectionRequest(server, client, authentication, access_token, INSECURE);
      const introspection = oauth.processIntrospectionResponse(server, client, answer);
      if (kind === 'none') await expect(introspection).rejects.toMatchObject({ error: 'unauthorized_client' });
      else expect(await introspection).toMatchObject({ active: true, client_id: client.client_id, username: 'alice' });
    });

    it('signs the person out, who comes back to it without being asked', async () => {
      const { id_token } = await signIn();
      const url = new URL(server.end_session_endpoint as string);
      const parameters = { id_token_hint: id_token as string, post_logout_redirect_uri: SIGNED_OUT_URI };
      url.search = new URLSearchParams(parameters).toString();
      await browser.get(url.href);
      expect(browser.location).toBe(SIGNED_OUT_URI);
    });
  });
});

function authenticationBy(kind: ClientKind, secret: TestClient['secret']): oauth.ClientAuth {
  if (kind === 'none' || secret === undefined) return oauth.None();
  return kind === 'client_secret_basic' ? oauth.ClientSecretBasic(secret) : oauth.ClientSecretPost(secret);
}
