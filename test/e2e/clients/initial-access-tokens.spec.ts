import { AuditEventEntity } from '../../../src/audit/audit-event.entity.js';
import { ClientEntity } from '../../../src/clients/client.entity.js';
import { InitialAccessTokenEntity } from '../../../src/clients/registration/initial-access-token.entity.js';
import { InitialAccessTokensService } from '../../../src/clients/registration/initial-access-tokens.service.js';
import { Database } from '../../../src/platform/database/database.js';
import { Purge } from '../../../src/platform/schedule/purge.js';
import { type AdminApi, adminApi } from '../../support/admin.js';
import { stopClock } from '../../support/clock.js';
import { register, registrationWorld, WEB_APP } from '../../support/registration.js';
import { countOf, rowsOf } from '../../support/rows.js';
import { DIALECTS } from '../../support/test-database.js';
import type { World } from '../../support/world.js';

describe.each(DIALECTS)('initial access tokens (RFC 7591 section 1.2) on %s', (dialect) => {
  let world: World;
  let api: AdminApi;

  beforeAll(async () => {
    world = await registrationWorld({ access: 'token' }, { dialect });
    api = await adminApi(world, 'initial-access-tokens:read initial-access-tokens:write');
  });
  afterAll(() => world.close());

  it('are shown once, and listed without themselves', async () => {
    const terms = { expires_in: 3600, max_uses: 2, description: 'For the build' };
    const { status, body, headers } = await api('POST', '/initial-access-tokens', terms);
    expect([status, headers.get('cache-control')]).toEqual([201, 'no-store']);
    const { token, ...shown } = body;
    expect(token).toMatch(/^[\w-]{43}$/);
    expect(shown).toEqual({
      id: expect.any(String),
      description: 'For the build',
      created_by: 'an-admin',
      created_at: expect.any(Number),
      expires_at: shown.created_at + 3600,
      max_uses: 2,
      uses: 0,
    });
    const list = await api('GET', '/initial-access-tokens');
    expect([list.status, list.body.items]).toEqual([200, expect.arrayContaining([shown])]);
    expect(JSON.stringify(list.body)).not.toContain(token);
    for (const entity of [InitialAccessTokenEntity, AuditEventEntity])
      expect(JSON.stringify(await rowsOf(world, entity))).not.toContain(token);
  });

  it('have no limits where none are named', async () => {
    for (const terms of [undefined, {}, { expires_in: null, max_uses: null, description: null }]) {
      const { status, body } = await api('POST', '/initial-access-tokens', terms);
      expect([status, body.expires_at, body.max_uses, body.description]).toEqual([201, 0, undefined, undefined]);
    }
  });

  it('count what they register, and nothing that was refused', async () => {
    const { body } = await api('POST', '/initial-access-tokens', { max_uses: 2 });
    expect((await register(world, { redirect_uris: [] }, body.token)).status).toBe(400);
    expect((await register(world, WEB_APP, body.token)).status).toBe(201);
    expect((await find(body.id))?.uses).toBe(1);
    expect((await register(world, WEB_APP, body.token)).status).toBe(201);
    expect((await register(world, WEB_APP, body.token)).status).toBe(401);
  });

  it('with one use register one client, however many try at once', async () => {
    const { body } = await api('POST', '/initial-access-tokens', { max_uses: 1 });
    const before = await countOf(world, ClientEntity);
    const answers = await Promise.all(Array.from({ length: 50 }, () => register(world, WEB_APP, body.token)));
    expect(answers.map(({ status }) => status).toSorted()).toEqual([201, ...Array(49).fill(401)]);
    expect([(await countOf(world, ClientEntity)) - before, (await find(body.id))?.uses]).toEqual([1, 1]);
  });

  it('with one use are used once, however many found them usable at the same moment', async () => {
    const tokens = world.app.get(InitialAccessTokensService);
    const { text } = await tokens.create({ maxUses: 1 });
    const token = await tokens.check(text);
    const uses = await Promise.allSettled(
      Array.from({ length: 50 }, () =>
        world.app.get(Database).transaction((transaction) => tokens.use(token, transaction)),
      ),
    );
    expect(uses.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  it('end when they expire, and are gone then', async () => {
    const clock = stopClock(world);
    const { body } = await api('POST', '/initial-access-tokens', { expires_in: 60 });
    clock.pass(59.999);
    expect((await register(world, WEB_APP, body.token)).status).toBe(201);
    clock.pass(0.001);
    expect((await register(world, WEB_APP, body.token)).status).toBe(401);
    await world.app.get(Purge).run();
    expect(await find(body.id)).toBeUndefined();
    clock.goOn();
  });

  it('can be removed; what they registered stays', async () => {
    const { body } = await api('POST', '/initial-access-tokens');
    const client = await register(world, WEB_APP, body.token);
    expect((await api('DELETE', `/initial-access-tokens/${body.id}`)).status).toBe(204);
    expect((await register(world, WEB_APP, body.token)).status).toBe(401);
    expect((await api('DELETE', `/initial-access-tokens/${body.id}`)).status).toBe(404);
    const admin = await adminApi(world);
    expect((await admin('GET', `/clients/${client.body.client_id}`)).status).toBe(200);
  });

  it.each([
    { expires_in: 0 },
    { expires_in: 1.5 },
    { max_uses: -1 },
    { max_uses: '1' },
    { description: '' },
    { description: 'a\nb' },
    { uses: 1 },
    { max_uses: 2 ** 31 },
  ])('are not created with %j', async (terms) => {
    const { status, body } = await api('POST', '/initial-access-tokens', terms);
    expect([status, body.errors[0].pointer]).toEqual([400, `/${Object.keys(terms)[0]}`]);
  });

  it('are administered with scopes of their own', async () => {
    const clients = await adminApi(world, 'clients:read clients:write');
    const reader = await adminApi(world, 'initial-access-tokens:read');
    expect((await clients('GET', '/initial-access-tokens')).status).toBe(403);
    expect((await clients('POST', '/initial-access-tokens')).status).toBe(403);
    expect((await reader('GET', '/initial-access-tokens')).status).toBe(200);
    expect((await reader('POST', '/initial-access-tokens')).status).toBe(403);
    expect((await reader('DELETE', '/initial-access-tokens/x')).status).toBe(403);
    expect((await api('DELETE', '/initial-access-tokens/%00')).status).toBe(404);
  });

  async function find(id: string): Promise<{ uses: number } | undefined> {
    return (await api('GET', '/initial-access-tokens')).body.items.find((item: { id: string }) => item.id === id);
  }
});
