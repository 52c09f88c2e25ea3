import { decodeProtectedHeader } from 'jose';
import { KeysService } from '../../../src/keys/keys.service.js';
import { SHORTEST_LEAD } from '../../../src/keys/signing-key.js';
import { DAY } from '../../../src/platform/clock.js';
import { Purge } from '../../../src/platform/schedule/purge.js';
import { type AdminApi, adminApi } from '../../support/admin.js';
import { auditEvents } from '../../support/audit-log.js';
import { stopClock, stopPeriodicWork } from '../../support/clock.js';
import { freePort } from '../../support/free-port.js';
import { createTestApp } from '../../support/test-app.js';
import { DIALECTS } from '../../support/test-database.js';
import { until } from '../../support/until.js';
import { createWorld, freshTokens, introspect, type World } from '../../support/world.js';

interface Key {
  readonly kid: string;
  readonly alg: string;
  readonly state: string;
}

const SCOPES = 'keys:read keys:write';
const kidOf = (jwt: string) => decodeProtectedHeader(jwt).kid ?? '';

describe.each(DIALECTS)('the admin API for signing keys on %s', (dialect) => {
  let world: World;
  let api: AdminApi;

  beforeEach(async () => {
    world = await createWorld({ dialect });
    api = await adminApi(world, SCOPES);
  });
  afterEach(() => world.close());

  const keys = async (alg: string): Promise<readonly Key[]> =>
    (await (await adminApi(world, SCOPES))('GET', '/keys')).body.items.filter((key: Key) => key.alg === alg);
  const states = async (alg: string) => (await keys(alg)).map(({ kid, state }) => [kid, state]);
  const published = async ({ config }: { config: { port: number } } = world) =>
    ((await (await fetch(`http://127.0.0.1:${config.port}/oauth2/jwks`)).json()) as { keys: Key[] }).keys;
  const userinfo = async (token: string) =>
    (await fetch(`${world.issuer}/oauth2/userinfo`, { headers: { authorization: `Bearer ${token}` } })).status;
  const events = async () =>
    (await auditEvents(world))
      .filter(({ type }) => type.startsWith('signing-key.r'))
      .map(({ type, actor, details }) => ({ type, actor, ...details }));

  it('shows every key with its public part, and no private one', async () => {
    const jwks = await published();
    const { status, headers, body } = await api('GET', '/keys');
    expect([status, headers.get('cache-control')]).toEqual([200, 'no-store']);
    expect(body.items.map(({ public_jwk }: { public_jwk: object }) => public_jwk)).toEqual(jwks);
    expect(JSON.stringify(body)).not.toMatch(/"(d|p|q|dp|dq|qi|sealed\w*)":/);
    const [key] = await keys('ES256');
    expect((await api('GET', `/keys/${key?.kid}`)).body).toEqual(key);
    expect(key).toEqual({
      kid: expect.any(String),
      alg: 'ES256',
      state: 'active',
      created_at: expect.stringMatching(/^\d{4}-.*Z$/),
      active_at: expect.stringMatching(/^\d{4}-.*Z$/),
      public_jwk: expect.objectContaining({ kty: 'EC', kid: key?.kid }),
    });
  });

  it('rotates a key at once, and says when the new one signs', async () => {
    const [before] = await keys('RS256');
    const made = await api('POST', '/keys', { alg: 'RS256' });
    expect([made.status, made.headers.get('location'), made.body.state]).toEqual([
      201,
      `/admin/v1/keys/${made.body.kid}`,
      'next',
    ]);
    expect(await states('RS256')).toEqual([
      [before?.kid, 'active'],
      [made.body.kid, 'next'],
    ]);
    expect((await published()).map(({ kid }) => kid)).toContain(made.body.kid);
    const soon = (await api('POST', '/keys', { alg: 'ES256', immediately: true })).body;
    expect(Date.parse(soon.active_at) - Date.parse(soon.created_at)).toBe(360_000);
    expect(await events()).toContainEqual(
      expect.objectContaining({ type: 'signing-key.rotated', actor: 'an-admin', kid: made.body.kid }),
    );
  });

  it('says which waiting key a second rotation removes: in the answer and in the audit log', async () => {
    const first = (await api('POST', '/keys', { alg: 'ES256' })).body;
    expect(first.dropped).toEqual([]);
    const second = (await api('POST', '/keys', { alg: 'ES256' })).body;
    expect(second.dropped).toEqual([first.kid]);
    expect((await states('ES256')).map(([kid]) => kid)).toEqual([expect.any(String), second.kid]);
    const [one, two] = (await events()).toSorted((left) => (left.kid === first.kid ? -1 : 1));
    expect([one?.dropped, two?.dropped]).toEqual([undefined, [first.kid]]);
  });

  it('lets the key that waits sign sooner if it is wanted immediately: when no cached key set lacks it', async () => {
    const clock = stopClock(world);
    const [before] = await keys('ES256');
    const waiting = (await api('POST', '/keys', { alg: 'ES256' })).body;
    clock.pass(60);
    const sooner = await api('POST', '/keys', { alg: 'ES256', immediately: true });
    expect([sooner.status, sooner.headers.get('location'), sooner.body.kid]).toEqual([200, null, waiting.kid]);
    expect([sooner.body.state, sooner.body.dropped]).toEqual(['next', []]);
    expect(Date.parse(sooner.body.active_at) - Date.parse(waiting.created_at)).toBe(SHORTEST_LEAD * 1000);
    const again = await api('POST', '/keys', { alg: 'ES256', immediately: true });
    expect(again.body).toEqual(sooner.body);
    clock.pass(SHORTEST_LEAD - 61);
    expect(kidOf((await freshTokens(world)).access_token)).toBe(before?.kid);
    clock.pass(1);
    expect(kidOf((await freshTokens(world)).access_token)).toBe(waiting.kid);
    expect(await states('ES256')).toEqual([
      [before?.kid, 'retired'],
      [waiting.kid, 'active'],
    ]);
    clock.goOn();
  });

  it('lets a key that has been published for long enough sign at once', async () => {
    const clock = stopClock(world);
    const waiting = (await api('POST', '/keys', { alg: 'RS256' })).body;
    clock.pass(SHORTEST_LEAD);
    expect(kidOf((await freshTokens(world)).id_token)).not.toBe(waiting.kid);
    const { body } = await api('POST', '/keys', { alg: 'RS256', immediately: true });
    expect([body.kid, body.state]).toEqual([waiting.kid, 'active']);
    expect(kidOf((await freshTokens(world)).id_token)).toBe(waiting.kid);
    clock.goOn();
  });

  it('revokes the key that signs: another takes over, and nothing it has signed is accepted any more', async () => {
    const { access_token } = await freshTokens(world);
    const kid = kidOf(access_token);
    const admin = await adminApi(world, SCOPES);
    // All of them remember that they have verified it.
    expect([await userinfo(access_token), (await introspect(world, access_token)).active]).toEqual([200, true]);
    expect((await admin('DELETE', `/keys/${kid}`)).status).toBe(204);
    expect([await userinfo(access_token), await introspect(world, access_token)]).toEqual([401, { active: false }]);
    expect((await admin('GET', '/keys')).status).toBe(401);
    expect((await published()).map((key) => key.kid)).not.toContain(kid);
    const [successor, ...others] = await keys('ES256');
    expect([successor?.state, others]).toEqual(['active', []]);
    const fresh = (await freshTokens(world)).access_token;
    expect([kidOf(fresh), await userinfo(fresh)]).toEqual([successor?.kid, 200]);
    const [event] = await events();
    expect(event).toMatchObject({
      type: 'signing-key.revoked',
      actor: 'an-admin',
      kid,
      alg: 'ES256',
      before: { state: 'active' },
      successor: successor?.kid,
    });
  });

  it('lets the next key take over where there is one, and never one that has retired', async () => {
    const clock = stopClock(world);
    const [retired] = await keys('RS256');
    await api('POST', '/keys', { alg: 'RS256', immediately: true });
    clock.pass(SHORTEST_LEAD);
    const next = (await api('POST', '/keys', { alg: 'RS256' })).body;
    const [, active] = await keys('RS256');
    expect((await keys('RS256')).map(({ state }) => state)).toEqual(['retired', 'active', 'next']);
    expect((await api('DELETE', `/keys/${active?.kid}`)).status).toBe(204);
    expect(await states('RS256')).toEqual([
      [retired?.kid, 'retired'],
      [next.kid, 'active'],
    ]);
    expect(kidOf((await freshTokens(world)).id_token)).toBe(next.kid);
    clock.goOn();
  });

  it('takes back a key that was to be next, and the present one goes on until it has another', async () => {
    const [active] = await keys('ES256');
    const next = (await api('POST', '/keys', { alg: 'ES256' })).body;
    expect((await api('DELETE', `/keys/${next.kid}`)).status).toBe(204);
    expect(await keys('ES256')).toEqual([active]);
    const clock = stopClock(world);
    clock.pass(20 * DAY);
    await world.app.get(KeysService).refresh();
    await world.app.get(Purge).run();
    clock.goOn();
    expect(await keys('ES256')).toEqual([active]);
  });

  it('revokes a key once, however many want it at once', async () => {
    await api('POST', '/keys', { alg: 'EdDSA' });
    const [key] = await keys('EdDSA');
    const answers = await Promise.all(Array.from({ length: 20 }, () => api('DELETE', `/keys/${key?.kid}`)));
    expect(answers.map(({ status }) => status).sort()).toEqual([204, ...Array(19).fill(404)]);
    expect((await keys('EdDSA')).map(({ state }) => state)).toEqual(['active']);
  });

  it('rotates however many want it at once: who does not get the new key is told to ask again', async () => {
    const answers = await Promise.all(Array.from({ length: 30 }, () => api('POST', '/keys', { alg: 'ES256' })));
    const statuses = answers.map(({ status }) => status);
    expect(statuses).toContain(201);
    expect(statuses.filter((status) => status !== 201 && status !== 409)).toEqual([]);
    expect((await states('ES256')).filter(([, state]) => state === 'next')).toHaveLength(1);
  });

  it('says what is wrong', async () => {
    for (const body of [{}, { alg: 'none' }, { alg: ['ES256'] }]) {
      const { status, body: problem } = await api('POST', '/keys', body);
      expect([status, problem.errors[0].pointer]).toEqual([400, '/alg']);
    }
    expect((await api('POST', '/keys', { alg: 'ES256', immediately: 'yes' })).body.errors[0].pointer).toBe(
      '/immediately',
    );
    for (const kid of ['x', '%00']) {
      expect([kid, (await api('GET', `/keys/${kid}`)).status]).toEqual([kid, 404]);
      expect([kid, (await api('DELETE', `/keys/${kid}`)).status]).toEqual([kid, 404]);
    }
  });

  it('has scopes of its own', async () => {
    const reader = await adminApi(world, 'keys:read');
    expect((await reader('GET', '/keys')).status).toBe(200);
    expect((await reader('POST', '/keys', { alg: 'ES256' })).status).toBe(403);
    expect((await reader('DELETE', '/keys/x')).status).toBe(403);
    expect((await (await adminApi(world, 'clients:read'))('GET', '/keys')).status).toBe(403);
  });
});

describe('a key that one of two replicas on PostgreSQL revokes', () => {
  let one: World;
  let two: World;

  beforeAll(async () => {
    one = await createWorld({ dialect: 'postgres' });
    const port = await freePort();
    two = { ...one, ...(await createTestApp({ ...one.config, port })), issuer: `http://localhost:${port}` };
  });
  afterAll(() => Promise.all([one.close(), two.close()]));

  it('counts no longer at the other one, although that has verified a token with it a moment ago', async () => {
    await stopPeriodicWork(two);
    const { access_token } = await freshTokens(one);
    const isActive = async () => (await introspect(two, access_token)).active;
    const userinfo = async () =>
      (await fetch(`${two.issuer}/oauth2/userinfo`, { headers: { authorization: `Bearer ${access_token}` } })).status;
    expect([await isActive(), await userinfo()]).toEqual([true, 200]);
    await one.app.get(KeysService).revoke(kidOf(access_token));
    // The announcement is on its way; without it, keys are not read again.
    await until(async () => !(await isActive()));
    expect([await isActive(), await userinfo()]).toEqual([false, 401]);
    const claims = { iss: one.config.issuer, exp: 2 ** 32 };
    const signed = await two.app.get(KeysService).sign(claims, { typ: 'JWT', alg: 'ES256' });
    expect(kidOf(signed)).not.toBe(kidOf(access_token));
    await expect(one.app.get(KeysService).verify(signed, { typ: 'JWT' })).resolves.toBeDefined();
  });
});
