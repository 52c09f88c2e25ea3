import { randomUUID } from 'node:crypto';
import type { JWTPayload } from 'jose';
import { type Answer, post, registerClient, type World } from './world.js';

/** Metadata of a client that acts for itself. */
export const MACHINE = { grant_types: ['client_credentials'], response_types: [], scope: 'api:read' };

const TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

/** Registers `by-mac`, which authenticates by client_secret_jwt. @returns its secret */
export async function registerByMac(world: World): Promise<string> {
  const byMac = { ...MACHINE, client_id: 'by-mac', token_endpoint_auth_method: 'client_secret_jwt' };
  const { secret = '' } = await registerClient(world, byMac);
  return secret;
}

export type Overrides = Readonly<Record<string, unknown>>;

/** What a good assertion says; overrides replace claims, undefined leaves one out. */
export function claims(world: World, clientId: string, overrides: Overrides = {}): JWTPayload {
  const now = Math.floor(Date.now() / 1000);
  const good = { iss: clientId, sub: clientId, aud: world.issuer, iat: now, exp: now + 60, jti: randomUUID() };
  return JSON.parse(JSON.stringify({ ...good, ...overrides })) as JWTPayload;
}

/** Authenticates by this assertion. */
export function send(
  world: World,
  assertion: string,
  form: Readonly<Record<string, string>> = {},
  path = '/oauth2/token',
): Promise<Answer> {
  const said = { grant_type: 'client_credentials', client_assertion_type: TYPE, client_assertion: assertion, ...form };
  return post(world, path, said, null);
}

/** The client is refused, and told why. */
export async function expectRefused(answer: Promise<Answer>, description: RegExp): Promise<void> {
  const { status, body } = await answer;
  expect([status, body]).toEqual([
    401,
    { error: 'invalid_client', error_description: expect.stringMatching(description) },
  ]);
}
