import { AccountDeletions } from '../../../src/users/own-account/account-deletions.service.js';
import { UsersService } from '../../../src/users/users.service.js';
import { OPERATIONS, type Operation } from '../../contract/support/document.js';
import { type AdminApi, adminApi } from '../../support/admin.js';
import { createUser, userId } from '../../support/admin-users.js';
import { createWorld, freshTokens, type World } from '../../support/world.js';

const MANAGER =
  'users:read users:write sessions:read sessions:write consents:read consents:write grants:read grants:write';

/** What a person has of which an administrator may end something. */
interface Person {
  readonly id: string;
  readonly session_id: string;
  readonly client_id: string;
  readonly grant: string;
  readonly factor_id: string;
}

/** Of an authenticator app of another server. */
const APP = { type: 'totp', secret: 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP', name: 'Phone' };

/** A request of this machine. */
const FACTS = { address: '127.0.0.1', userAgent: undefined, requestId: 'a-request' };

/** Every operation that does something to one person; a new one is among them without anybody thinking of it. */
const ACTS = OPERATIONS.filter(({ method, path, security }) => {
  const scopes = security.flatMap(({ gatehouse }) => gatehouse);
  return method !== 'GET' && path.includes('{') && scopes.some((scope) => MANAGER.split(' ').includes(scope));
});

describe('acts on a person', () => {
  let world: World;
  let manager: AdminApi;
  let admin: AdminApi;
  let count = 0;

  beforeAll(async () => {
    world = await createWorld();
    manager = await adminApi(world, MANAGER);
    admin = await adminApi(world, `${MANAGER} roles:write`);
  });
  afterAll(() => world.close());

  async function person(roles: readonly string[], before?: Operation): Promise<Person> {
    const username = `person-${count++}`;
    const { id } = await createUser(admin, username, { roles });
    await freshTokens(world, {}, undefined, username);
    const first = async (path: string) => (await admin('GET', path)).body.items[0].id as string;
    const session_id = await first(`/users/${id}/sessions`);
    const grant = await first(`/grants?user_id=${id}`);
    const factor = (await admin('POST', `/users/${id}/factors`, APP)).body;
    if (before?.operationId === 'withdrawUserDeletion') await world.app.get(AccountDeletions).request({ id }, 7, FACTS);
    return { id, session_id, client_id: world.app1.id, grant, factor_id: factor.id };
  }

  /** All that the person is, has and holds. */
  const everythingOf = async ({ id }: Person) =>
    Promise.all(
      [`/users/${id}`, `/users/${id}/sessions`, `/users/${id}/consents`, `/grants?user_id=${id}`].map(
        async (path) => (await admin('GET', path)).body,
      ),
    );

  function act(api: AdminApi, { method, path, operationId }: Operation, person: Person) {
    const values: Readonly<Record<string, string>> = {
      ...person,
      id: path.includes('/grants/') ? person.grant : person.id,
    };
    const filled = path.replace('/admin/v1', '').replaceAll(/\{(\w+)\}/g, (_, name: string) => values[name] ?? name);
    const bodies: Readonly<Record<string, unknown>> = {
      updateUser: { nickname: 'changed' },
      createUserFactor: { ...APP, secret: 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ' },
    };
    return api(method, filled, bodies[operationId]);
  }

  it('are among others those on sessions, consents and grants', () => {
    expect(ACTS.map(({ operationId }) => operationId)).toEqual(
      expect.arrayContaining(['deleteUser', 'inviteUser', 'endUserSession', 'withdrawUserConsent', 'revokeGrant']),
    );
  });

  it.each(ACTS.map((each) => [each.operationId, each] as const))(
    '%s needs roles:write where the person holds an administrative role, and is nothing without it',
    async (_, operation) => {
      for (const role of ['admin', 'auditor', 'user-manager']) {
        const powerful = await person([role], operation);
        const before = await everythingOf(powerful);
        const refused = await act(manager, operation, powerful);
        expect([refused.status, refused.headers.get('www-authenticate')]).toEqual([
          403,
          expect.stringContaining('scope="roles:write"'),
        ]);
        expect(await everythingOf(powerful)).toEqual(before);
        expect((await act(admin, operation, powerful)).status).toBeLessThan(300);
      }
      expect((await act(manager, operation, await person(['editor'], operation))).status).toBeLessThan(300);
    },
  );

  it('need it too if they take from such a person the address to sign in by, which another gets as verified', async () => {
    const { id } = await createUser(admin, 'chief', { roles: ['auditor'], email: 'chief@example.com' });
    const puppet = await createUser(manager, 'puppet', { email: 'chief@example.com' });
    const verified = { email: 'CHIEF@example.com', email_verified: true };
    const refused = [
      await manager('PATCH', `/users/${puppet.id}`, { email_verified: true }),
      await manager('POST', '/users', { username: 'puppet-2', ...verified }),
    ];
    expect(refused.map(({ status }) => status)).toEqual([403, 403]);
    const users = world.app.get(UsersService);
    expect((await users.findByLogin('chief@example.com'))?.id).toBe(id);
    expect((await admin('PATCH', `/users/${puppet.id}`, { email_verified: true })).status).toBe(200);
    expect((await users.findByLogin('chief@example.com'))?.id).toBe(puppet.id);
  });

  it('on grants need it too where it became administrative later', async () => {
    const later = await person([]);
    await admin('PATCH', `/users/${later.id}`, { roles: ['auditor'] });
    expect((await manager('DELETE', `/grants/${later.grant}`)).status).toBe(403);
    expect((await manager('DELETE', `/users/${await userId(world, 'alice')}/consents/nothing`)).status).toBe(403);
  });
});
