import * as client from 'openid-client';
import type { Browser } from './browser.js';
import { PASSWORD, REDIRECT_URI, registerClient, type World } from './world.js';

const BYE = 'https://rp.example/bye';

/**
 * Signs alice in and out, with a client that checks everything.
 * @param ask how the client reaches the server
 */
export async function signInAndOut(
  world: World,
  browser: Browser,
  ask: (url: URL | string, init?: RequestInit) => Promise<Response>,
): Promise<void> {
  const { id, secret } = await registerClient(world, {
    client_id: 'rp',
    redirect_uris: [REDIRECT_URI],
    post_logout_redirect_uris: [BYE],
    scope: 'openid email',
  });
  const issuer = new URL(world.issuer);
  const authentication = client.ClientSecretBasic(secret ?? '');
  const options = { [client.customFetch]: ask as client.CustomFetch };
  const configuration = await client.discovery(issuer, id, undefined, authentication, options);
  const oauth2 = { ...options, algorithm: 'oauth2' } as const;
  expect(await client.discovery(issuer, id, undefined, authentication, oauth2)).toBeDefined();
  const [pkceCodeVerifier, expectedState] = [client.randomPKCECodeVerifier(), client.randomState()];
  const url = client.buildAuthorizationUrl(configuration, {
    redirect_uri: REDIRECT_URI,
    scope: 'openid email',
    state: expectedState,
    code_challenge: await client.calculatePKCECodeChallenge(pkceCodeVerifier),
    code_challenge_method: 'S256',
  });
  expect(url.origin).toBe(issuer.origin);

  await browser.get(url.href);
  await browser.submitFirstForm({ username: 'alice', password: PASSWORD });
  await browser.submitFirstForm({}, 'allow');
  const callback = new URL(browser.location ?? '');
  const tokens = await client.authorizationCodeGrant(configuration, callback, { pkceCodeVerifier, expectedState });
  const { email } = await client.fetchUserInfo(configuration, tokens.access_token, tokens.claims()?.sub ?? '');
  expect(email).toBe('alice@example.com');

  const parameters = { id_token_hint: tokens.id_token ?? '', post_logout_redirect_uri: BYE };
  await browser.get(client.buildEndSessionUrl(configuration, parameters).href);
  expect(browser.location).toBe(BYE);
}
