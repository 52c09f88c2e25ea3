import type { Config } from '../../src/platform/config/config.js';
import { DEFAULT_REGISTRATION, type RegistrationPolicy } from '../../src/platform/config/config.js';
import { createWorld, type World } from './world.js';

/** What a web application sends at least. */
export const WEB_APP = { redirect_uris: ['https://rp.example/cb'] };

/** A world in which clients may register themselves. */
export function registrationWorld(
  policy: Partial<RegistrationPolicy>,
  overrides: Omit<Parameters<typeof createWorld>[0] & object, keyof Pick<Config, 'registration'>> = {},
): Promise<World> {
  return createWorld({ ...overrides, registration: { ...DEFAULT_REGISTRATION, ...policy } });
}

export interface RegistrationAnswer {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of any shape
  readonly body: any;
}

/** Calls the registration endpoint, or the address of one client; text is sent as it is. */
export async function callRegistration(
  address: string,
  method: 'POST' | 'GET' | 'PUT' | 'DELETE',
  body?: unknown,
  headers: Readonly<Record<string, string>> = {},
): Promise<RegistrationAnswer> {
  const answer = await fetch(address, {
    method,
    headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await answer.text();
  return { status: answer.status, headers: answer.headers, body: text === '' ? undefined : JSON.parse(text) };
}

/** Registers a client; sends the token where there is one. */
export function register(world: World, metadata: unknown = WEB_APP, token?: string): Promise<RegistrationAnswer> {
  return callRegistration(`${world.issuer}/oauth2/register`, 'POST', metadata, token ? bearer(token) : {});
}

export function bearer(token: string): { authorization: string } {
  return { authorization: `Bearer ${token}` };
}
