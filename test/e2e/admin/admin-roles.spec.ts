import { ResourcesService } from '../../../src/resources/resources.service.js';
import { type AdminApi, adminApi } from '../../support/admin.js';
import { auditEvents } from '../../support/audit-log.js';
import { API, createWorld, type World } from '../../support/world.js';

const SCOPES = 'roles:read roles:write resources:read resources:write users:read users:write';
const DEEP = `${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}`;

describe.each(['sqlite', 'postgres'] as const)('the admin API on %s', (dialect) => {
  let world: World;
  let api: AdminApi;

  beforeAll(async () => {
    world = await createWorld({ dialect });
    api = await adminApi(world, SCOPES);
  });
  afterAll(() => world.close());

  const events = async (types: string) =>
    (await auditEvents(world))
      .filter(({ type }) => type.startsWith(`${types}.`))
      .map(({ type, details }) => ({ type, ...details }));
  const permitted = (roles: string[], scope: string[]) => world.app.get(ResourcesService).permitted(scope, roles);

  describe('for roles', () => {
    it('lists the built-in ones and those of its own, page by page', async () => {
      await api('POST', '/roles', { name: 'zoologist', description: 'Sees animals' });
      const names: string[] = [];
      let cursor = '';
      do {
        const { body } = await api('GET', `/roles?limit=2${cursor}`);
        names.push(...body.items.map((role: { name: string }) => role.name));
        cursor = body.next_cursor ? `&cursor=${body.next_cursor}` : '';
      } while (cursor !== '');
      expect(names).toEqual(['admin', 'auditor', 'client-manager', 'user-manager', 'zoologist']);
    });

    it('gives the holders of a role what it says, from the moment it says so', async () => {
      const role = { name: 'helpdesk', description: 'Helps people', scopes: ['users:read'] };
      const created = await api('POST', '/roles', role);
      expect([created.status, created.headers.get('location'), created.body]).toEqual([
        201,
        '/admin/v1/roles/helpdesk',
        { ...role, built_in: false },
      ]);
      expect(await permitted(['helpdesk'], ['users:read', 'users:write'])).toEqual(['users:read']);
      const etag = created.headers.get('etag') as string;
      expect((await api('GET', '/roles/helpdesk')).headers.get('etag')).toBe(etag);
      const change = { scopes: ['users:read', 'users:write'] };
      const changed = await api('PATCH', '/roles/helpdesk', change, { 'if-match': etag });
      expect([changed.status, changed.body.description]).toEqual([200, 'Helps people']);
      expect(await permitted(['helpdesk'], ['users:read', 'users:write'])).toEqual(['users:read', 'users:write']);
      expect((await api('PATCH', '/roles/helpdesk', { scopes: [] }, { 'if-match': etag })).status).toBe(412);
      expect((await api('DELETE', '/roles/helpdesk', undefined, { 'if-match': etag })).status).toBe(412);
      expect((await api('DELETE', '/roles/helpdesk')).status).toBe(204);
      expect(await permitted(['helpdesk'], ['users:read'])).toEqual([]);
      expect((await api('GET', '/roles/helpdesk')).status).toBe(404);
      expect((await events('role')).filter((event) => event.role === 'helpdesk')).toEqual([
        expect.objectContaining({ type: 'role.created', after: role, userAgent: expect.any(String) }),
        expect.objectContaining({ type: 'role.updated', before: role, after: { ...role, ...change } }),
        expect.objectContaining({ type: 'role.deleted', before: { ...role, ...change } }),
      ]);
    });

    it('lets only who may decide who is an administrator give a role that makes one', async () => {
      await api('POST', '/roles', { name: 'clerk', description: 'Sees people', scopes: ['users:read'] });
      const manager = await adminApi(world, 'users:write');
      const user = { username: 'clara', roles: ['clerk'] };
      expect((await manager('POST', '/users', user)).status).toBe(403);
      expect(
        (await adminApi(world, 'users:write roles:write').then((both) => both('POST', '/users', user))).status,
      ).toBe(201);
      expect((await api('DELETE', '/roles/clerk')).body.detail).toBe('there are users who hold the role clerk');
    });

    it('keeps the built-in ones, and those that scopes require', async () => {
      expect((await api('PATCH', '/roles/admin', { description: 'x' })).status).toBe(409);
      expect((await api('DELETE', '/roles/auditor')).status).toBe(409);
      expect((await api('POST', '/roles', { name: 'admin', description: 'x' })).status).toBe(409);
      await api('POST', '/roles', { name: 'needed', description: 'x' });
      const scopes = { 'needed:read': { description: 'Read', role: ['needed', 'admin'] } };
      await api('POST', '/resources', { identifier: 'urn:needed', name: 'Needs it', scopes });
      expect((await api('DELETE', '/roles/needed')).status).toBe(409);
      await api('DELETE', '/resources/urn%3Aneeded');
      expect((await api('DELETE', '/roles/needed')).status).toBe(204);
    });

    it('lets one of 50 with the same name be created, and one of 50 changes win', async () => {
      const role = { name: 'raced', description: 'x' };
      const created = await Promise.all(Array.from({ length: 50 }, () => api('POST', '/roles', role)));
      expect(created.map(({ status }) => status).sort()).toEqual([201, ...Array(49).fill(409)]);
      const etag = (await api('GET', '/roles/raced')).headers.get('etag') as string;
      const changed = await Promise.all(
        Array.from({ length: 50 }, (_, index) =>
          api('PATCH', '/roles/raced', { description: `y${index}` }, { 'if-match': etag }),
        ),
      );
      expect(changed.map(({ status }) => status).sort()).toEqual([200, ...Array(49).fill(412)]);
    });

    it.each<[unknown, string]>([
      [{ name: 'a b', description: 'x' }, '/name'],
      [{ name: 'a\ud800', description: 'x' }, '/name'],
      [{ name: '.', description: 'x' }, '/name'],
      [{ name: '..', description: 'x' }, '/name'],
      [{ name: 'a' }, '/description'],
      [{ name: 'a', description: 'x\0' }, '/description'],
      [{ name: 'a', description: 'x\ud800' }, '/description'],
      [{ name: 'a', description: 'x', scopes: ['api:read'] }, '/scopes/0'],
      [{ name: 'a', description: 'x', scopes: 'users:read' }, '/scopes'],
      [{ name: 'a', description: 'x', role: 'y' }, '/role'],
    ])('does not create %j', async (body, pointer) => {
      const answer = await api('POST', '/roles', body);
      expect([answer.status, answer.body.errors[0].pointer]).toEqual([400, pointer]);
    });

    it('does not know others', async () => {
      for (const name of ['x', '%00', 'a%20b'])
        for (const method of ['GET', 'PATCH', 'DELETE'])
          expect([
            method,
            name,
            (await api(method, `/roles/${name}`, method === 'PATCH' ? {} : undefined)).status,
          ]).toEqual([method, name, 404]);
      expect((await api('PATCH', '/roles/raced', `{"description":${DEEP}}`)).status).toBe(400);
    });
  });

  describe('for resources', () => {
    const at = (identifier: string) => `/resources/${encodeURIComponent(identifier)}`;

    it('lists them page by page, the server itself among them', async () => {
      const first = await api('GET', '/resources?limit=1');
      const second = await api('GET', `/resources?limit=1&cursor=${first.body.next_cursor}`);
      const both = [...first.body.items, ...second.body.items];
      expect(both.map(({ identifier, built_in }) => [identifier, built_in])).toEqual([
        [world.issuer, true],
        [API, false],
      ]);
      expect(both[1]).toEqual({
        identifier: API,
        name: 'Example API',
        scopes: {
          'api:admin': { description: 'Administer everything', role: 'admin' },
          'api:read': { description: 'Read your data' },
          'api:write': { description: 'Change your data' },
        },
        built_in: false,
      });
    });

    it('creates, changes and deletes one, and no one loses a change', async () => {
      const identifier = 'https://new.example/api';
      const created = await api('POST', '/resources', {
        identifier,
        name: 'New API',
        scopes: { 'new:read': 'Read', 'new:admin': { description: 'Administer', role: ['boss', 'admin'] } },
        access_token_lifetime: 60,
      });
      expect([created.status, created.headers.get('location')]).toEqual([201, `/admin/v1${at(identifier)}`]);
      expect(await permitted(['boss'], ['new:read', 'new:admin'])).toEqual(['new:read', 'new:admin']);
      const etag = created.headers.get('etag') as string;
      expect((await api('GET', at(identifier))).headers.get('etag')).toBe(etag);
      const patch = { scopes: { 'new:read': null, 'new:admin': { role: null } }, access_token_lifetime: null };
      const changed = await api('PATCH', at(identifier), patch, { 'if-match': etag });
      expect([changed.status, changed.body]).toEqual([
        200,
        { identifier, name: 'New API', scopes: { 'new:admin': { description: 'Administer' } }, built_in: false },
      ]);
      expect(await permitted([], ['new:read', 'new:admin'])).toEqual(['new:admin']);
      expect((await api('PATCH', at(identifier), { name: 'Other' }, { 'if-match': etag })).status).toBe(412);
      expect((await api('DELETE', at(identifier), undefined, { 'if-match': etag })).status).toBe(412);
      expect((await api('DELETE', at(identifier))).status).toBe(204);
      expect((await api('GET', at(identifier))).status).toBe(404);
      expect(await permitted([], ['new:admin'])).toEqual([]);
      const types = (await events('resource')).filter(({ resource }) => resource === identifier);
      expect(types.map(({ type }) => type)).toEqual(['resource.created', 'resource.updated', 'resource.deleted']);
    });

    it.each<[unknown, string]>([
      [{ name: 'x' }, '/identifier'],
      [{ identifier: 'x', name: 'x' }, '/identifier'],
      [{ identifier: 'urn:x', name: '' }, '/name'],
      [{ identifier: 'urn:x', name: 'x', scopes: [] }, '/scopes'],
      [{ identifier: 'urn:x', name: 'x', scopes: { x: 5 } }, '/scopes'],
      [{ identifier: 'urn:x', name: 'x', scopes: { x: { description: 'x', role: [] } } }, '/scopes'],
      [{ identifier: 'urn:x', name: 'x', scopes: { 'api:read': 'Mine' } }, '/scopes/api:read'],
      [{ identifier: 'urn:x', name: 'x', scopes: { openid: 'Mine' } }, '/scopes/openid'],
      [{ identifier: 'urn:x', name: 'x', access_token_lifetime: 0 }, '/access_token_lifetime'],
      [{ identifier: 'urn:x', name: 'x', scope: 'x' }, '/scope'],
    ])('does not create %j', async (body, pointer) => {
      const answer = await api('POST', '/resources', body);
      expect([answer.status, answer.body.errors[0].pointer]).toEqual([400, pointer]);
    });

    it('cannot change the server itself, nor what an identifier is', async () => {
      expect((await api('PATCH', at(world.issuer), { name: 'x' })).status).toBe(409);
      expect((await api('DELETE', at(world.issuer))).status).toBe(409);
      expect((await api('POST', '/resources', { identifier: world.issuer, name: 'x' })).status).toBe(409);
      expect((await api('POST', '/resources', { identifier: API, name: 'x' })).status).toBe(409);
      expect((await api('PATCH', at(API), { identifier: 'urn:other' })).status).toBe(400);
      expect((await api('PATCH', at(API), `{"scopes":${DEEP}}`)).status).toBe(400);
      for (const identifier of ['x', '\0'])
        for (const method of ['GET', 'PATCH', 'DELETE'])
          expect([method, (await api(method, at(identifier), method === 'PATCH' ? {} : undefined)).status]).toEqual([
            method,
            404,
          ]);
    });
  });

  it('has scopes of its own for each part', async () => {
    for (const part of ['roles', 'resources']) {
      const reader = await adminApi(world, `${part}:read`);
      expect([part, (await reader('GET', `/${part}`)).status]).toEqual([part, 200]);
      const refused = await reader('POST', `/${part}`, {});
      expect([part, refused.status, refused.headers.get('www-authenticate')]).toEqual([
        part,
        403,
        expect.stringContaining(`scope="${part}:write"`),
      ]);
      const others = await adminApi(world, 'users:read clients:read');
      expect([part, (await others('GET', `/${part}`)).status]).toEqual([part, 403]);
    }
  });
});
