import { UsersService } from '../../src/users/users.service.js';
import { type AdminApi, adminApi } from '../support/admin.js';
import { Browser } from '../support/browser.js';
import { type PostgresServer, startPostgresServer } from '../support/postgres-server.js';
import { newDatabaseUrl } from '../support/test-database.js';
import { createWorld, freshTokens, PASSWORD, post, refresh, type World } from '../support/world.js';

const SCOPE = 'clients:read clients:write users:read users:write sessions:write roles:read roles:write';

let postgres: PostgresServer;
let world: World;
let admin: AdminApi;
let count = 0;

beforeAll(async () => {
  postgres = await startPostgresServer();
  const databaseUrl = await newDatabaseUrl('postgres', postgres.url);
  world = await createWorld({ databaseUrl: `${databaseUrl}?query_timeout=500` });
  admin = await adminApi(world, SCOPE);
});
afterAll(async () => {
  await world.close();
  await postgres.remove();
});

/** Requests of every kind that change something: in one statement, in several, in a transaction, or repeatable ones. */
async function changes(): Promise<readonly (() => Promise<{ status: number; headers: Headers }>)[]> {
  const { refresh_token, access_token } = await freshTokens(world);
  const bob = await world.app.get(UsersService).findByUsername('bob');
  const name = `role-${count++}`;
  const role = { name, description: 'May see applications', scopes: ['clients:read'] };
  const user = { username: name, password: PASSWORD };
  const repeatable = { 'idempotency-key': name };
  return [
    () => refresh(world, refresh_token),
    () => post(world, '/oauth2/revoke', { token: access_token }),
    () => admin('POST', '/roles', role),
    () => admin('POST', '/users', user),
    () => admin('POST', '/clients', { client_name: name, redirect_uris: ['https://rp.example/cb'] }, repeatable),
    () => admin('PATCH', `/users/${bob?.id}`, { given_name: name }),
    () => admin('DELETE', `/users/${bob?.id}/sessions`),
  ];
}

async function answers(requests: Awaited<ReturnType<typeof changes>>) {
  const all = await Promise.all(requests.map((request) => request()));
  return all.map(({ status, headers }) => [status, headers.get('retry-after')]);
}

/** How often it may be tried again until the server has connected again. */
const ATTEMPTS = 100;

async function changesAgain(): Promise<boolean> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const role = { name: `again-${count++}`, description: 'May see applications', scopes: ['clients:read'] };
    if ((await admin('POST', '/roles', role)).status === 201) return true;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return false;
}

describe('while PostgreSQL hangs', () => {
  afterEach(() => postgres.goOn());

  it('every request is answered that it is not available, and again later as if nothing had been', async () => {
    const requests = await changes();
    const browser = new Browser(world.issuer);
    await browser.get('/login');
    postgres.hang();
    const signIn = browser.submitFirstForm({ username: 'alice', password: PASSWORD });
    expect(await answers(requests)).toEqual(requests.map(() => [503, '1']));
    await signIn;
    expect(browser.page.status).toBe(503);
    expect(await answers(requests)).toEqual(requests.map(() => [503, '1']));
    postgres.goOn();
    expect(await changesAgain()).toBe(true);
    expect(await freshTokens(world)).toHaveProperty('access_token');
  });
});
