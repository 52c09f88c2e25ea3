import { type AdminApi, adminApi } from '../../support/admin.js';
import { createTestApp, type TestApp } from '../../support/test-app.js';

const SERVICE = { client_name: 'Service', grant_types: ['client_credentials'], response_types: [] };

describe('clients that have scopes of the admin API', () => {
  let server: TestApp;
  let manager: AdminApi;
  let administrator: AdminApi;

  beforeAll(async () => {
    server = await createTestApp();
    manager = await adminApi(server, 'clients:read clients:write');
    administrator = await adminApi(server, 'clients:read clients:write roles:write');
    const body = { ...SERVICE, client_id: 'privileged', scope: 'users:write keys:write' };
    expect((await administrator('POST', '/clients', body)).status).toBe(201);
  });
  afterAll(() => server.close());

  it('are not registered by a client manager who does not hold those scopes', async () => {
    const answer = await manager('POST', '/clients', {
      ...SERVICE,
      client_id: 'planted',
      scope: 'clients:read roles:write',
    });
    expect([answer.status, answer.headers.get('www-authenticate')]).toEqual([
      403,
      expect.stringContaining('scope="roles:write"'),
    ]);
    expect((await manager('GET', '/clients/planted')).status).toBe(404);
  });

  it('are registered by anyone who holds each of the scopes', async () => {
    const answer = await manager('POST', '/clients', {
      ...SERVICE,
      client_id: 'peer',
      scope: 'clients:read clients:write',
    });
    expect(answer.status).toBe(201);
  });

  it.each([
    ['PATCH', '/clients/privileged', { client_name: 'Renamed' }],
    ['PATCH', '/clients/privileged', { scope: 'clients:read' }],
    ['PATCH', '/clients/privileged', { first_party: true }],
    ['POST', '/clients/privileged/secret', {}],
    ['DELETE', '/clients/privileged', undefined],
  ])('refuse %s %s %j of a client manager, and stay as they are', async (method, path, body) => {
    expect((await manager(method, path, body)).status).toBe(403);
    const { headers } = await manager('GET', '/clients/privileged');
    expect(headers.get('etag')).toBe('"1"');
  });

  it('do not come about by a change either', async () => {
    await manager('POST', '/clients', { ...SERVICE, client_id: 'harmless', scope: 'clients:read' });
    expect((await manager('PATCH', '/clients/harmless', { scope: 'clients:read users:write' })).status).toBe(403);
  });

  it('are changed by anyone who holds roles:write', async () => {
    expect((await administrator('POST', '/clients/privileged/secret', {})).status).toBe(201);
    expect((await administrator('DELETE', '/clients/privileged')).status).toBe(204);
  });
});
