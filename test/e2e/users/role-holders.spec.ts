import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BootstrapService } from '../../../src/operations/bootstrap/bootstrap.service.js';
import { Unmapped } from '../../../src/operations/import-export/unmapped.js';
import { UserImporter } from '../../../src/operations/import-export/user-importer.service.js';
import { Database } from '../../../src/platform/database/database.js';
import { LOGGER, type Logger } from '../../../src/platform/telemetry/log.js';
import { ResourcesService } from '../../../src/resources/resources.service.js';
import { RoleHoldersRepository } from '../../../src/users/role-holders.repository.js';
import { UsersRepository } from '../../../src/users/users.repository.js';
import { UsersService } from '../../../src/users/users.service.js';
import { type AdminApi, adminApi } from '../../support/admin.js';
import { createUser, USER_SCOPES } from '../../support/admin-users.js';
import { Browser } from '../../support/browser.js';
import { DIALECTS } from '../../support/test-database.js';
import { createWorld, type World } from '../../support/world.js';

const ROUNDS = Array.from({ length: 12 }, (_, round) => round);

describe.each(DIALECTS)('a role that people hold before it gives scopes, on %s', (dialect) => {
  let world: World;
  let api: AdminApi;
  let manager: AdminApi;

  beforeAll(async () => {
    world = await createWorld({ dialect });
    api = await adminApi(world, `${USER_SCOPES} roles:read`);
    manager = await adminApi(world, 'users:read users:write');
  });
  afterAll(() => world.close());

  const role = (name: string, scopes = ['users:write']) => ({ name, description: 'Operators', scopes });
  const get = (name: string) => world.app.get(ResourcesService).permitted(['users:write', 'keys:write'], [name]);
  const holdersOf = (name: string) =>
    world.app
      .get(Database)
      .transaction((transaction) => world.app.get(RoleHoldersRepository, { strict: false }).of(name, transaction));

  it('is created only by who confirms its holders, and each time that they are others again', async () => {
    const puppet = await createUser(manager, 'puppet', { roles: ['ops'] });
    await createUser(manager, 'other', { roles: ['Ops', 'ops2', 'o"ps'] });
    const refused = await api('POST', '/roles', role('ops'));
    expect([refused.status, refused.headers.get('content-type')]).toEqual([
      409,
      expect.stringContaining('application/problem+json'),
    ]);
    expect(refused.body).toEqual({
      type: 'about:blank',
      title: 'Conflict',
      status: 409,
      detail: expect.stringContaining('the present holders of the role ops (1)'),
      errors: [{ pointer: '/confirm_holders', detail: expect.stringContaining('holders_digest') }],
      holders_count: 1,
      holders: [{ id: puppet.id, username: 'puppet' }],
      holders_digest: expect.stringMatching(/^[\w-]{43}$/),
      request_id: expect.any(String),
    });
    expect([await get('ops'), (await api('GET', '/roles/ops')).status]).toEqual([[], 404]);
    const confirm_holders = refused.body.holders_digest;
    const second = await createUser(manager, 'second', { roles: ['ops'] });
    const again = await api('POST', '/roles', { ...role('ops'), confirm_holders });
    expect([again.status, again.body.holders_count]).toEqual([409, 2]);
    expect(again.body.holders.map(({ id }: { id: string }) => id)).toEqual([puppet.id, second.id].sort());
    const confirmed = { ...role('ops'), confirm_holders: again.body.holders_digest };
    expect((await api('POST', '/roles', confirmed)).body).toEqual({ ...role('ops'), built_in: false });
    expect(await get('ops')).toEqual(['users:write']);
  });

  it('gets more scopes in the same way, and fewer or none without', async () => {
    await createUser(manager, 'planted', { roles: ['desk'] });
    expect((await api('POST', '/roles', role('desk', []))).status).toBe(201);
    expect((await api('PATCH', '/roles/desk', { description: 'Desk' })).status).toBe(200);
    for (const scopes of [['users:write'], ['users:write', 'keys:write']]) {
      const { status, body } = await api('PATCH', '/roles/desk', { scopes });
      expect([status, body.holders_count, body.holders[0].username]).toEqual([409, 1, 'planted']);
      expect((await api('PATCH', '/roles/desk', { scopes, confirm_holders: 'x' })).status).toBe(409);
      expect((await api('PATCH', '/roles/desk', { scopes, confirm_holders: body.holders_digest })).status).toBe(200);
      expect(await get('desk')).toEqual(scopes);
    }
    expect((await api('PATCH', '/roles/desk', { scopes: ['keys:write'] })).status).toBe(200);
    expect((await api('PATCH', '/roles/desk', { confirm_holders: 5 })).body.errors[0].pointer).toBe('/confirm_holders');
  });

  it('names a hundred of its holders, and its digest is of all', async () => {
    const users = world.app.get(UsersRepository, { strict: false });
    const add = (from: number, to: number) =>
      world.app.get(Database).transaction(async (transaction) => {
        for (let each = from; each < to; each++)
          await users.insert(`many-${each}`, { username: `many${each}`, roles: ['many'] }, undefined, 0, transaction);
      });
    await add(1000, 2000);
    const { body } = await api('POST', '/roles', role('many'));
    expect([body.holders_count, body.holders.length, body.holders[99].id]).toEqual([1000, 100, 'many-1099']);
    await add(2000, 2001);
    const confirmed = { ...role('many'), confirm_holders: body.holders_digest };
    expect((await api('POST', '/roles', confirmed)).body.holders_count).toBe(1001);
  });

  it('is not given by who may not make administrators at the moment at which it becomes administrative', async () => {
    for (const round of ROUNDS) {
      const name = `raced${round}`;
      const { id } = await createUser(manager, `${name}-changed`);
      const [created, ...given] = await Promise.all([
        api('POST', '/roles', role(name)),
        manager('PATCH', `/users/${id}`, { roles: [name] }),
        manager('POST', '/users', { username: `${name}-new`, roles: [name] }),
      ]);
      // Either no one got the role before it became administrative, or those who did were shown.
      const { count } = await holdersOf(name);
      expect(given.filter(({ status }) => status < 300)).toHaveLength(count);
      expect([name, created.status, created.status === 201 ? count : 0]).toEqual([name, expect.any(Number), 0]);
    }
  });

  it('shows who is being given it, in a transaction that is not committed yet', async () => {
    const users = world.app.get(UsersRepository, { strict: false });
    let creating: ReturnType<AdminApi> | undefined;
    await world.app.get(Database).transaction(async (transaction) => {
      await users.insert('late', { username: 'late', roles: ['late'] }, undefined, 0, transaction);
      creating = api('POST', '/roles', role('late'));
      // On SQLite it waits for this transaction anyway; on PostgreSQL it gets as far as it can.
      for (let statements = 0; statements < 200; statements++) await users.find('late', transaction);
    });
    const { status, body } = await (creating as ReturnType<AdminApi>);
    expect([status, body.holders]).toEqual([409, [{ id: 'late', username: 'late' }]]);
  });

  it('leaves no link to who may not invite administrators', async () => {
    for (const round of ROUNDS) {
      const name = `invited${round}`;
      const { id } = await createUser(manager, name, { roles: [name] });
      const { holders_digest } = (await api('POST', '/roles', role(name))).body;
      const [created, invited] = await Promise.all([
        api('POST', '/roles', { ...role(name), confirm_holders: holders_digest }),
        manager('POST', `/users/${id}/invitation`),
      ]);
      expect(created.status).toBe(201);
      if (invited.status !== 403) expect((await new Browser(world.issuer).get(invited.body.url)).status).toBe(410);
    }
  });

  it('ends an import that may make no administrators, if it becomes administrative meanwhile', async () => {
    async function* records() {
      yield { line: 1, user: { username: 'imported', roles: ['fresh'] } };
      await api('POST', '/roles', role('fresh'));
    }
    const options = { update: false, dryRun: false, administrators: false };
    const observer = { rejected: () => undefined, progress: () => undefined };
    const run = () => world.app.get(UserImporter).import(records(), options, new Unmapped(), observer);
    await expect(run()).rejects.toThrow('the role fresh became administrative meanwhile; import again');
    expect(await world.app.get(UsersService).findByUsername('imported')).toBeUndefined();
    await run();
    expect((await world.app.get(UsersService).findByUsername('imported'))?.roles).toEqual([]);
  });

  it('may get scopes by the bootstrap file, which is trusted', async () => {
    const { id } = await createUser(manager, 'declared', { roles: ['filed'] });
    const file = join(mkdtempSync(join(tmpdir(), 'gatehouse-')), 'bootstrap.json');
    writeFileSync(file, JSON.stringify({ roles: [role('filed')] }));
    const logged: unknown[] = [];
    const logger = world.app.get<Logger>(LOGGER);
    const { warn } = logger;
    logger.warn = (facts: unknown) => void logged.push(facts);
    await world.app.get(BootstrapService).apply(file);
    logger.warn = warn;
    expect(logged).toEqual([{ role: 'filed', count: 1, users: [id] }]);
    expect(await get('filed')).toEqual(['users:write']);
  });
});
