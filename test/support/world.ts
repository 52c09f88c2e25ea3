import { createHash } from 'node:crypto';
import type { Extensions } from '../../src/app.module.js';
import { ClientsService } from '../../src/clients/clients.service.js';
import type { Config } from '../../src/platform/config/config.js';
import { ResourcesService } from '../../src/resources/resources.service.js';
import { UsersService } from '../../src/users/users.service.js';
import { Browser } from './browser.js';
import { createTestApp, type TestApp } from './test-app.js';
import type { TestDialect } from './test-database.js';

export const API = 'https://api.example.com';
export const REDIRECT_URI = 'https://rp.example/cb';
export const PASSWORD = 'correct horse battery staple';

/** RFC 7636 appendix B. */
export const VERIFIER = 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk';
export const CHALLENGE = createHash('sha256').update(VERIFIER).digest('base64url');

export interface TestClient {
  readonly id: string;
  readonly secret: string | undefined;
}

/** A running server with one API, alice (an admin), bob (no one special) and two web apps. */
export interface World extends TestApp {
  readonly issuer: string;
  /** A confidential web app (client_secret_basic). */
  readonly app1: TestClient;
  /** Another one, which must not get what belongs to the first. */
  readonly other: TestClient;
  /** A public client. */
  readonly spa: TestClient;
}

const WEB_APP = {
  client_name: 'Example web app',
  redirect_uris: [REDIRECT_URI],
  grant_types: ['authorization_code', 'refresh_token', 'client_credentials'],
  scope: 'openid profile email offline_access api:read api:write api:admin',
};

/** Starts a server and fills it. Close it when done. */
export async function createWorld(
  overrides: Partial<Config> & { dialect?: TestDialect } = {},
  extensions: Extensions = {},
): Promise<World> {
  const server = await createTestApp(overrides, extensions);
  const { app, config } = server;
  await app.get(ResourcesService).upsert({
    identifier: API,
    name: 'Example API',
    accessTokenLifetime: null,
    scopes: [
      { name: 'api:read', description: 'Read your data' },
      { name: 'api:write', description: 'Change your data' },
      { name: 'api:admin', description: 'Administer everything', role: 'admin' },
    ],
  });
  const users = app.get(UsersService);
  await users.create({
    username: 'alice',
    password: PASSWORD,
    email: 'alice@example.com',
    email_verified: true,
    given_name: 'Alice',
    family_name: 'Example',
    roles: ['admin'],
  });
  await users.create({ username: 'bob', password: PASSWORD, email: 'bob@example.com' });
  const world = { ...server, issuer: config.issuer };
  return {
    ...world,
    app1: await registerClient(server, { ...WEB_APP, client_id: 'app1' }),
    other: await registerClient(server, { ...WEB_APP, client_id: 'other', client_name: 'Another app' }),
    spa: await registerClient(server, {
      client_id: 'spa',
      client_name: 'Single-page app',
      redirect_uris: ['https://spa.example/cb'],
      grant_types: ['authorization_code', 'refresh_token'],
      token_endpoint_auth_method: 'none',
      scope: 'openid profile offline_access api:read',
    }),
  };
}

/** Registers a client with this metadata. */
export async function registerClient(
  { app }: TestApp,
  metadata: Readonly<Record<string, unknown>>,
): Promise<TestClient> {
  const { client, clientSecret } = await app.get(ClientsService).create(metadata);
  return { id: client.clientId, secret: clientSecret };
}

/** The address of a good authorization request of app1; overrides replace parameters, undefined leaves one out. */
export function authorizeUrl(world: World, overrides: Readonly<Record<string, string | undefined>> = {}): string {
  const parameters = {
    response_type: 'code',
    client_id: world.app1.id,
    redirect_uri: REDIRECT_URI,
    scope: 'openid profile email offline_access api:read',
    state: 'the-state',
    nonce: 'the-nonce',
    code_challenge: CHALLENGE,
    code_challenge_method: 'S256',
    ...overrides,
  };
  const sent = Object.entries(parameters).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return `${world.issuer}/oauth2/authorize?${new URLSearchParams(sent)}`;
}

/** A browser in which the user has signed in. */
export async function signedInBrowser(world: World, username = 'alice'): Promise<Browser> {
  const browser = new Browser(world.issuer);
  await browser.get('/login');
  await browser.submitFirstForm({ username, password: PASSWORD });
  return browser;
}

/** Signs in to one more account. */
export async function signInAs(browser: Browser, username: string): Promise<void> {
  await browser.get('/login?prompt=login');
  await browser.submitFirstForm({ username, password: PASSWORD });
}

/** Goes through login and consent as far as they are shown. @returns the parameters that came back to the client */
export async function authorize(
  world: World,
  overrides: Readonly<Record<string, string | undefined>> = {},
  browser = new Browser(world.issuer),
  username = 'alice',
): Promise<URLSearchParams> {
  await browser.get(authorizeUrl(world, overrides));
  if (browser.page.url.includes('/login')) await browser.submitFirstForm({ username, password: PASSWORD });
  if (browser.page.url.includes('/consent')) await browser.submitFirstForm({}, 'allow');
  if (browser.location === undefined)
    throw new Error(`the browser is still at ${browser.page.url}: ${browser.page.html}`);
  return new URL(browser.location).searchParams;
}

/** A fresh authorization code for app1. */
export async function freshCode(
  world: World,
  overrides: Readonly<Record<string, string | undefined>> = {},
  browser?: Browser,
  username?: string,
): Promise<string> {
  const answer = await authorize(world, overrides, browser, username);
  const code = answer.get('code');
  if (code === null) throw new Error(`no code, but ${answer}`);
  return code;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of any shape
  readonly body: any;
}

/** Posts a form to an endpoint as this client; without a secret, as a public client. */
export async function post(
  world: World,
  path: string,
  form: Readonly<Record<string, string | undefined>>,
  client: TestClient | null = world.app1,
): Promise<Answer> {
  const body = new URLSearchParams(
    Object.entries(form).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
  const headers: Record<string, string> = {};
  if (client?.secret === undefined) {
    if (client) body.set('client_id', client.id);
  } else {
    const credentials = [client.id, client.secret].map(encodeURIComponent).join(':');
    headers.authorization = `Basic ${Buffer.from(credentials).toString('base64')}`;
  }
  const answer = await fetch(world.issuer + path, { method: 'POST', body, headers });
  const text = await answer.text();
  return { status: answer.status, headers: answer.headers, body: text === '' ? undefined : JSON.parse(text) };
}

/** Redeems a code as app1; overrides replace parameters, undefined leaves one out. */
export function redeem(
  world: World,
  code: string,
  overrides: Readonly<Record<string, string | undefined>> = {},
  client?: TestClient,
): Promise<Answer> {
  const form = {
    grant_type: 'authorization_code',
    code,
    redirect_uri: REDIRECT_URI,
    code_verifier: VERIFIER,
    ...overrides,
  };
  return post(world, '/oauth2/token', form, client);
}

export function refresh(
  world: World,
  refreshToken: string,
  overrides: Readonly<Record<string, string | undefined>> = {},
  client?: TestClient,
): Promise<Answer> {
  return post(
    world,
    '/oauth2/token',
    { grant_type: 'refresh_token', refresh_token: refreshToken, ...overrides },
    client,
  );
}

export async function introspect(world: World, token: string, client?: TestClient): Promise<Answer['body']> {
  return (await post(world, '/oauth2/introspect', { token }, client)).body;
}

/** The tokens of a whole flow of app1. */
export async function freshTokens(
  world: World,
  overrides: Readonly<Record<string, string | undefined>> = {},
  browser?: Browser,
  username?: string,
): Promise<Answer['body']> {
  const { status, body } = await redeem(world, await freshCode(world, overrides, browser, username));
  if (status !== 200) throw new Error(`no tokens, but ${JSON.stringify(body)}`);
  return body;
}
