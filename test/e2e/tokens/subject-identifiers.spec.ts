import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jest } from '@jest/globals';
import type { AuditEventDto } from '../../../src/audit/dto/audit-event.dto.js';
import { ClientEntity } from '../../../src/clients/client.entity.js';
import { ClientSecretEntity } from '../../../src/clients/client-secret.entity.js';
import { ClientsService } from '../../../src/clients/clients.service.js';
import { BootstrapService } from '../../../src/operations/bootstrap/bootstrap.service.js';
import { ConfigurationExport } from '../../../src/operations/import-export/configuration-export.service.js';
import type { PersonalDataDto } from '../../../src/operations/import-export/dto/personal-data.dto.js';
import { KeycloakImporter } from '../../../src/operations/import-export/keycloak/keycloak-importer.service.js';
import { PersonalDataService } from '../../../src/operations/import-export/personal-data.service.js';
import { Unmapped } from '../../../src/operations/import-export/unmapped.js';
import { UserImporter } from '../../../src/operations/import-export/user-importer.service.js';
import { DEFAULT_REGISTRATION } from '../../../src/platform/config/config.js';
import { UsersService } from '../../../src/users/users.service.js';
import { type AdminApi, adminApi } from '../../support/admin.js';
import { changeRows, deleteRows } from '../../support/rows.js';
import { DIALECTS } from '../../support/test-database.js';
import { createWorld, post, type TestClient, type World } from '../../support/world.js';

const UUID = '5F0C2f0e-1c1c-4d3e-9a53-0d9b6a1c2b7e';
const SERVICE = { grant_types: ['client_credentials'], response_types: [] };
const DECLARED = { ...SERVICE, client_secret: 'x'.repeat(32) };
const OPTIONS = { update: false, dryRun: false, administrators: false };
const file = join(mkdtempSync(join(tmpdir(), 'gatehouse-')), 'bootstrap.json');

describe.each(DIALECTS)('the identifier of a client is never that of a user (RFC 9700 §4.15), on %s', (dialect) => {
  let world: World;
  let api: AdminApi;

  beforeAll(async () => {
    world = await createWorld({ dialect, registration: { ...DEFAULT_REGISTRATION, access: 'open' } });
    api = await adminApi(world, 'clients:read clients:write users:read users:write audit:read roles:write');
    await bootstrap({ users: [{ id: 'people:7', username: 'seven' }] });
    await bootstrap({ users: [{ id: 'person-8', username: 'eight' }] });
  });
  afterAll(() => world.close());

  function bootstrap(document: object): Promise<unknown> {
    writeFileSync(file, JSON.stringify(document));
    return world.app.get(BootstrapService).apply(file);
  }

  /** As a client of older days: it was registered before the rule. */
  async function oldClient(clientId: string): Promise<void> {
    await world.app.get(ClientsService).create({ ...SERVICE, client_id: 'older', scope: 'users:write' });
    await deleteRows(world, ClientSecretEntity, { clientId: 'older' });
    await changeRows(world, ClientEntity, { clientId: 'older' }, { clientId });
  }

  it.each([
    [UUID, /UUID/],
    ['person-8', /a user/],
  ])('the admin API refuses the client_id %s', async (clientId, why) => {
    const { status, body } = await api('POST', '/clients', { ...SERVICE, client_id: clientId });
    expect([status, body.errors]).toEqual([400, [{ pointer: '/client_id', detail: expect.stringMatching(why) }]]);
  });

  it.each([
    ['a UUID', { clients: [{ ...DECLARED, client_id: UUID }] }, '/clients/0/client_id'],
    ['that of a user', { clients: [{ ...DECLARED, client_id: 'person-8' }] }, '/clients/0/client_id'],
    ['for a user that of a client', { users: [{ id: 'app1', username: 'x' }] }, '/users/0/id'],
    ['for a user that of the built-in client', { users: [{ id: 'gatehouse-docs', username: 'x' }] }, '/users/0/id'],
    [
      'the same for a client and a user',
      { clients: [{ ...DECLARED, client_id: 'both' }], users: [{ id: 'both', username: 'x' }] },
      '/users/0/id',
    ],
  ])('a bootstrap file may not name %s', async (_, document, pointer) => {
    await expect(bootstrap(document)).rejects.toMatchObject({
      violations: [{ pointer, detail: expect.stringMatching(/UUID|of a (user|client)/) }],
    });
  });

  it('a client that registers itself cannot choose one', async () => {
    const body = { redirect_uris: ['https://rp.example/cb'], client_id: await userIdOf('alice') };
    const answer = await fetch(`${world.issuer}/oauth2/register`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    expect(answer.status).toBe(201);
    expect(((await answer.json()) as { client_id: string }).client_id).toMatch(/^[\w-]{22}$/);
  });

  it('an import rejects users with the identifier of a client', async () => {
    const rejected = jest.fn();
    const observer = { rejected, progress: () => undefined };
    const totals = await world.app
      .get(UserImporter)
      .import(records({ id: 'app1', username: 'imported' }), OPTIONS, new Unmapped(), observer);
    expect(totals).toMatchObject({ created: 0, rejected: 1 });
    expect(rejected).toHaveBeenCalledWith(
      expect.objectContaining({ field: '/id', reason: expect.stringContaining('client') }),
    );
  });

  it('an import from Keycloak says which clients need another one', async () => {
    const clients = [
      { clientId: UUID, publicClient: true, standardFlowEnabled: true, redirectUris: ['https://rp.example/cb'] },
    ];
    const observer = { rejected: () => undefined, progress: () => undefined };
    const outcome = await world.app.get(KeycloakImporter).import({ clients }, OPTIONS, observer);
    expect(outcome.clients.created).toEqual([]);
    expect(outcome.unmapped).toContainEqual(expect.objectContaining({ what: `client ${UUID}` }));
  });

  it('of a client and a user who want the same at once, one gets it', async () => {
    const made = await Promise.allSettled([
      api('POST', '/clients', { ...SERVICE, client_id: 'wanted' }).then(({ status }) =>
        status === 201 ? 'client' : Promise.reject(status),
      ),
      bootstrap({ users: [{ id: 'wanted', username: 'wanted' }] }).then(() => 'user'),
    ]);
    expect(made.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  it('a client of older days goes on, and so does its export on another server', async () => {
    await oldClient(UUID);
    expect((await api('PATCH', `/clients/${UUID}`, { client_name: 'Old' })).status).toBe(200);
    const exported = await world.app.get(ConfigurationExport).document(false);
    expect(exported.clients).toContainEqual(expect.objectContaining({ client_id: UUID, keep_client_id: true }));
    const clients = [{ ...DECLARED, client_id: UUID.toLowerCase(), keep_client_id: true }];
    await bootstrap({ clients });
    expect((await api('GET', `/clients/${UUID.toLowerCase()}`)).status).toBe(200);
  });

  it('a client that has it from older days is not taken for the user', async () => {
    const id = await userIdOf('alice');
    await oldClient(id);
    const { client_secret: secret } = (await api('POST', `/clients/${id}/secret`, {})).body;
    const client: TestClient = { id, secret };
    const { body: tokens } = await post(world, '/oauth2/token', { grant_type: 'client_credentials' }, client);
    const headers = { authorization: `Bearer ${tokens.access_token}`, 'content-type': 'application/json' };
    const created = await fetch(`${world.issuer}/admin/v1/users`, {
      method: 'POST',
      headers,
      body: '{"username":"made"}',
    });
    expect(created.status).toBe(201);
    expect((await fetch(`${world.issuer}/oauth2/userinfo`, { headers })).status).not.toBe(200);
    const { body } = await api('GET', `/audit-events?type=user.created&actor=${id}`);
    expect(body.items).toEqual([expect.objectContaining({ actor: id, actor_type: 'client' })]);
    const exported = await world.app.get(PersonalDataService).export(id, { actor: 'an-admin', scope: ['audit:read'] });
    const known = exported as PersonalDataDto & { readonly audit_events: readonly AuditEventDto[] };
    expect(known.audit_events.filter(({ type }) => type === 'user.created')).toHaveLength(1);
    expect(known.audit_events.every((each) => each.actor_type === undefined)).toBe(true);
  });

  it('the audit log marks a client that acts for itself, and no one else', async () => {
    await api('POST', '/users', { username: 'by-an-administrator' });
    const { body } = await api('GET', '/audit-events?type=user.created&actor=an-admin');
    expect(body.items.map((each: { actor_type?: string }) => each.actor_type)).toEqual([undefined]);
  });

  async function userIdOf(username: string): Promise<string> {
    return (await world.app.get(UsersService).findByUsername(username))?.id as string;
  }
});

async function* records(...users: readonly object[]) {
  for (const [index, user] of users.entries()) yield { line: index + 1, user: { ...user } };
}
