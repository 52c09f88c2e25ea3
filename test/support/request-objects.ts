import type { JWTPayload } from 'jose';
import { type FirstAnswer, returned, visit } from './authorization.js';
import { type ClientKeyPair, type KeySite, newClientKey, openKeySite, signed } from './key-site.js';
import { CHALLENGE, createWorld, REDIRECT_URI, registerClient, type TestClient, type World } from './world.js';

const WEB_APP = { redirect_uris: [REDIRECT_URI, 'https://rp.example/other'], scope: 'openid profile email' };

/** A world with clients that send their authorization requests as objects. */
export interface RequestObjectsWorld extends World {
  /** Where the clients publish what is not in their requests. */
  readonly site: KeySite;
  readonly rsa: ClientKeyPair;
  readonly ec: ClientKeyPair;
  /** The client whose requests these are, where nothing else is said. */
  readonly rp: TestClient;
}

export async function createRequestObjectsWorld(): Promise<RequestObjectsWorld> {
  const world = await createWorld();
  const site = await openKeySite();
  const [rsa, ec] = await Promise.all([newClientKey('RS256', 'rsa'), newClientKey('ES256', 'ec')]);
  const jwks = { keys: [rsa.jwk, ec.jwk] };
  const request_uris = ['/request', '/with-fragment#digest', '/bad', '/unsigned'].map((path) => site.origin + path);
  const rp = await registerClient(world, { ...WEB_APP, client_id: 'rp', jwks, request_uris });
  await registerClient(world, { ...WEB_APP, client_id: 'es256', jwks, request_object_signing_alg: 'ES256' });
  await registerClient(world, {
    ...WEB_APP,
    client_id: 'none',
    jwks,
    request_object_signing_alg: 'none',
    request_uris,
  });
  await registerClient(world, { ...WEB_APP, client_id: 'strict', jwks, require_signed_request_object: true });
  const close = async () => {
    await world.close();
    await site.close();
  };
  return { ...world, site, rsa, ec, rp, close };
}

export type Overrides = Readonly<Record<string, unknown>>;

/** What a good request object says; overrides replace members, undefined leaves one out. */
export function members(world: World, overrides: Overrides = {}): JWTPayload {
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
export function ask(world: World, parameters: Readonly<Record<string, string | undefined>>): Promise<FirstAnswer> {
  const all = { client_id: 'rp', response_type: 'code', scope: 'openid', redirect_uri: REDIRECT_URI, state: 'outside' };
  const sent = Object.entries({ ...all, ...parameters }).filter((entry): entry is [string, string] => !!entry[1]);
  return visit(world, `/oauth2/authorize?${new URLSearchParams(sent)}`);
}

/** A request object, signed by `rp` unless it is another's key. */
export function good(world: RequestObjectsWorld, overrides?: Overrides, key = world.rsa): Promise<string> {
  return signed(key, members(world, overrides));
}

/** What a request that is understood is answered: no one is signed in. */
export const UNDERSTOOD = { error: 'login_required', state: 'inside' };

/** The object is refused; what it says is not even quoted. */
export async function expectRefused(
  world: World,
  parameters: Readonly<Record<string, string | undefined>>,
  error: string,
  description = /./,
): Promise<void> {
  expect(returned(await ask(world, parameters))).toEqual({
    error,
    error_description: expect.stringMatching(description),
    state: 'outside',
    iss: world.issuer,
    session_state: expect.any(String),
  });
}
