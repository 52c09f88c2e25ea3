import { Quotas } from '../../../src/platform/throttling/quotas.service.js';
import { stopClock, stopPeriodicWork } from '../../support/clock.js';
import { createTestApp } from '../../support/test-app.js';
import { DIALECTS, sharedDatabaseUrl } from '../../support/test-database.js';
import { authorizeUrl, createWorld, post, type World } from '../../support/world.js';

const roomSettings = { quotas: { token: 20, introspection: 10, authorization: 10 } };
const GRANT = { grant_type: 'client_credentials', scope: 'api:read' };

describe.each(DIALECTS)('quotas of two replicas on %s', (dialect) => {
  let world: World;
  /** The same clients, at the other replica. */
  let twin: World;
  let clock: ReturnType<typeof stopClock>;

  beforeAll(async () => {
    const databaseUrl = await sharedDatabaseUrl(dialect);
    world = await createWorld({ databaseUrl, roomSettings, trustProxy: ['127.0.0.1'] });
    const other = await createTestApp({ databaseUrl, roomSettings, trustProxy: ['127.0.0.1'] });
    twin = { ...world, ...other, issuer: other.config.issuer };
    clock = stopClock(world, twin);
    // Else they tell each other at a time of their own, too.
    await stopPeriodicWork(world, twin);
  });
  beforeEach(() => clock.pass(60));
  afterAll(async () => {
    await twin.close();
    await world.close();
  });

  async function statuses(count: number, ask: () => Promise<{ readonly status: number }>): Promise<readonly number[]> {
    const answers: number[] = [];
    for (let index = 0; index < count; index++) answers.push((await ask()).status);
    return answers;
  }
  const among = (all: readonly number[], status: number) => all.filter((each) => each === status).length;

  it('hold a client at the token endpoint, wherever it asks, and say when it may go on', async () => {
    expect(among(await statuses(15, () => post(world, '/oauth2/token', GRANT)), 200)).toBe(15);
    await world.app.get(Quotas).share();
    expect(among(await statuses(4, () => post(twin, '/oauth2/token', GRANT)), 200)).toBe(4);
    await twin.app.get(Quotas).share();
    const there = await statuses(4, () => post(twin, '/oauth2/token', GRANT));
    expect([among(there, 200), among(there, 429)]).toEqual([1, 3]);
    const { body, headers } = await post(twin, '/oauth2/token', GRANT);
    expect(body).toEqual({
      error: 'temporarily_unavailable',
      error_description: 'the client has sent too many requests in this minute',
    });
    expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
    expect(Number(headers.get('retry-after'))).toBeLessThanOrEqual(60);
    expect((await post(twin, '/oauth2/token', GRANT, world.other)).status).toBe(200);
    clock.pass(60);
    expect((await post(twin, '/oauth2/token', GRANT)).status).toBe(200);
  });

  it('are not used up by those who only say that they are the client', async () => {
    const stranger = { id: 'app1', secret: 'wrong' };
    expect(among(await statuses(30, () => post(world, '/oauth2/token', GRANT, stranger)), 401)).toBe(30);
    expect((await post(world, '/oauth2/token', GRANT)).status).toBe(200);
    const spaFrom = async (address: string) => {
      const body = new URLSearchParams({ grant_type: 'refresh_token', refresh_token: 'a', client_id: 'spa' });
      return fetch(`${world.issuer}/oauth2/token`, { method: 'POST', body, headers: { 'x-forwarded-for': address } });
    };
    expect(among(await statuses(25, () => spaFrom('192.0.2.1')), 429)).toBe(5);
    expect((await spaFrom('192.0.2.2')).status).toBe(400);
  });

  it('count introspection and revocation together, and apart from tokens', async () => {
    const ask = (path: string) => () => post(world, path, { token: 'a' });
    expect(among(await statuses(6, ask('/oauth2/introspect')), 200)).toBe(6);
    expect(among(await statuses(6, ask('/oauth2/revoke')), 429)).toBe(2);
    expect((await post(world, '/oauth2/token', GRANT)).status).toBe(200);
  });

  it('hold a network at the authorization endpoint, with a page', async () => {
    const from = (address: string) => () =>
      fetch(authorizeUrl(world), { redirect: 'manual', headers: { 'x-forwarded-for': address, accept: 'text/html' } });
    expect(among(await statuses(12, from('2001:db8:1:2::1')), 429)).toBe(2);
    const refused = await from('2001:db8:1:2::ffff')();
    expect([refused.status, refused.headers.has('retry-after')]).toEqual([429, true]);
    expect(await refused.text()).toContain('too many requests came from your network in this minute');
    expect((await from('2001:db8:1:3::1')()).status).toBe(302);
  });
});
