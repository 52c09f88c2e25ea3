import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { authorizationQuery } from '../load/requests.js';
import type { Cores } from '../machine.js';
import { freePort } from '../ports.js';
import { NPM_START, Program } from '../program.js';
import type { Contestant, Target } from './contestant.js';
import { scene, usernames } from './scene.js';
import { Visitor } from './visitor.js';

const BOOTSTRAP = {
  resources: [{ identifier: scene.api, name: 'Example API', scopes: { [scene.apiScope]: 'Read your data' } }],
  clients: [
    {
      client_id: scene.clientId,
      client_secret: scene.clientSecret,
      client_name: 'Bench',
      redirect_uris: [scene.redirectUri],
      grant_types: ['authorization_code', 'refresh_token', 'client_credentials'],
      token_endpoint_auth_method: 'client_secret_basic',
      scope: scene.scope,
      id_token_signed_response_alg: 'ES256',
    },
  ],
  users: usernames.map((username) => ({
    username,
    password: scene.password,
    email: `${username}@example.com`,
    email_verified: true,
    given_name: 'Example',
    family_name: 'User',
  })),
};

export interface Options {
  readonly name: string;
  readonly databaseUrl: string;
  readonly database?: string;
  readonly cores?: Cores;
  readonly workers?: number;
  readonly nodeOptions?: readonly string[];
  /** Beside those that every contestant has. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Both left out: as `npm start` does. */
  readonly script?: string;
}

export interface Gatehouse extends Contestant {
  /** How it was started, to do so again. */
  readonly environment: Readonly<Record<string, string>>;
}

/** Our server as it runs in production, with every user signed in and every consent given. */
export async function startGatehouse({
  name,
  databaseUrl,
  database,
  cores,
  workers = 1,
  settings = {},
  nodeOptions = NPM_START.nodeOptions,
  script = NPM_START.script,
}: Options): Promise<Gatehouse> {
  const port = await freePort();
  const issuer = `http://localhost:${port}`;
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-bench-'));
  const bootstrapFile = join(folder, 'bootstrap.json');
  writeFileSync(bootstrapFile, JSON.stringify(BOOTSTRAP));
  const environment = {
    HOST: '127.0.0.1',
    PORT: String(port),
    ISSUER: issuer,
    DATABASE_URL: databaseUrl,
    ENCRYPTION_SECRET: 'only-for-the-bench-0123456789-abcdefghij',
    BOOTSTRAP_FILE: bootstrapFile,
    LOG_LEVEL: 'warn',
    LOG_FORMAT: 'json',
    WORKERS: String(workers),
    ...settings,
  };
  const program = await Program.start({
    script,
    environment,
    cores,
    nodeOptions,
  });
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const cookies: string[] = [];
  for (const username of usernames) cookies.push(await signIn(issuer, username));
  const target: Target = {
    issuer,
    port,
    paths: {
      authorize: '/oauth2/authorize',
      token: '/oauth2/token',
      introspect: '/oauth2/introspect',
      userinfo: '/oauth2/userinfo',
      jwks: '/oauth2/jwks',
    },
    cookies,
    forApi: {},
  };
  return { name, target, program, environment, ...(database ? { database } : {}) };
}

/** Signs in and consents once. @returns the `Cookie` header of that browser */
async function signIn(issuer: string, username: string): Promise<string> {
  const visitor = new Visitor(issuer);
  await visitor.visit(`/oauth2/authorize?${authorizationQuery({})}`);
  if (visitor.isAt('/login')) await visitor.submit({ username, password: scene.password });
  if (visitor.isAt('/consent')) await visitor.submit({ decision: 'allow' });
  if (!visitor.left?.includes('code=')) throw new Error(`${username} could not sign in`);
  return visitor.cookieHeader;
}
