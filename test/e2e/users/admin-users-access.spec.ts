import { SessionEntity } from '../../../src/authentication/sessions/session.entity.js';
import { ConsentEntity } from '../../../src/consent/consent.entity.js';
import { ResourcesService } from '../../../src/resources/resources.service.js';
import { type AdminApi, adminApi } from '../../support/admin.js';
import { ADMIN_SCOPES } from '../../support/admin-scopes.js';
import { createUser, USER_SCOPES, userEvents, userId } from '../../support/admin-users.js';
import { Browser } from '../../support/browser.js';
import { countOf } from '../../support/rows.js';
import { createWorld, freshTokens, introspect, PASSWORD, refresh, type World } from '../../support/world.js';

describe.each(['sqlite', 'postgres'] as const)('the admin API for users on %s', (dialect) => {
  let world: World;
  let api: AdminApi;

  beforeAll(async () => {
    world = await createWorld({ dialect });
    api = await adminApi(world, USER_SCOPES);
  });
  afterAll(() => world.close());

  it('resets a password to one that it shows once, or to a given one, and signs the user out', async () => {
    const { id } = await createUser(api, 'heidi');
    const tokens = await freshTokens(world, { scope: 'openid' }, undefined, 'heidi');
    const { status, body } = await api('POST', `/users/${id}/password`);
    expect([status, body.generated_password]).toEqual([200, expect.stringMatching(/^[\w-]{24}$/)]);
    expect((await introspect(world, tokens.access_token)).active).toBe(false);
    const signIn = async (password: string) => {
      const browser = new Browser(world.issuer);
      await browser.get('/login');
      await browser.submitFirstForm({ username: 'heidi', password });
      return browser.page.url.endsWith('/account');
    };
    expect([await signIn(PASSWORD), await signIn(body.generated_password)]).toEqual([false, true]);
    const given = await api('POST', `/users/${id}/password`, { password: 'another good password' });
    expect([given.status, given.body.generated_password, await signIn('another good password')]).toEqual([
      200,
      undefined,
      true,
    ]);
    expect((await api('POST', `/users/${id}/password`, { password: 'heidi' })).body.errors[0].pointer).toBe(
      '/password',
    );
    expect(JSON.stringify(await userEvents(world, id))).not.toMatch(
      new RegExp(`another good password|${body.generated_password}`),
    );
  });

  it('disables and enables a user', async () => {
    const { id } = await createUser(api, 'ivan');
    const tokens = await freshTokens(world, {}, undefined, 'ivan');
    expect((await api('POST', `/users/${id}/disable`)).body.disabled).toBe(true);
    expect((await refresh(world, tokens.refresh_token)).status).toBe(400);
    expect((await api('POST', `/users/${id}/disable`, undefined, { 'if-match': '"1"' })).status).toBe(412);
    expect((await api('POST', `/users/${id}/enable`)).body.disabled).toBe(false);
    expect((await refresh(world, tokens.refresh_token)).status).toBe(200);
    expect((await userEvents(world, id)).map(({ type }) => type)).toEqual(
      expect.arrayContaining(['user.disabled', 'session.ended', 'user.enabled']),
    );
  });

  it('deletes a user with everything that hangs on the account', async () => {
    const { id } = await createUser(api, 'judy');
    const tokens = await freshTokens(world, {}, undefined, 'judy');
    expect((await api('DELETE', `/users/${id}`, undefined, { 'if-match': '"7"' })).status).toBe(412);
    expect((await api('DELETE', `/users/${id}`)).status).toBe(204);
    expect((await introspect(world, tokens.access_token)).active).toBe(false);
    expect((await refresh(world, tokens.refresh_token)).status).toBe(400);
    for (const entity of [SessionEntity, ConsentEntity]) expect(await countOf(world, entity, { userId: id })).toBe(0);
    expect((await api('GET', `/users/${id}`)).status).toBe(404);
    expect((await api('DELETE', `/users/${id}`)).status).toBe(404);
    expect((await createUser(api, 'judy')).id).not.toBe(id);
  });

  it('never locks out the last administrator, however many try at once', async () => {
    const alice = await userId(world, 'alice');
    for (const [method, path, body] of [
      ['POST', `/users/${alice}/disable`],
      ['DELETE', `/users/${alice}`],
      ['PATCH', `/users/${alice}`, { roles: ['editor'] }],
    ] as const) {
      const answer = await api(method, path, body);
      expect([method, answer.status, answer.body.detail]).toEqual([method, 409, expect.stringContaining('admin')]);
    }
    // No one could sign in as an administrator who has no password.
    await api('POST', '/users', { username: 'admin-without-password', roles: ['admin'] });
    expect((await api('POST', `/users/${alice}/disable`)).status).toBe(409);
    const { id: second } = await createUser(api, 'admin2', { roles: ['admin'] });
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

  it('lets no one become an administrator who may only administer the accounts of users', async () => {
    const manager = await adminApi(world, 'users:read users:write');
    const alice = await userId(world, 'alice');
    const { id } = await createUser(api, 'mallory');
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
    ['user-manager', /^(users|sessions|consents|grants|registrations):|^(roles|terms):read$/],
    ['client-manager', /^(clients|initial-access-tokens|protected-hosts):|^resources:read$/],
    ['auditor', /:read$/],
    ['editor', /^$/],
  ])('gives the role %s those scopes that match %s', async (role, which) => {
    const scopes = [...ADMIN_SCOPES.names];
    const permitted = await world.app.get(ResourcesService).permitted(scopes, [role]);
    expect(permitted).toEqual(scopes.filter((scope) => which.test(scope)));
  });
});
