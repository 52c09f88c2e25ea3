import { ADMIN_SCOPES, type AdminScope } from '../../../src/admin/admin-scope.js';
import { SubjectIdentifiers } from '../../../src/admin/subject-identifiers.js';
import { AuditChain } from '../../../src/audit/audit-chain.service.js';
import { AUDIT_EVENTS } from '../../../src/audit/audit-event-type.js';
import { BUILT_IN_CLIENTS } from '../../../src/clients/built-in-client.js';
import { ClientsService } from '../../../src/clients/clients.service.js';
import { Database } from '../../../src/platform/database/database.js';
import { Declarations, Declares } from '../../../src/platform/declarations.js';
import { Violations } from '../../../src/platform/validation/violations.js';
import { AdminScopes } from '../../../src/resources/admin-scopes.js';
import type { OpenApi } from '../../contract/support/document.js';
import { adminApi, adminToken } from '../../support/admin.js';
import { ADMIN_SCOPES as PRESENT } from '../../support/admin-scopes.js';
import { HeardEvents, NotesModule } from '../../support/notes-room.js';
import {
  authorize,
  authorizeUrl,
  createWorld,
  REDIRECT_URI,
  registerClient,
  signedInBrowser,
  VERIFIER,
  type World,
} from '../../support/world.js';

const OWN = ['notes:read', 'notes:write'];

describe('a scope of the admin API that another room declares', () => {
  let world: World;

  beforeAll(async () => {
    world = await createWorld({}, { rooms: [NotesModule] });
  });
  afterAll(() => world.close());

  it('guards the routes of the room', async () => {
    const [reader, writer, other] = [
      await adminApi(world, 'notes:read'),
      await adminApi(world, 'notes:write'),
      await adminApi(world, 'keys:write'),
    ];
    expect((await reader('GET', '/notes')).body).toEqual({ items: [] });
    expect((await writer('POST', '/notes')).status).toBe(204);
    expect([(await reader('POST', '/notes')).status, (await other('GET', '/notes')).status]).toEqual([403, 403]);
  });

  it('belongs to the built-in resource, after those of the server, in its words and for its roles', async () => {
    const api = await adminApi(world, 'resources:read');
    const { body } = await api('GET', `/resources/${encodeURIComponent(world.issuer)}`);
    expect(Object.entries(body.scopes).slice(-2)).toEqual([
      ['notes:read', { description: 'See the notes', role: ['admin', 'user-manager', 'auditor'] }],
      ['notes:write', { description: 'Write notes', role: ['admin'] }],
    ]);
  });

  it('is held by admin, by auditor if it only reads, and by the role that the room names', async () => {
    const api = await adminApi(world, 'roles:read');
    const { items } = (await api('GET', '/roles')).body;
    const held = items.map(({ name, scopes }: { name: string; scopes: string[] }) => [
      name,
      scopes.filter((scope) => OWN.includes(scope)),
    ]);
    expect(Object.fromEntries(held)).toEqual({
      admin: OWN,
      auditor: ['notes:read'],
      'client-manager': [],
      'user-manager': ['notes:read'],
    });
  });

  it('can be given to a role of an administrator', async () => {
    const api = await adminApi(world, 'roles:write');
    const role = { name: 'scribe', description: 'Writes notes', scopes: ['notes:write'] };
    expect((await api('POST', '/roles', role)).status).toBe(201);
    expect((await api('POST', '/roles', { ...role, name: 'x', scopes: ['notes:burn'] })).status).toBe(400);
  });

  it('is withheld from a client of who does not hold it', async () => {
    const client = { client_name: 'Notes', grant_types: ['client_credentials'], response_types: [] };
    const create = async (scope: string, wanted: string) =>
      (await (await adminApi(world, scope))('POST', '/clients', { ...client, scope: wanted })).status;
    expect(await create('clients:write', 'notes:write')).toBe(403);
    expect(await create('clients:write notes:write', 'notes:write')).toBe(201);
    expect(await create('clients:write roles:write', 'notes:write')).toBe(201);
  });

  it('is explained on the consent page, and given to an administrator only', async () => {
    const { id } = await registerClient(world, {
      client_id: 'notes-app',
      client_name: 'Notes app',
      redirect_uris: ['https://rp.example/cb'],
      scope: 'openid notes:write',
    });
    const request = { client_id: id, scope: 'openid notes:write' };
    const browser = await signedInBrowser(world);
    await browser.get(authorizeUrl(world, request));
    expect(browser.page.html).toContain('Write notes');
    const refused = await authorize(world, { client_id: id, scope: 'notes:write' }, undefined, 'bob');
    expect(refused.get('error')).toBe('access_denied');
  });

  it('is described by the OpenAPI document, with the routes that take it', async () => {
    const document = (await (await fetch(`${world.issuer}/docs/openapi.json`)).json()) as OpenApi;
    const { scopes } = document.components.securitySchemes.gatehouse.flows.authorizationCode;
    expect(Object.entries(scopes).slice(-2)).toEqual([
      ['notes:read', 'See the notes'],
      ['notes:write', 'Write notes'],
    ]);
    expect(document.paths['/admin/v1/notes']).toMatchObject({
      get: { security: [{ gatehouse: ['notes:read'] }] },
      post: { security: [{ gatehouse: ['notes:write'] }] },
    });
  });
});

describe('an audit event that another room declares', () => {
  let world: World;

  beforeAll(async () => {
    world = await createWorld({}, { rooms: [NotesModule] });
  });
  afterAll(() => world.close());

  it('is recorded, found by its type and by what it happened to, and exported', async () => {
    const api = await adminApi(world, 'notes:write audit:read');
    expect((await api('POST', '/notes')).status).toBe(204);
    for (const type of ['note.written', 'note'])
      expect((await api('GET', `/audit-events?type=${type}`)).body.items).toEqual([
        expect.objectContaining({ type: 'note.written', actor: 'an-admin', actor_client_id: 'gatehouse-docs' }),
      ]);
    const token = await adminToken(world, 'audit:read');
    const headers = { authorization: `Bearer ${token}` };
    const exported = await fetch(`${world.issuer}/admin/v1/audit-events/export?type=note.written`, { headers });
    expect(JSON.parse(await exported.text())).toMatchObject({ type: 'note.written' });
  });

  it('reaches a subscriber that another room declares once it is sealed, as it is stored', async () => {
    const api = await adminApi(world, 'notes:write audit:read');
    await api('POST', '/notes');
    await world.app.get(AuditChain).seal();
    const [stored] = (await api('GET', '/audit-events?type=note.written')).body.items;
    const { id, sequence, hash } = stored;
    const heard = world.app.get(HeardEvents).events;
    expect(heard.find((event) => event.id === id)).toMatchObject({ type: 'note.written', sequence, hash });
    expect(heard.map((event) => event.sequence)).toEqual(heard.map((_, index) => index + 1));
  });

  it('stops the start if another room has declared it', async () => {
    @Declares(AUDIT_EVENTS.of({ name: 'client.created', description: 'Once more.' }))
    class Room {}
    await expect(createWorld({}, { rooms: [Room] })).rejects.toThrow('client.created is declared twice');
  });
});

describe('a route of another room that any origin may call', () => {
  let world: World;

  beforeAll(async () => {
    world = await createWorld({}, { rooms: [NotesModule] });
  });
  afterAll(() => world.close());

  const send = async (method: string, path: string, headers: Record<string, string> = {}) => {
    const answer = await fetch(world.issuer + path, { method, headers: { origin: 'https://spa.example', ...headers } });
    const { status } = answer;
    return [status, answer.headers.get('access-control-allow-origin'), answer.headers.get('allow')];
  };

  it('answers any origin, also where it refuses', async () => {
    expect(await send('GET', '/published-notes')).toEqual([200, '*', null]);
    expect(await send('GET', '/published-notes?x=/admin/v1/notes')).toEqual([200, '*', null]);
    expect(await send('GET', '/published-notes/7', { accept: 'text/html' })).toEqual([200, '*', null]);
    expect(await send('GET', '/published-notes/7/8', { accept: 'text/html' })).toEqual([404, '*', null]);
    expect(await send('DELETE', '/published-notes/7')).toEqual([405, '*', 'GET, HEAD, OPTIONS']);
    expect(await send('GET', '/published-notes/%E0%A4')).toEqual([400, '*', null]);
  });

  it('answers a preflight', async () => {
    const headers = { 'access-control-request-method': 'GET', 'access-control-request-headers': 'authorization' };
    for (const path of ['/published-notes', '/published-notes/7'])
      expect(await send('OPTIONS', path, headers)).toEqual([204, '*', null]);
  });

  it('opens no other route', async () => {
    for (const path of ['/admin/v1/notes', '/published-notes-2', '/login', '/oauth2/authorize', '/oauth2/introspect'])
      expect([path, (await send('GET', path))[1], (await send('OPTIONS', path))[1]]).toEqual([path, null, null]);
  });
});

describe('a client that another room brings along', () => {
  let world: World;

  beforeAll(async () => {
    world = await createWorld({}, { rooms: [NotesModule] });
  });
  afterAll(() => world.close());

  it('gets tokens with its scopes', async () => {
    const request = { client_id: 'notes-reader', redirect_uri: REDIRECT_URI, scope: 'openid notes:read' };
    const { code } = Object.fromEntries(await authorize(world, request));
    const form = { grant_type: 'authorization_code', code: code ?? '', code_verifier: VERIFIER, ...request };
    const answer = await fetch(`${world.issuer}/oauth2/token`, { method: 'POST', body: new URLSearchParams(form) });
    const { access_token, scope } = await answer.json();
    expect([answer.status, scope]).toEqual([200, 'openid notes:read']);
    const headers = { authorization: `Bearer ${access_token}` };
    expect((await fetch(`${world.issuer}/admin/v1/notes`, { headers })).status).toBe(200);
  });

  it.each(['notes-reader', 'notes-absent'])('is not stored, and no one can register it: %s', async (client_id) => {
    const api = await adminApi(world, 'clients:read clients:write roles:write');
    const metadata = { client_name: 'Mine', redirect_uris: ['https://rp.example/cb'] };
    expect((await api('POST', '/clients', { ...metadata, client_id })).status).toBe(409);
    expect((await api('GET', `/clients/${client_id}`)).status).toBe(404);
    const clients = world.app.get(ClientsService);
    const applied = world.app
      .get(Database)
      .transaction((transaction) => clients.applyBootstrap([{ ...metadata, client_id }], transaction));
    await expect(applied).rejects.toThrow(Violations);
    expect(await world.app.get(SubjectIdentifiers).among('client', [client_id, 'x'])).toEqual(new Set([client_id]));
  });

  it('is unknown if the configuration goes without it', async () => {
    expect(await world.app.get(ClientsService).find('notes-absent')).toBeUndefined();
  });

  it('stops the start if another room has declared it', async () => {
    @Declares(BUILT_IN_CLIENTS.of({ clientId: 'gatehouse-docs', metadata: () => undefined }))
    class Room {}
    await expect(createWorld({}, { rooms: [Room] })).rejects.toThrow('gatehouse-docs is declared twice');
  });
});

describe('the scopes of the admin API', () => {
  const declared = (...scopes: AdminScope[]) => {
    @Declares(ADMIN_SCOPES.of(...scopes))
    class Room {}
    return () => new AdminScopes(new Declarations([Room]));
  };

  it('keep their order, which is seen in lists and in the document', () => {
    expect([...PRESENT.names].join(' ')).toBe(
      'clients:read clients:write initial-access-tokens:read initial-access-tokens:write users:read users:write ' +
        'sessions:read sessions:write consents:read consents:write grants:read grants:write resources:read ' +
        'resources:write roles:read roles:write keys:read keys:write settings:read audit:read ' +
        'mail:read mail:write terms:read terms:write registrations:read registrations:write ' +
        'protected-hosts:read protected-hosts:write',
    );
  });

  it('are declared once each, as what is administered and how', () => {
    const scope = { name: 'notes:read', description: 'See the notes' } as const;
    expect(declared(scope)).not.toThrow();
    expect(declared(scope, scope)).toThrow('notes:read is declared twice');
    for (const name of ['notes', 'notes:burn', 'Notes:read', ':read', 'a b:read'])
      expect(declared({ ...scope, name: name as 'notes:read' })).toThrow(`the scope ${name} must`);
  });
});
