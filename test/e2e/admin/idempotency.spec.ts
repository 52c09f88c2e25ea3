import { randomUUID } from 'node:crypto';
import type { Type } from '@nestjs/common';
import { IdempotencyKeyEntity } from '../../../src/admin/idempotency/idempotency-key.entity.js';
import { ClientEntity } from '../../../src/clients/client.entity.js';
import { ClientSecretEntity } from '../../../src/clients/client-secret.entity.js';
import { InitialAccessTokenEntity } from '../../../src/clients/registration/initial-access-token.entity.js';
import { SigningKeyEntity } from '../../../src/keys/signing-key.entity.js';
import { DAY } from '../../../src/platform/clock.js';
import { Purge } from '../../../src/platform/schedule/purge.js';
import { ResourceEntity } from '../../../src/resources/resource.entity.js';
import { RoleEntity } from '../../../src/resources/role.entity.js';
import { UserEntity } from '../../../src/users/user.entity.js';
import { type AdminApi, adminApi } from '../../support/admin.js';
import { ADMIN_SCOPES } from '../../support/admin-scopes.js';
import { stopClock } from '../../support/clock.js';
import { changeRows, countOf, rowsOf } from '../../support/rows.js';
import { withoutTable } from '../../support/schema.js';
import { createTestApp } from '../../support/test-app.js';
import { DIALECTS, newDatabaseUrl } from '../../support/test-database.js';
import { createWorld, type World } from '../../support/world.js';

const SCOPES = [...ADMIN_SCOPES.names].join(' ');
const WEB = { client_name: 'Once', redirect_uris: ['https://rp.example/cb'] };
const keyed = (key: string = randomUUID()) => ({ 'idempotency-key': key });

describe.each(DIALECTS)('an Idempotency-Key on %s', (dialect) => {
  let world: World;
  let api: AdminApi;

  beforeAll(async () => {
    world = await createWorld({ dialect });
    api = await adminApi(world, SCOPES);
  });
  afterAll(() => world.close());

  const clientsCalled = async (name: string) =>
    (await api('GET', `/clients?client_name=${encodeURIComponent(name)}`)).body.items.length;

  it.each<[path: string, entity: Type<object>, body: (name: string) => object]>([
    ['/clients', ClientEntity, (name) => ({ ...WEB, client_name: name })],
    ['/clients/app1/secret', ClientSecretEntity, () => ({ overlap_seconds: 60 })],
    ['/users', UserEntity, (name) => ({ username: name, password: 'correct horse battery staple' })],
    ['/roles', RoleEntity, (name) => ({ name, description: 'A role' })],
    ['/resources', ResourceEntity, (name) => ({ identifier: `urn:${name}`, name })],
    ['/initial-access-tokens', InitialAccessTokenEntity, (name) => ({ description: name })],
    ['/keys', SigningKeyEntity, () => ({ alg: 'PS256' })],
  ])('lets POST %s be sent again: the same answer, and one more is stored', async (path, entity, body) => {
    const headers = keyed();
    const sent = body(`made-${headers['idempotency-key']}`);
    const before = await countOf(world, entity);
    const first = await api('POST', path, sent, headers);
    const again = await api('POST', path, sent, headers);
    const shown = ({ status, body, headers }: typeof first) => [
      status,
      body,
      headers.get('location'),
      headers.get('etag'),
      headers.get('content-type'),
    ];
    expect([first.status, shown(again)]).toEqual([201, shown(first)]);
    expect((await countOf(world, entity)) - before).toBe(1);
  });

  it('creates one of 50 at once; the others hear that it is in progress, or get the same answer', async () => {
    const body = { ...WEB, client_name: 'One of fifty' };
    const headers = keyed();
    const answers = await Promise.all(Array.from({ length: 50 }, () => api('POST', '/clients', body, headers)));
    expect(await clientsCalled('One of fifty')).toBe(1);
    const [created, refused] = [201, 409].map((status) => answers.filter((answer) => answer.status === status));
    expect((created?.length ?? 0) + (refused?.length ?? 0)).toBe(50);
    expect(new Set(created?.map((answer) => JSON.stringify(answer.body))).size).toBe(1);
    for (const { headers, body } of refused ?? [])
      expect([headers.get('retry-after'), headers.get('content-type'), body.detail]).toEqual([
        '1',
        expect.stringContaining('application/problem+json'),
        expect.stringContaining('in progress'),
      ]);
    expect((await api('POST', '/clients', body, headers)).body).toEqual(created?.[0]?.body);
  });

  it('is refused with another request: another body, or another address', async () => {
    const headers = keyed();
    expect((await api('POST', '/clients', WEB, headers)).status).toBe(201);
    for (const [path, body] of [
      ['/clients', { ...WEB, client_name: 'Another' }],
      ['/clients?x=1', WEB],
      ['/roles', { name: 'another', description: 'x' }],
    ] as const) {
      const { status, body: problem } = await api('POST', path, body, headers);
      expect([path, status, problem.title, problem.detail]).toEqual([
        path,
        422,
        'Unprocessable content',
        expect.stringContaining('another request'),
      ]);
    }
    expect(await clientsCalled('Another')).toBe(1); // the world's own
  });

  it('does not remember what was refused, so that it can be mended', async () => {
    const headers = keyed();
    expect((await api('POST', '/clients', { ...WEB, redirect_uris: [] }, headers)).status).toBe(400);
    expect((await api('POST', '/clients', { ...WEB, client_id: 'app1' }, headers)).status).toBe(409);
    expect((await api('POST', '/clients', { ...WEB, client_id: 'mended' }, headers)).status).toBe(201);
    const readOnly = await adminApi(world, 'clients:read');
    expect((await readOnly('POST', '/clients', { ...WEB, client_id: 'mended' }, headers)).status).toBe(403);
  });

  it('gives the key back where the server fails', async () => {
    const headers = keyed();
    const role = { name: 'after-a-failure', description: 'x' };
    const failed = await withoutTable(world, 'roles', () => api('POST', '/roles', role, headers));
    expect(failed.status).toBe(500);
    expect((await api('POST', '/roles', role, headers)).status).toBe(201);
  });

  it('is in progress while the process that has it lives, and may be sent again when that has ended', async () => {
    const headers = keyed();
    const role = { name: 'killed', description: 'x' };
    await api('POST', '/roles', role, headers);
    expect((await api('DELETE', '/roles/killed')).status).toBe(204);
    const inProgress = async (seconds: number) => {
      const killed = { sealedAnswer: null, leasedUntil: Date.now() + seconds * 1000 };
      await changeRows(world, IdempotencyKeyEntity, {}, killed);
      return api('POST', '/roles', role, headers);
    };
    const alive = await inProgress(3600);
    expect([alive.status, alive.headers.get('retry-after')]).toEqual([409, '1']);
    expect((await inProgress(-1)).status).toBe(201);
    expect((await api('POST', '/roles', { ...role, description: 'y' }, headers)).status).toBe(422);
  });

  it('is the same with and without the quotes of the draft', async () => {
    const key = randomUUID();
    const first = await api('POST', '/clients', WEB, keyed(`"${key}"`));
    expect((await api('POST', '/clients', WEB, keyed(key))).body).toEqual(first.body);
  });

  it('belongs to its caller: another one’s is another key', async () => {
    const headers = keyed();
    const body = { name: 'mine', description: 'x' };
    const other = await adminApi(world, SCOPES, { sub: 'another-admin' });
    expect((await api('POST', '/roles', body, headers)).status).toBe(201);
    expect((await other('POST', '/roles', body, headers)).status).toBe(409);
    expect((await other('POST', '/roles', { ...body, name: 'theirs' }, headers)).status).toBe(201);
  });

  it.each(['', '""', 'a b', '"a', 'a"b', 'x'.repeat(256), 'ä', 'a, b', '"a";b=1'])('must not be %j', async (key) => {
    const answer = await api('POST', '/clients', WEB, keyed(Buffer.from(key).toString('latin1')));
    expect([answer.status, answer.body.detail]).toEqual([400, expect.stringContaining('Idempotency-Key must be')]);
  });

  it('is stored as a hash, and its answer sealed', async () => {
    const headers = keyed();
    const { body } = await api('POST', '/clients', { ...WEB, client_name: 'Sealed away' }, headers);
    const text = JSON.stringify(await rowsOf(world, IdempotencyKeyEntity));
    for (const secret of [headers['idempotency-key'], body.client_secret, 'Sealed away'])
      expect(text).not.toContain(secret);
  });

  it('is forgotten after a day, and purged', async () => {
    const clock = stopClock(world);
    const headers = keyed();
    const body = { ...WEB, client_name: 'A day later' };
    await api('POST', '/clients', body, headers);
    clock.pass(DAY - 1);
    api = await adminApi(world, SCOPES, { exp: 2 ** 31 });
    await api('POST', '/clients', body, headers);
    expect(await clientsCalled('A day later')).toBe(1);
    clock.pass(1);
    await api('POST', '/clients', body, headers);
    expect(await clientsCalled('A day later')).toBe(2);
    clock.pass(DAY);
    await world.app.get(Purge).run();
    expect(await countOf(world, IdempotencyKeyEntity)).toBe(0);
    clock.goOn();
  });
});

describe('an Idempotency-Key', () => {
  it('is taken by every operation that creates something, and its documentation says so', async () => {
    const server = await createTestApp();
    const document = (await (await fetch(`${server.config.issuer}/docs/openapi.json`)).json()) as {
      paths: Record<string, Record<string, { parameters?: { name: string }[]; responses: Record<string, unknown> }>>;
    };
    await server.close();
    const creating = Object.entries(document.paths).flatMap(([path, { post }]) =>
      post?.responses['201'] ? [{ path, post }] : [],
    );
    expect(creating.length).toBeGreaterThanOrEqual(7);
    for (const { path, post } of creating) {
      expect([path, post.parameters?.map(({ name }) => name)]).toEqual([
        path,
        expect.arrayContaining(['Idempotency-Key']),
      ]);
      expect([path, Object.keys(post.responses)]).toEqual([path, expect.arrayContaining(['400', '409', '422'])]);
    }
  });

  it('cannot be answered again once its ENCRYPTION_SECRET is gone, and creates nothing then', async () => {
    const [old, present] = ['the-old-secret-of-the-tests-0123456789', 'the-new-secret-of-the-tests-0123456789'];
    const databaseUrl = await newDatabaseUrl('postgres');
    const headers = keyed();
    const before = await createTestApp({ databaseUrl, encryptionSecrets: [old] });
    const { port } = before.config;
    const role = { name: 'sealed', description: 'x' };
    const created = await (await adminApi(before, SCOPES))('POST', '/roles', role, headers);
    await before.close();
    const outcomes: unknown[] = [[created.status, undefined]];
    for (const encryptionSecrets of [[present, old], [present]]) {
      const server = await createTestApp({ databaseUrl, encryptionSecrets, port });
      const { status, body } = await (await adminApi(server, SCOPES))('POST', '/roles', role, headers);
      outcomes.push([status, body.detail]);
      await server.close();
    }
    expect(outcomes).toEqual([
      [201, undefined],
      [201, undefined],
      [409, expect.stringContaining('ENCRYPTION_SECRET')],
    ]);
  });
});
