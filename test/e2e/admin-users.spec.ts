import { Database, statement } from '../../src/platform/database/database.js';
import { ResourcesService } from '../../src/resources/resources.service.js';
import { ADMIN_SCOPES } from '../../src/resources/role.js';
import { UsersService } from '../../src/users/users.service.js';
import { type AdminApi, adminApi } from '../support/admin.js';
import { Browser } from '../support/browser.js';
import {
  createWorld,
  freshTokens,
  introspect,
  PASSWORD,
  refresh,
  signedInBrowser,
  type World,
} from '../support/world.js';

const SCOPES = 'users:read users:write roles:write';

describe.each(['sqlite', 'postgres'] as const)('the admin API for users on %s', (dialect) => {
  let world: World;
  let api: AdminApi;

  beforeAll(async () => {
    world = await createWorld({ dialect });
    api = await adminApi(world, SCOPES);
  });
  afterAll(() => world.close());

  const idOf = async (username: string) => (await world.app.get(UsersService).findByUsername(username))?.id as string;
  const events = async (user: string) => {
    const all = await world.app
      .get(Database)
      .query<{ type: string; actor: string; details: string }>(
        statement('test-events', 'SELECT type, actor, details FROM audit_events ORDER BY at'),
      );
    return all
      .map(({ details, ...event }) => ({ ...event, details: JSON.parse(details) }))
      .filter(({ details }) => details.user === user);
  };
  const create = async (username: string, more: object = {}) =>
    (await api('POST', '/users', { username, password: PASSWORD, ...more })).body;

  it('creates a user, who can sign in', async () => {
    const created = await api('POST', '/users', {
      username: 'carol',
      password: PASSWORD,
      email: 'carol@example.com',
      'family_name#ja': '例',
      nickname: null,
      roles: ['editor'],
    });
    expect([created.status, created.headers.get('location'), created.headers.get('etag')]).toEqual([
      201,
      `/admin/v1/users/${created.body.id}`,
      '"1"',
    ]);
    expect(created.body).toEqual({
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      username: 'carol',
      email: 'carol@example.com',
      'family_name#ja': '例',
      roles: ['editor'],
      disabled: false,
      has_password: true,
      password_change_required: false,
      created_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
      updated_at: expect.any(String),
    });
    const browser = await signedInBrowser(world, 'carol');
    expect(browser.page.url).toContain('/account');
    const [event] = await events(created.body.id);
    expect(event).toMatchObject({ type: 'user.created', actor: 'an-admin', details: { after: { username: 'carol' } } });
    expect(JSON.stringify(event)).not.toContain(PASSWORD);
  });

  it.each<[string, unknown, string[]]>([
    ['no username', { email: 'x@example.com' }, ['/username']],
    ['wrong types', { username: 1, roles: 'admin' }, ['/username', '/roles']],
    ['a short password', { username: 'x', password: 'short' }, ['/password']],
    ['wrong claims', { username: 'x', email: 'x', color: 'red' }, ['/email', '/color']],
    ['a role with a space', { username: 'x', roles: ['a b'] }, ['/roles/0']],
    [
      'halves of surrogate pairs',
      { username: 'x\ud800', given_name: '\udc00', email: 'x\ud800@x', roles: ['\ud800', '..'] },
      ['/username', '/given_name', '/email', '/roles/0', '/roles/1'],
    ],
    ['an identifier and a state of its own', { username: 'x', id: 'x', disabled: 'false' }, ['/id', '/disabled']],
    ['no object', ['x'], ['']],
    ['nothing', 'null', ['']],
  ])('names every mistake: %s', async (_, body, pointers) => {
    const answer = await api('POST', '/users', body);
    expect([answer.status, answer.body.errors.map((each: { pointer: string }) => each.pointer)]).toEqual([
      400,
      pointers,
    ]);
  });

  it('lets one of 50 users have a name', async () => {
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, index) => api('POST', '/users', { username: index % 2 ? 'Raced' : 'raced' })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array(49).fill(409)]);
    expect(answers.find(({ status }) => status === 409)?.body.errors).toEqual([
      { pointer: '/username', detail: 'is taken already' },
    ]);
  });

  it('lists users page by page in a stable order, whatever is added meanwhile', async () => {
    for (const name of ['p1', 'p2', 'p3', 'p4', 'p5']) await create(name, { family_name: 'Pager' });
    for (const [sort, expected] of [
      ['username', ['p1', 'p2', 'p3', 'p4', 'p5']],
      ['-username', ['p5', 'p4', 'p3', 'p2', 'p1']],
      ['created_at', ['p1', 'p2', 'p3', 'p4', 'p5']],
      ['-created_at', ['p5', 'p4', 'p3', 'p2', 'p1']],
    ] as const) {
      const names: string[] = [];
      let cursor = '';
      do {
        const { body } = await api('GET', `/users?text=pAg&limit=2&sort=${sort}${cursor}`);
        names.push(...body.items.map((user: { username: string }) => user.username));
        cursor = body.next_cursor ? `&cursor=${body.next_cursor}` : '';
      } while (cursor !== '');
      expect([sort, names]).toEqual([sort, expected]);
    }
  });

  it('finds users by username, email address, role, text and whether they are disabled', async () => {
    const dora = await create('Dora_1', { email: 'Dora@Example.com', roles: ['a"b%'], given_name: 'Theo_dora' });
    await create('DoraX1', { roles: ['a"bc'] });
    await api('POST', `/users/${dora.id}/disable`);
    for (const query of [
      'username=dora_1',
      'email=dora%40example.COM',
      'role=a%22b%25',
      'text=ra_1',
      'text=eo_d',
      'disabled=true&text=dora',
    ]) {
      const { body } = await api('GET', `/users?${query}`);
      expect([query, body.items.map((user: { username: string }) => user.username)]).toEqual([query, ['Dora_1']]);
    }
    expect((await api('GET', '/users?text=dora&disabled=false')).body.items).toHaveLength(1);
  });

  it.each([
    'limit=0',
    'limit=101',
    'sort=id',
    'disabled=1',
    'cursor=x',
    'text=',
    'text=%00',
    'name=x',
    'cursor=WyJhIl0',
  ])('does not understand the query %s', async (query) => {
    expect((await api('GET', `/users?${query}`)).status).toBe(400);
  });

  it('changes what a merge patch names, and loses nothing where two edit at once', async () => {
    const { id } = await create('erin', { email: 'erin@example.com', nickname: 'E' });
    const first = await api('PATCH', `/users/${id}`, { nickname: null, given_name: 'Erin' }, { 'if-match': '"1"' });
    expect([first.status, first.headers.get('etag'), first.body.given_name, first.body.nickname]).toEqual([
      200,
      '"2"',
      'Erin',
      undefined,
    ]);
    const late = await api('PATCH', `/users/${id}`, { given_name: 'Eve' }, { 'if-match': '"1"' });
    expect([late.status, late.headers.get('content-type')]).toEqual([
      412,
      expect.stringContaining('application/problem+json'),
    ]);
    expect((await api('GET', `/users/${id}`)).body).toMatchObject({ given_name: 'Erin', email: 'erin@example.com' });
    const raced = await Promise.all(
      Array.from({ length: 50 }, (_, index) =>
        api('PATCH', `/users/${id}`, { nickname: `N${index}` }, { 'if-match': '"2"' }),
      ),
    );
    expect(raced.map(({ status }) => status).sort()).toEqual([200, ...Array(49).fill(412)]);
    const last = (await events(id)).at(-1);
    expect([last?.type, last?.details.before.claims.nickname, last?.details.after.claims.nickname]).toEqual([
      'user.updated',
      undefined,
      expect.stringMatching(/^N/),
    ]);
  });

  it('signs in under another username, which one of 50 users can take', async () => {
    const renamed = await create('before');
    await api('PATCH', `/users/${renamed.id}`, { username: 'After' });
    const users = world.app.get(UsersService);
    await expect(users.verifyPassword('after', PASSWORD)).resolves.toMatchObject({ id: renamed.id });
    await expect(users.verifyPassword('before', PASSWORD)).resolves.toBeUndefined();
    await users.create({ username: 'before' });

    const ids = await Promise.all(
      Array.from({ length: 50 }, async (_, index) => (await users.create({ username: `racer-${index}` })).id),
    );
    const answers = await Promise.all(
      ids.map((id, index) =>
        index % 2
          ? api('PATCH', `/users/${id}`, { username: 'winner' })
          : api('POST', '/users', { username: 'WINNER' }),
      ),
    );
    expect(answers.map(({ status }) => status).filter((status) => status !== 409)).toHaveLength(1);
    await Promise.all(ids.map((id) => api('DELETE', `/users/${id}`)));
    await api('DELETE', `/users/${await idOf('winner')}`);
  });

  it('refuses a patch that makes no user', async () => {
    const { id } = await create('frank');
    await create('grace');
    const status = async (patch: unknown) => (await api('PATCH', `/users/${id}`, patch)).status;
    expect(await status({ username: 'GRACE' })).toBe(409);
    expect(await status({ username: null })).toBe(400);
    expect(await status({ password: PASSWORD })).toBe(400);
    for (const disabled of [true, false, {}, null]) expect(await status({ disabled })).toBe(400);
    expect((await api('PATCH', `/users/${id}`, { id, disabled: true })).body.errors).toEqual([
      { pointer: '/id', detail: 'is set by the server; leave it out' },
      { pointer: '/disabled', detail: expect.stringContaining('POST /admin/v1/users/{id}/disable') },
    ]);
    expect(await status({ email: 5 })).toBe(400);
    expect(await status([])).toBe(400);
    expect(await status(`{"address":${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}}`)).toBe(400);
    expect(await status({ username: 'Frank', roles: null })).toBe(200);
  });

  it('resets a password to one that it shows once, or to a given one, and signs the user out', async () => {
    const { id } = await create('heidi');
    const tokens = await freshTokens(world, { scope: 'openid' }, undefined, 'heidi');
    const { status, body } = await api('POST', `/users/${id}/password`);
    expect([status, body.password]).toEqual([200, expect.stringMatching(/^[\w-]{24}$/)]);
    expect((await introspect(world, tokens.access_token)).active).toBe(false);
    const signIn = async (password: string) => {
      const browser = new Browser(world.issuer);
      await browser.get('/login');
      await browser.submitFirstForm({ username: 'heidi', password });
      return browser.page.url.endsWith('/account');
    };
    expect([await signIn(PASSWORD), await signIn(body.password)]).toEqual([false, true]);
    const given = await api('POST', `/users/${id}/password`, { password: 'another good password' });
    expect([given.status, given.body.password, await signIn('another good password')]).toEqual([200, undefined, true]);
    expect((await api('POST', `/users/${id}/password`, { password: 'heidi' })).body.errors[0].pointer).toBe(
      '/password',
    );
    expect(JSON.stringify(await events(id))).not.toMatch(new RegExp(`another good password|${body.password}`));
  });

  it('disables and enables a user', async () => {
    const { id } = await create('ivan');
    const tokens = await freshTokens(world, {}, undefined, 'ivan');
    expect((await api('POST', `/users/${id}/disable`)).body.disabled).toBe(true);
    expect((await refresh(world, tokens.refresh_token)).status).toBe(400);
    expect((await api('POST', `/users/${id}/disable`, undefined, { 'if-match': '"1"' })).status).toBe(412);
    expect((await api('POST', `/users/${id}/enable`)).body.disabled).toBe(false);
    expect((await refresh(world, tokens.refresh_token)).status).toBe(200);
    expect((await events(id)).map(({ type }) => type)).toEqual(
      expect.arrayContaining(['user.disabled', 'session.ended', 'user.enabled']),
    );
  });

  it('deletes a user with everything that hangs on the account', async () => {
    const { id } = await create('judy');
    const tokens = await freshTokens(world, {}, undefined, 'judy');
    expect((await api('DELETE', `/users/${id}`, undefined, { 'if-match': '"7"' })).status).toBe(412);
    expect((await api('DELETE', `/users/${id}`)).status).toBe(204);
    expect((await introspect(world, tokens.access_token)).active).toBe(false);
    expect((await refresh(world, tokens.refresh_token)).status).toBe(400);
    for (const table of ['sessions', 'consents'])
      expect(
        await world.app
          .get(Database)
          .query(statement(`test-${table}`, `SELECT user_id FROM ${table} WHERE user_id = $1`), [id]),
      ).toEqual([]);
    expect((await api('GET', `/users/${id}`)).status).toBe(404);
    expect((await api('DELETE', `/users/${id}`)).status).toBe(404);
    expect((await create('judy')).id).not.toBe(id);
  });

  it('never locks out the last administrator, however many try at once', async () => {
    const alice = await idOf('alice');
    for (const [method, path, body] of [
      ['POST', `/users/${alice}/disable`],
      ['DELETE', `/users/${alice}`],
      ['PATCH', `/users/${alice}`, { roles: ['editor'] }],
    ] as const) {
      const answer = await api(method, path, body);
      expect([method, answer.status, answer.body.detail]).toEqual([method, 409, expect.stringContaining('admin')]);
    }
    // Nobody could sign in as an administrator who has no password.
    await api('POST', '/users', { username: 'admin-without-password', roles: ['admin'] });
    expect((await api('POST', `/users/${alice}/disable`)).status).toBe(409);
    const { id: second } = await create('admin2', { roles: ['admin'] });
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, index) =>
        index % 2 ? api('POST', `/users/${alice}/disable`) : api('PATCH', `/users/${second}`, { roles: [] }),
      ),
    );
    expect([...new Set(answers.map(({ status }) => status))].sort()).toEqual([200, 409]);
    const { body } = await api('GET', '/users?role=admin&disabled=false');
    const left = body.items.filter((user: { has_password: boolean }) => user.has_password);
    expect(left).toHaveLength(1);
    await api('PATCH', `/users/${second}`, { roles: ['admin'] });
    await api('POST', `/users/${alice}/enable`);
  });

  it('does not know users with other identifiers', async () => {
    for (const id of ['x', '%00', 'x'.repeat(200), '00000000-0000-0000-0000-000000000000'])
      for (const [method, path] of [
        ['GET', ''],
        ['PATCH', ''],
        ['DELETE', ''],
        ['POST', '/disable'],
        ['POST', '/enable'],
        ['POST', '/password'],
      ] as const)
        expect([
          id,
          method,
          path,
          (await api(method, `/users/${id}${path}`, method === 'PATCH' ? {} : undefined)).status,
        ]).toEqual([id, method, path, 404]);
  });

  it('says which scope is missing, and who gets it', async () => {
    const reader = await adminApi(world, 'users:read');
    expect((await reader('GET', '/users')).status).toBe(200);
    const refused = await reader('POST', '/users', { username: 'x' });
    expect([refused.status, refused.headers.get('www-authenticate')]).toEqual([
      403,
      expect.stringContaining('scope="users:write"'),
    ]);
    expect(refused.body.error_description).toBe(
      'the access token does not have the scope users:write, which users get who hold the role admin or user-manager',
    );
  });

  it('lets nobody become an administrator who may only administer the accounts of users', async () => {
    const manager = await adminApi(world, 'users:read users:write');
    const alice = await idOf('alice');
    const { id } = await create('mallory');
    for (const [method, path, body] of [
      ['POST', '/users', { username: 'x', roles: ['auditor'] }],
      ['PATCH', `/users/${id}`, { roles: ['admin'] }],
      ['PATCH', `/users/${alice}`, { email: 'mallory@example.com' }],
      ['PATCH', `/users/${alice}`, { roles: [] }],
      ['POST', `/users/${alice}/password`, {}],
      ['POST', `/users/${alice}/disable`, undefined],
      ['DELETE', `/users/${alice}`, undefined],
    ] as const) {
      const answer = await manager(method, path, body);
      expect([method, path, answer.status, answer.headers.get('www-authenticate')]).toEqual([
        method,
        path,
        403,
        expect.stringContaining('scope="roles:write"'),
      ]);
    }
    expect((await manager('PATCH', `/users/${id}`, { roles: ['editor'], email: 'm@example.com' })).status).toBe(200);
    expect((await manager('POST', `/users/${id}/password`)).status).toBe(200);
  });

  it.each([
    ['admin', /./],
    ['user-manager', /^(users|sessions|consents|grants):|^roles:read$/],
    ['client-manager', /^(clients|initial-access-tokens):|^resources:read$/],
    ['auditor', /:read$/],
    ['editor', /^$/],
  ])('gives the role %s those scopes that match %s', async (role, which) => {
    const scopes = Object.keys(ADMIN_SCOPES);
    const permitted = await world.app.get(ResourcesService).permitted(scopes, [role]);
    expect(permitted).toEqual(scopes.filter((scope) => which.test(scope)));
  });
});
