import { Database } from '../../../src/platform/database/database.js';
import { UsersService } from '../../../src/users/users.service.js';
import { type AdminApi, adminApi } from '../../support/admin.js';
import { Browser } from '../../support/browser.js';
import { type PostgresServer, startPostgresServer } from '../../support/postgres-server.js';
import { newDatabaseUrl } from '../../support/test-database.js';
import { until } from '../../support/until.js';
import { insertUntilRefused, UNWRITABLE } from '../../support/unwritable.js';
import { createWorld, freshTokens, PASSWORD, post, refresh, type World } from '../../support/world.js';

const SCOPE = 'clients:read clients:write users:read users:write sessions:write roles:read roles:write';

let postgres: PostgresServer;
let world: World;
let admin: AdminApi;
let count = 0;

beforeAll(async () => {
  postgres = await startPostgresServer();
  const databaseUrl = await newDatabaseUrl('postgres', postgres.url);
  // Longer than a slow machine needs for a statement, or to connect.
  world = await createWorld({ databaseUrl: `${databaseUrl}?query_timeout=5000` });
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

/** Until the server has connected again. */
async function changesAgain(): Promise<void> {
  await until(async () => {
    const role = { name: `again-${count++}`, description: 'May see applications', scopes: ['clients:read'] };
    return (await admin('POST', '/roles', role)).status === 201;
  });
}

describe('while PostgreSQL hangs', () => {
  afterEach(() => postgres.goOn());

  it('every request is answered that it is not available, and again later as if nothing had been', async () => {
    const requests = await changes();
    const browser = new Browser(world.issuer);
    await browser.get('/login');
    postgres.hang();
    const signIn = browser.submitFirstForm({ username: 'alice', password: PASSWORD });
    const reader = new Browser(world.issuer);
    const reading = reader.get('/consent?request=unknown');
    expect(await answers(requests)).toEqual(requests.map(() => [503, '1']));
    await signIn;
    expect([browser.page.status, browser.page.html]).toEqual([
      503,
      expect.stringContaining('then go back and try again'),
    ]);
    await reading;
    expect([reader.page.status, reader.page.html]).toEqual([503, expect.stringMatching(/ href(="")?>Try again<\/a>/)]);
    expect(await answers(requests)).toEqual(requests.map(() => [503, '1']));
    postgres.goOn();
    await changesAgain();
    expect(await freshTokens(world)).toHaveProperty('access_token');
  });
});

describe.each(UNWRITABLE)('with $what', ({ dialect, begin, end }) => {
  let server: World;
  const ready = () => fetch(`${server.issuer}/health/ready`);
  /** The answer once readiness has this status. */
  const becomes = (status: number) =>
    until(async () => {
      const answer = await ready();
      return answer.status === status && answer;
    });

  beforeAll(async () => {
    server = dialect === 'sqlite' ? await createWorld() : world;
  });
  afterAll(async () => {
    if (server !== world) await server.close();
  });

  it('the server is not ready, but alive, and is ready again when it can write', async () => {
    const database = server.app.get(Database);
    expect((await becomes(200)).status).toBe(200);
    await begin(database);
    const answer = await becomes(503);
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '1']);
    expect(await answer.json()).toEqual({ status: 'database cannot be written to' });
    expect((await fetch(`${server.issuer}/health/live`)).status).toBe(200);
    await end(database);
    expect((await becomes(200)).status).toBe(200);
  });

  it('the server is not ready from the first write that was refused', async () => {
    const database = server.app.get(Database);
    expect((await becomes(200)).status).toBe(200);
    await begin(database);
    await insertUntilRefused(database);
    expect((await ready()).status).toBe(503);
    await end(database);
    expect((await becomes(200)).status).toBe(200);
  });
});
