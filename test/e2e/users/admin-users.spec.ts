import { UsersService } from '../../../src/users/users.service.js';
import { type AdminApi, adminApi } from '../../support/admin.js';
import { createUser, USER_SCOPES, userEvents, userId } from '../../support/admin-users.js';
import { createWorld, PASSWORD, signedInBrowser, type World } from '../../support/world.js';

describe.each(['sqlite', 'postgres'] as const)('the admin API for users on %s', (dialect) => {
  let world: World;
  let api: AdminApi;

  beforeAll(async () => {
    world = await createWorld({ dialect });
    api = await adminApi(world, USER_SCOPES);
  });
  afterAll(() => world.close());

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
      groups: [],
      attributes: {},
      deletion_due_at: null,
      disabled: false,
      has_password: true,
      password_change_required: false,
      created_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
      updated_at: expect.any(String),
      last_sign_in_at: null,
    });
    const browser = await signedInBrowser(world, 'carol');
    expect(browser.page.url).toContain('/account');
    const [event] = await userEvents(world, created.body.id);
    expect(event).toMatchObject({ type: 'user.created', actor: 'an-admin', details: { after: { username: 'carol' } } });
    expect(JSON.stringify(event)).not.toContain(PASSWORD);
  });

  it('keeps groups and attributes, changes them by a patch, records that, and exports them', async () => {
    const attributes = { department: 'R&D', floor: 3, remote: true, sites: ['Berlin', 'Kyoto'] };
    const groups = ['/staff/dev', 'Domain Users'];
    const { status, body } = await api('POST', '/users', { username: 'grace', groups, attributes });
    expect([status, body.groups, body.attributes]).toEqual([201, groups, attributes]);
    const path = `/users/${body.id}`;
    const patched = await api('PATCH', path, { groups: ['/staff'], attributes: { floor: 4, remote: null } });
    const after = { groups: ['/staff'], attributes: { department: 'R&D', floor: 4, sites: ['Berlin', 'Kyoto'] } };
    expect([patched.status, patched.body]).toEqual([200, expect.objectContaining(after)]);
    expect((await api('GET', path)).body).toMatchObject(after);
    const details = { before: { groups, attributes }, after };
    expect(await userEvents(world, body.id)).toContainEqual(
      expect.objectContaining({
        type: 'user.updated',
        details: expect.objectContaining({
          before: expect.objectContaining(details.before),
          after: expect.objectContaining(details.after),
        }),
      }),
    );
    expect((await api('GET', `${path}/export`)).body.profile).toMatchObject(after);
  });

  it.each<[string, unknown, string[]]>([
    ['no username', { email: 'x@example.com' }, ['/username']],
    ['wrong types', { username: 1, roles: 'admin' }, ['/username', '/roles']],
    ['a short password', { username: 'x', password: 'short' }, ['/password']],
    ['wrong claims', { username: 'x', email: 'x', color: 'red' }, ['/email', '/color']],
    [
      'groups and attributes of wrong types',
      { username: 'x', groups: 'a', attributes: [] },
      ['/groups', '/attributes'],
    ],
    [
      'groups and attributes of wrong forms',
      { username: 'x', groups: ['', ' a', 'a\nb'], attributes: { ' ': 'x', a: { b: 1 }, b: [1], c: 'x'.repeat(1001) } },
      ['/groups/0', '/groups/1', '/groups/2', '/attributes/ ', '/attributes/a', '/attributes/b', '/attributes/c'],
    ],
    [
      'more attributes than fit',
      { username: 'x', attributes: Object.fromEntries(Array.from({ length: 65 }, (_, index) => [`a${index}`, true])) },
      ['/attributes'],
    ],
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

  it('changes what a merge patch names, and loses nothing where two edit at once', async () => {
    const { id } = await createUser(api, 'erin', { email: 'erin@example.com', nickname: 'E' });
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
    const last = (await userEvents(world, id)).at(-1);
    expect([last?.type, last?.details.before.claims.nickname, last?.details.after.claims.nickname]).toEqual([
      'user.updated',
      undefined,
      expect.stringMatching(/^N/),
    ]);
  });

  it('signs in under another username, which one of 50 users can take', async () => {
    const renamed = await createUser(api, 'before');
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
    await api('DELETE', `/users/${await userId(world, 'winner')}`);
  });

  it('refuses a patch that makes no user', async () => {
    const { id } = await createUser(api, 'frank');
    await createUser(api, 'grace');
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
});
