import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Chance } from '../../hostile/chance.js';
import { routesGivenBy } from '../../hostile/given-routes.js';
import { KINDS, malformedRequest } from '../../hostile/requests.js';
import { type Route, routesOf } from '../../hostile/routes.js';
import { sendMalformed } from '../../hostile/run.js';
import { bootstrapDocument, renewed, scopesIn, senderAt } from '../../hostile/sender.js';
import { BootstrapService } from '../../src/operations/bootstrap/bootstrap.service.js';
import { DEFAULT_REGISTRATION } from '../../src/platform/config/config.js';
import { DOCUMENT } from '../contract/support/document.js';
import { newFolder } from '../support/program.js';
import { createTestApp, type TestApp } from '../support/test-app.js';

/** As many as a test run can wait for; `npm run hostile` sends 100,000. */
const COUNT = 2_000;

/** On PostgreSQL, which refuses more than SQLite does. */
describe('malformed requests', () => {
  let server: TestApp;
  let issuer: string;
  let routes: readonly Route[];

  beforeAll(async () => {
    const given = await routesGivenBy(async () => {
      const registration = { ...DEFAULT_REGISTRATION, mode: 'open' as const };
      server = await createTestApp({ dialect: 'postgres', trustProxy: ['127.0.0.1'], registration });
    });
    issuer = server.config.issuer;
    const bootstrap = join(newFolder(), 'bootstrap.json');
    writeFileSync(bootstrap, JSON.stringify(bootstrapDocument(scopesIn(DOCUMENT))));
    await server.app.get(BootstrapService).apply(bootstrap);
    const metadata = await (await fetch(`${issuer}/.well-known/openid-configuration`)).json();
    routes = routesOf(given, DOCUMENT, metadata as Readonly<Record<string, unknown>>);
  });
  afterAll(() => server.close());

  it('go to every route: pages, discovery, the protocol, each operation of the OpenAPI document', () => {
    const names = new Set(routes.map(({ method, path }) => `${method} ${path}`));
    for (const name of [
      'GET /login',
      'POST /login',
      'GET /oauth2/jwks',
      'POST /oauth2/token',
      'GET /.well-known/openid-configuration',
      'PATCH /admin/v1/clients/:client_id',
    ])
      expect(names).toContain(name);
    const operations = Object.values(DOCUMENT.paths).flatMap((item) => Object.keys(item));
    expect(routes.filter(({ path }) => path.startsWith('/admin/v1/'))).toHaveLength(operations.length);
  });

  it('are the same for the same seed, and different ones in all kinds', () => {
    const sender = { host: 'a', token: 'a', basic: 'a', cookie: 'a', known: new Map() };
    const made = (seed: number) => malformedRequest(routes[0] as Route, sender, new Chance(seed));
    expect(made(1)).toEqual(made(1));
    const all = Array.from({ length: 500 }, (_, seed) => made(seed));
    expect(new Set(all.map(({ kind }) => kind))).toEqual(new Set(KINDS));
    expect(new Set(all.map(({ bytes }) => bytes.toString('latin1'))).size).toBeGreaterThan(450);
  });

  it.each([
    ['a NUL', '%00'],
    ['a NUL within', 'a%00b'],
    ['no character', '%EF%BF%BF'],
    ['a control character', '%C2%80'],
    ['a prototype', '__proto__'],
    ['a long word', 'x'.repeat(700)],
  ])('that name %s as what they are about are told that it is not there, or that it cannot be', async (_what, name) => {
    const { token, basic, cookie } = await senderAt(issuer, DOCUMENT);
    const failed: string[] = [];
    for (const { method, path } of routes.filter((route) => route.path.includes(':'))) {
      const url = issuer + path.replaceAll(/:\w+/g, name);
      const authorization = path.startsWith('/admin/') ? `Bearer ${token}` : basic;
      const { status } = await fetch(url, { method, headers: { authorization, cookie }, redirect: 'manual' });
      if (status >= 500) failed.push(`${method} ${path}: ${status}`);
    }
    expect(failed).toEqual([]);
  });

  it('are no reason for a 5xx, a lost connection, a stack trace or a script, and leave the server as it was', async () => {
    const { complaints, tallies } = await sendMalformed(
      routes,
      server.config.port,
      { first: 1, count: COUNT },
      renewed(() => senderAt(issuer, DOCUMENT)),
    );
    expect(complaints).toEqual([]);
    const statuses = tallies.flatMap((tally) => [...tally.statuses]);
    // Many get as far as to what they ask for: what only knocks would find nothing.
    const done = statuses.filter(([group]) => group === '2xx').reduce((sum, [, count]) => sum + count, 0);
    expect(done).toBeGreaterThan(COUNT / 20);
    expect((await fetch(`${issuer}/health/ready`)).status).toBe(200);
    expect((await senderAt(issuer, DOCUMENT)).token).toMatch(/^ey/);
  });
});
