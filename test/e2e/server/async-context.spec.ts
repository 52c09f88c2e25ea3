import { AsyncLocalStorage } from 'node:async_hooks';
import { jest } from '@jest/globals';
import { Database, type Statement } from '../../../src/platform/database/database.js';
import { interceptRequests } from '../../../src/platform/http/request-interceptor.js';
import { DIALECTS } from '../../support/test-database.js';
import { authorizeUrl, createWorld, freshTokens, type World } from '../../support/world.js';

/** What a tracer keeps for each request, as OpenTelemetry's context manager does. */
const contexts = new AsyncLocalStorage<string>();
const present = () => contexts.getStore() ?? 'none';

describe.each(DIALECTS)('with requests and statements that are handled together, on %s', (dialect) => {
  let world: World;
  /** In which context statements began, went on, and answers were written. */
  let seen: { begun: string[]; answered: string[]; ended: string[] };

  beforeAll(async () => {
    world = await createWorld({ dialect });
    // Comes before everything else, as a tracer that instruments Node's HTTP server.
    interceptRequests(world.app.getHttpAdapter().getInstance(), (request, response, goOn) => {
      const own = String(request.headers.traceparent);
      const { end } = response;
      response.end = ((...values: Parameters<typeof end>) => {
        seen.ended.push(`${own} in ${present()}`);
        return end.apply(response, values);
      }) as typeof end;
      contexts.run(own, goOn);
    });
    const database = world.app.get(Database);
    for (const name of ['query', 'execute'] as const) {
      const ask = database[name].bind(database) as (statement: Statement, values?: never) => Promise<never>;
      jest.spyOn(database, name).mockImplementation(async (statement, values) => {
        const begun = present();
        seen.begun.push(begun);
        try {
          return await ask(statement, values as never);
        } finally {
          seen.answered.push(`${begun} in ${present()}`);
        }
      });
    }
  });
  beforeEach(() => {
    seen = { begun: [], answered: [], ended: [] };
  });
  afterAll(() => world.close());

  const each = async (ask: (headers: { traceparent: string }) => Promise<unknown>) => {
    const names = Array.from({ length: 40 }, (_, number) => `request-${number}`);
    await Promise.all(names.map((traceparent) => ask({ traceparent })));
    return names;
  };

  it.each(['reads', 'writes'])('a request that %s keeps its asynchronous context to its end', async (what) => {
    const { access_token: token } = await freshTokens(world);
    seen = { begun: [], answered: [], ended: [] };
    const names = await each((headers) =>
      what === 'reads'
        ? fetch(`${world.issuer}/oauth2/userinfo`, { headers: { ...headers, authorization: `Bearer ${token}` } })
        : fetch(authorizeUrl(world), { headers, redirect: 'manual' }),
    );
    // Timers ask too, and requests before these may go on.
    seen.answered = seen.answered.filter((one) => one.startsWith('request-'));
    seen.begun = seen.begun.filter((one) => one.startsWith('request-'));
    const kept = names.map((name) => `${name} in ${name}`).sort();
    expect(seen.ended.sort()).toEqual(kept);
    expect([...new Set(seen.answered)].sort()).toEqual(kept);
    expect([...new Set(seen.begun)].sort()).toEqual([...names].sort());
  });
});
