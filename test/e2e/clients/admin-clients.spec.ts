import { type AdminApi, adminApi, adminToken } from '../../support/admin.js';
import { auditEvents } from '../../support/audit-log.js';
import { createTestApp, type TestApp } from '../../support/test-app.js';

const WEB_APP = { client_name: 'Web app', redirect_uris: ['https://rp.example/cb'] };

describe('the admin API for clients', () => {
  let server: TestApp;
  let api: AdminApi;

  beforeAll(async () => {
    server = await createTestApp();
    api = await adminApi(server);
  });
  afterAll(() => server.close());

  it('registers a client with the defaults of RFC 7591 and shows its secret once', async () => {
    const created = await api('POST', '/clients', { ...WEB_APP, client_id: 'web-app' });
    expect([
      created.status,
      created.headers.get('location'),
      created.headers.get('etag'),
      created.headers.get('cache-control'),
    ]).toEqual([201, '/admin/v1/clients/web-app', '"1"', 'no-store']);
    expect(created.body).toMatchObject({
      client_id: 'web-app',
      client_secret: expect.stringMatching(/^[\w-]{43}$/),
      client_secret_expires_at: 0,
      grant_types: ['authorization_code'],
      response_types: ['code'],
      token_endpoint_auth_method: 'client_secret_basic',
      scope: 'openid profile email address phone offline_access',
      id_token_signed_response_alg: 'RS256',
      first_party: false,
    });
    expect(created.body).not.toHaveProperty('require_pkce');
    const read = await api('GET', '/clients/web-app');
    expect([read.status, read.headers.get('etag')]).toEqual([200, '"1"']);
    expect(read.body).not.toHaveProperty('client_secret');
    expect(JSON.stringify(read.body)).not.toContain(created.body.client_secret);
    expect(read.body.secrets).toHaveLength(1);
  });

  it('makes up an identifier, and refuses one that is taken or built in', async () => {
    expect((await api('POST', '/clients', WEB_APP)).body.client_id).toMatch(/^[\w-]{22}$/);
    await api('POST', '/clients', { ...WEB_APP, client_id: 'taken' });
    for (const client_id of ['taken', 'gatehouse-docs']) {
      const answer = await api('POST', '/clients', { ...WEB_APP, client_id });
      expect([answer.status, answer.headers.get('content-type')]).toEqual([
        409,
        expect.stringContaining('application/problem+json'),
      ]);
    }
  });

  it('lets one of 50 registrations of the same identifier win', async () => {
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => api('POST', '/clients', { ...WEB_APP, client_id: 'raced' })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array(49).fill(409)]);
  });

  it.each<[string, unknown, string[]]>([
    [
      'a wrong shape',
      { ...WEB_APP, redirect_uris: 'https://rp.example/cb', first_party: 'yes' },
      ['/first_party', '/redirect_uris'],
    ],
    [
      'a wrong rule',
      { grant_types: ['authorization_code', 'password'], redirect_uris: ['ftp://rp.example'] },
      ['/grant_types/1', '/redirect_uris/0'],
    ],
    ['an unknown member', { ...WEB_APP, redirect_uri: 'https://rp.example/cb' }, ['/redirect_uri']],
    ['a secret of its own', { ...WEB_APP, client_secret: 'x'.repeat(40) }, ['/client_secret']],
    ['an identifier beyond ASCII', { ...WEB_APP, client_id: 'ä' }, ['/client_id']],
    ['an identifier that is no path', { ...WEB_APP, client_id: '..' }, ['/client_id']],
    ['an empty identifier', { ...WEB_APP, client_id: '' }, ['/client_id']],
    ['a long identifier', { ...WEB_APP, client_id: 'x'.repeat(256) }, ['/client_id']],
    ['a name with a NUL', { ...WEB_APP, client_name: 'a\0b' }, ['/client_name']],
    [
      'halves of surrogate pairs',
      { ...WEB_APP, client_name: 'a\ud800', contacts: ['a', '\udc00'], software_id: '\ud800' },
      ['/client_name', '/contacts', '/software_id'],
    ],
    ['no object', ['x'], ['']],
    ['a member that hides declarations', { ...WEB_APP, constructor: 1, redirect_uris: 5 }, ['/redirect_uris']],
  ])('names every mistake: %s', async (_, body, pointers) => {
    const answer = await api('POST', '/clients', body);
    expect([answer.status, answer.headers.get('content-type')]).toEqual([
      400,
      expect.stringContaining('application/problem+json'),
    ]);
    expect(answer.body.errors.map(({ pointer }: { pointer: string }) => pointer)).toEqual(pointers);
  });

  it('refuses a malformed body', async () => {
    for (const body of ['{', '', '{"__proto__": {}}'])
      expect([body, (await api('POST', '/clients', body)).status]).toEqual([body, 400]);
  });

  it('refuses what is nested without end', async () => {
    await api('POST', '/clients', { ...WEB_APP, client_id: 'shallow' });
    const deep = `{"jwks":${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}}`;
    expect((await api('POST', '/clients', deep)).status).toBe(400);
    expect((await api('PATCH', '/clients/shallow', deep)).status).toBe(400);
  });

  it('registers a client whose optional members are null', async () => {
    const { status, body } = await api('POST', '/clients', {
      ...WEB_APP,
      client_id: null,
      scope: null,
      logo_uri: null,
    });
    expect([status, body.client_id, body.logo_uri]).toEqual([201, expect.any(String), undefined]);
    expect((await api('POST', `/clients/${body.client_id}/secret`, { overlap_seconds: null })).status).toBe(400);
  });

  it('accepts registered metadata it does not use with a warning', async () => {
    const { status, body } = await api('POST', '/clients', {
      ...WEB_APP,
      require_pushed_authorization_requests: false,
      'client_name#de': 'Web-Anwendung',
    });
    expect([status, body.warnings, body['client_name#de']]).toEqual([
      201,
      [expect.objectContaining({ pointer: '/require_pushed_authorization_requests' })],
      'Web-Anwendung',
    ]);
  });

  it('changes a client by a merge patch under its ETag', async () => {
    await api('POST', '/clients', { ...WEB_APP, client_id: 'patched', tos_uri: 'https://rp.example/terms' });
    const patch = { client_name: 'Renamed', tos_uri: null };
    const changed = await api('PATCH', '/clients/patched', patch, {
      'if-match': '"1"',
      'content-type': 'application/merge-patch+json',
    });
    expect([changed.status, changed.headers.get('etag'), changed.body.client_name]).toEqual([200, '"2"', 'Renamed']);
    expect(changed.body).not.toHaveProperty('tos_uri');
    expect((await api('PATCH', '/clients/patched', patch, { 'if-match': '"1"' })).status).toBe(412);
    expect((await api('PATCH', '/clients/patched', patch, { 'if-match': 'nonsense' })).status).toBe(412);
    expect((await api('PATCH', '/clients/patched', patch)).headers.get('etag')).toBe('"2"');
    expect((await api('PATCH', '/clients/patched', { client_id: 'other' })).body.errors[0].pointer).toBe('/client_id');
    expect((await api('PATCH', '/clients/patched', { redirect_uris: [] })).body.errors[0].pointer).toBe(
      '/redirect_uris',
    );
    expect((await api('PATCH', '/clients/patched', 'null')).status).toBe(400);
  });

  it('lets one of 20 changes under the same ETag win', async () => {
    await api('POST', '/clients', { ...WEB_APP, client_id: 'contended' });
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        api('PATCH', '/clients/contended', { client_name: `Name ${index}` }, { 'if-match': '"1"' }),
      ),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array(19).fill(412)]);
  });

  it('gives a client that turns confidential a secret, and takes it from one that turns public', async () => {
    await api('POST', '/clients', { ...WEB_APP, client_id: 'turning', token_endpoint_auth_method: 'none' });
    const confidential = await api('PATCH', '/clients/turning', { token_endpoint_auth_method: 'client_secret_post' });
    expect([confidential.body.client_secret, confidential.body.secrets.length]).toEqual([expect.any(String), 1]);
    expect((await api('PATCH', '/clients/turning', { token_endpoint_auth_method: 'none' })).body.secrets).toEqual([]);
    expect((await api('POST', '/clients/turning/secret')).status).toBe(409);
  });

  it('rotates a secret with an overlap', async () => {
    const first = (await api('POST', '/clients', { ...WEB_APP, client_id: 'rotated' })).body.client_secret;
    const rotated = await api('POST', '/clients/rotated/secret', { overlap_seconds: 60 });
    expect([rotated.status, rotated.body.client_secret === first, rotated.body.secrets.length]).toEqual([
      201,
      false,
      2,
    ]);
    expect((await api('POST', '/clients/rotated/secret')).body.secrets).toHaveLength(2);
    expect((await api('POST', '/clients/rotated/secret', { overlap_seconds: 0 })).body.secrets).toHaveLength(1);
    for (const body of [{ overlap_seconds: -1 }, { overlap_seconds: 2_592_001 }, { overlap_seconds: 'x' }]) {
      expect((await api('POST', '/clients/rotated/secret', body)).body.errors[0].pointer).toBe('/overlap_seconds');
    }
    expect((await api('POST', '/clients/rotated/secret', { overlap: 1 })).body.errors[0].pointer).toBe('/overlap');
  });

  it('lists clients page by page, filtered by name', async () => {
    for (const index of [1, 2, 3, 4, 5])
      await api('POST', '/clients', { ...WEB_APP, client_id: `page-${index}`, client_name: `100%_PAGE ${index}` });
    const seen: string[] = [];
    let query = 'limit=2';
    for (let more = true; more; ) {
      const { body } = await api('GET', `/clients?client_name=100%25_page&${query}`);
      seen.push(...body.items.map((each: { client_id: string }) => each.client_id));
      more = body.next_cursor !== undefined;
      query = `limit=2&cursor=${body.next_cursor}`;
    }
    expect(seen).toEqual(['page-1', 'page-2', 'page-3', 'page-4', 'page-5']);
    expect((await api('GET', '/clients?client_name=0pa')).body.items).toEqual([]);
  });

  it.each([
    'limit=0',
    'limit=101',
    'limit=x',
    'cursor=x',
    'cursor=%00',
    'color=red',
    'client_name=%00',
    'limit=1&limit=2',
  ])('refuses the query %s', async (query) => {
    expect((await api('GET', `/clients?${query}`)).status).toBe(400);
  });

  it('removes a client', async () => {
    await api('POST', '/clients', { ...WEB_APP, client_id: 'removed' });
    expect((await api('DELETE', '/clients/removed', undefined, { 'if-match': '"7"' })).status).toBe(412);
    expect((await api('DELETE', '/clients/removed')).status).toBe(204);
    for (const method of ['GET', 'PATCH', 'DELETE']) {
      expect([method, (await api(method, '/clients/removed', method === 'PATCH' ? {} : undefined)).status]).toEqual([
        method,
        404,
      ]);
    }
  });

  it('neither shows nor removes the built-in client', async () => {
    expect((await api('GET', '/clients/gatehouse-docs')).status).toBe(404);
    expect((await api('DELETE', '/clients/gatehouse-docs')).status).toBe(404);
  });

  it('finds clients with the longest identifier, and none with a strange one', async () => {
    const client_id = 'x'.repeat(255);
    await api('POST', '/clients', { ...WEB_APP, client_id });
    expect((await api('GET', `/clients/${client_id}`)).status).toBe(200);
    for (const strange of ['%00', '%F0%9F%9A%AA', '%25', 'y'.repeat(256)])
      expect([strange, (await api('GET', `/clients/${strange}`)).status]).toEqual([strange, 404]);
  });

  it('records who changed what, without secrets', async () => {
    const { client_secret } = (await api('POST', '/clients', { ...WEB_APP, client_id: 'audited' })).body;
    await api('PATCH', '/clients/audited', { client_name: 'After' });
    await api('POST', '/clients/audited/secret');
    await api('DELETE', '/clients/audited');
    const events = (await auditEvents(server)).filter(({ client_id }) => client_id === 'audited');
    expect(events.map(({ type, actor }) => [type, actor]).sort()).toEqual([
      ['client.created', 'an-admin'],
      ['client.deleted', 'an-admin'],
      ['client.secret_rotated', 'an-admin'],
      ['client.updated', 'an-admin'],
    ]);
    const updated = events.find(({ type }) => type === 'client.updated')?.details;
    expect([updated.before.client_name, updated.after.client_name]).toEqual(['Web app', 'After']);
    expect(JSON.stringify(events)).not.toContain(client_secret);
  });

  it('requires the scope of each operation', async () => {
    const reader = await adminApi(server, 'clients:read');
    expect((await reader('GET', '/clients')).status).toBe(200);
    for (const [method, path] of [
      ['POST', '/clients'],
      ['PATCH', '/clients/x'],
      ['DELETE', '/clients/x'],
      ['POST', '/clients/x/secret'],
    ] as const) {
      expect([method, (await reader(method, path, method === 'DELETE' ? undefined : {})).status]).toEqual([
        method,
        403,
      ]);
    }
    const writer = await adminToken(server, 'clients:write');
    expect(
      (await fetch(`${server.config.issuer}/admin/v1/clients`, { headers: { authorization: `Bearer ${writer}` } }))
        .status,
    ).toBe(403);
    expect((await fetch(`${server.config.issuer}/admin/v1/clients`)).status).toBe(401);
  });
});
