import { createRemoteJWKSet, decodeJwt, decodeProtectedHeader, type JWTVerifyGetKey, jwtVerify } from 'jose';
import * as client from 'openid-client';
import { ClientsService } from '../../../src/clients/clients.service.js';
import { KeysService } from '../../../src/keys/keys.service.js';
import { leftHalfHash, SIGNING_ALGORITHMS } from '../../../src/keys/signing-algorithm.js';
import { type AdminApi, adminApi } from '../../support/admin.js';
import { askIn } from '../../support/authorization.js';
import type { Browser } from '../../support/browser.js';
import { tokensByCode } from '../../support/checking-client.js';
import { bringBack, SIGNED_OUT_URI } from '../../support/relying-parties.js';
import {
  type Answer,
  authorize,
  createWorld,
  freshCode,
  freshTokens,
  REDIRECT_URI,
  redeem,
  registerClient,
  signedInBrowser,
  type TestClient,
  type World,
} from '../../support/world.js';

let world: World;
let browser: Browser;
let keySet: JWTVerifyGetKey;
let api: AdminApi;

beforeAll(async () => {
  world = await createWorld();
  browser = await signedInBrowser(world);
  keySet = createRemoteJWKSet(new URL(`${world.issuer}/oauth2/jwks`), { cooldownDuration: 0 });
  api = await adminApi(world);
});
afterAll(() => world.close());

/** A client whose ID tokens and userinfo are signed so. */
function clientOf(alg: string, metadata: Readonly<Record<string, unknown>> = {}): Promise<TestClient> {
  return registerClient(world, {
    client_id: `signed-${alg}-${metadata.client_name ?? 'usual'}`,
    redirect_uris: [REDIRECT_URI],
    post_logout_redirect_uris: [SIGNED_OUT_URI],
    scope: 'openid email offline_access',
    id_token_signed_response_alg: alg,
    userinfo_signed_response_alg: alg,
    ...metadata,
  });
}

async function tokensOf(to: TestClient): Promise<Answer['body']> {
  const code = await freshCode(world, { client_id: to.id, scope: 'openid email' }, browser);
  return (await redeem(world, code, {}, to)).body;
}

function userinfo(accessToken: string, method = 'GET'): Promise<Response> {
  return fetch(`${world.issuer}/oauth2/userinfo`, { method, headers: { authorization: `Bearer ${accessToken}` } });
}

/** The same JWT with one character of its payload changed. */
function tampered(jwt: string): string {
  const [header, payload = '', signature] = jwt.split('.');
  const middle = payload.length >> 1;
  const other = payload[middle] === 'A' ? 'B' : 'A';
  return [header, payload.slice(0, middle) + other + payload.slice(middle + 1), signature].join('.');
}

describe.each(SIGNING_ALGORITHMS)('a client registered for %s (OIDC Registration §2)', (alg) => {
  let registered: TestClient;

  beforeAll(async () => {
    registered = await clientOf(alg);
  });

  it('gets ID tokens signed so, with the hash of the access token that belongs to the algorithm', async () => {
    const { id_token, access_token } = await tokensOf(registered);
    const { payload, protectedHeader } = await jwtVerify(id_token, keySet, {
      issuer: world.issuer,
      audience: registered.id,
      algorithms: [alg],
    });
    expect(protectedHeader).toEqual({ alg, typ: 'JWT', kid: expect.any(String) });
    expect(payload.at_hash).toBe(leftHalfHash(access_token, alg));
    expect(decodeProtectedHeader(access_token).alg).toBe('ES256');
  });

  it('gets userinfo signed so, addressed to it (OIDC Core §5.3.2)', async () => {
    const { access_token, id_token } = await tokensOf(registered);
    for (const method of ['GET', 'POST']) {
      const answer = await userinfo(access_token, method);
      expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'application/jwt']);
      expect(answer.headers.get('cache-control')).toBe('no-store');
      const { payload } = await jwtVerify(await answer.text(), keySet, { algorithms: [alg] });
      expect(payload).toEqual({
        iss: world.issuer,
        aud: registered.id,
        sub: decodeJwt(id_token).sub,
        email: 'alice@example.com',
        email_verified: true,
      });
    }
  });

  it('satisfies openid-client, which verifies signature, at_hash and userinfo', async () => {
    const configuration = await client.discovery(
      new URL(world.issuer),
      registered.id,
      { id_token_signed_response_alg: alg, userinfo_signed_response_alg: alg },
      client.ClientSecretBasic(registered.secret),
      { execute: [client.allowInsecureRequests, client.enableNonRepudiationChecks] },
    );
    const tokens = await tokensByCode(configuration, 'openid email', (url) => bringBack(world, url, browser));
    const sub = tokens.claims()?.sub as string;
    expect(await client.fetchUserInfo(configuration, tokens.access_token, sub)).toMatchObject({
      sub,
      email: 'alice@example.com',
    });
  });

  it('may show its ID token as a hint, but not a tampered one', async () => {
    const { id_token } = await tokensOf(registered);
    const asked = { client_id: registered.id, scope: 'openid email', prompt: 'none' };
    expect((await authorize(world, { ...asked, id_token_hint: id_token }, browser)).get('code')).not.toBeNull();
    const refused = await authorize(world, { ...asked, id_token_hint: tampered(id_token) }, browser);
    expect(refused.get('error')).toBe('invalid_request');
  });

  it('cannot be deceived by a tampered ID token, or one of another key', async () => {
    const { id_token } = await tokensOf(registered);
    await expect(jwtVerify(tampered(id_token), keySet)).rejects.toThrow('signature verification failed');
    const [, payload, signature] = id_token.split('.');
    for (const header of [{ alg: 'none' }, { ...decodeProtectedHeader(id_token), alg: 'HS256' }]) {
      const forged = [Buffer.from(JSON.stringify(header)).toString('base64url'), payload, signature].join('.');
      await expect(world.app.get(KeysService).verify(forged, { typ: 'JWT' })).rejects.toThrow();
    }
  });

  it('signs people out by an ID token of that algorithm', async () => {
    const own = await signedInBrowser(world);
    const code = await freshCode(world, { client_id: registered.id, scope: 'openid' }, own);
    const { id_token } = (await redeem(world, code, {}, registered)).body;
    const parameters = { id_token_hint: id_token, post_logout_redirect_uri: SIGNED_OUT_URI };
    await own.get(`${world.issuer}/oauth2/logout?${new URLSearchParams(parameters)}`);
    expect(own.location).toBe(SIGNED_OUT_URI);
  });
});

describe('a signed userinfo answer', () => {
  it('is only for clients that are registered so', async () => {
    const { access_token } = await freshTokens(world, {}, browser);
    const answer = await userinfo(access_token);
    expect(answer.headers.get('content-type')).toMatch(/^application\/json\b/);
    const claims = await answer.json();
    expect(claims).toMatchObject({ sub: expect.any(String), given_name: 'Alice' });
    expect(claims).not.toHaveProperty('aud');
  });

  it('is neither an access token nor an ID token', async () => {
    const { access_token } = await tokensOf(await clientOf('ES256', { client_name: 'no-token' }));
    const jwt = await (await userinfo(access_token)).text();
    expect((await userinfo(jwt)).status).toBe(401);
    const hinted = await askIn(browser, world, { id_token_hint: jwt, prompt: 'none' });
    expect(Object.fromEntries(hinted.searchParams)).toMatchObject({ error: 'invalid_request' });
  });

  it('follows a change of the registration, and errors stay as RFC 6750 says', async () => {
    const changing = await clientOf('PS256', { client_name: 'changing' });
    const { access_token } = await tokensOf(changing);
    await world.app.get(ClientsService).update(changing.id, { userinfo_signed_response_alg: 'EdDSA' });
    expect(decodeProtectedHeader(await (await userinfo(access_token)).text()).alg).toBe('EdDSA');
    await world.app.get(ClientsService).update(changing.id, { userinfo_signed_response_alg: null });
    expect((await userinfo(access_token)).headers.get('content-type')).toMatch(/^application\/json\b/);
    const refused = await userinfo(`${access_token.slice(0, -8)}AAAAAAAA`);
    expect([refused.status, refused.headers.get('www-authenticate')]).toEqual([
      401,
      expect.stringContaining('error="invalid_token"'),
    ]);
  });
});

describe('registration', () => {
  const MEMBERS = ['id_token_signed_response_alg', 'userinfo_signed_response_alg'];

  it.each(MEMBERS)(
    'refuses to promise %s without a signature, with a client secret, or of an unknown algorithm',
    async (name) => {
      for (const alg of ['none', 'HS256', 'HS512', 'RS512', 'ES256K', 'rs256', '']) {
        const { status, body } = await api('POST', '/clients', { redirect_uris: [REDIRECT_URI], [name]: alg });
        expect([alg, status, body.errors]).toEqual([
          alg,
          400,
          [{ pointer: `/${name}`, detail: expect.stringContaining(`must be one of ${SIGNING_ALGORITHMS.join(', ')}`) }],
        ]);
      }
    },
  );

  it('offers in the metadata exactly what it accepts', async () => {
    const metadata = await (await fetch(`${world.issuer}/.well-known/openid-configuration`)).json();
    for (const name of MEMBERS) {
      const offered = metadata[name.replace('_signed_response_alg', '_signing_alg_values_supported')];
      expect(offered).toEqual(SIGNING_ALGORITHMS);
      for (const alg of offered) {
        const { status, body } = await api('POST', '/clients', { redirect_uris: [REDIRECT_URI], [name]: alg });
        expect([status, body[name]]).toEqual([201, alg]);
      }
    }
  });
});

describe('an ID token hint', () => {
  it('is no hint without the key that has signed it', async () => {
    const stranger = await createWorld();
    try {
      const { id_token } = await freshTokens(stranger);
      const answer = await askIn(browser, world, { id_token_hint: id_token, prompt: 'none' });
      expect(answer.searchParams.get('error')).toBe('invalid_request');
    } finally {
      await stranger.close();
    }
  });
});
