import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { migrations } from '#migrations';
import { ClientsService } from '../../src/clients/clients.service.js';
import { ENTITIES } from '../../src/entities.js';
import { openDatabase } from '../../src/platform/database/open-database.js';
import { ResourceAdministration } from '../../src/resources/resource-administration.service.js';
import { ConfigurationExport } from '../../src/transfer/configuration-export.service.js';
import { UsersService } from '../../src/users/users.service.js';
import { type AdminApi, adminApi } from '../support/admin.js';
import { CommandLine } from '../support/command-line.js';
import { newFolder, run } from '../support/program.js';
import { DIALECTS, newDatabaseUrl, type TestDialect } from '../support/test-database.js';
import { createWorld, freshTokens, PASSWORD, type World } from '../support/world.js';

const SECRET = 'a-secret-of-the-tests-0123456789abcdef';
const CLIENT_SECRET = 'at-least-32-characters-of-secret-here';

const CONFIGURATION = {
  resources: [
    {
      identifier: 'https://api.example.com',
      name: 'Example API',
      scopes: { 'b:write': 'Write', 'api:admin': { description: 'Administer', role: 'admin' } },
      access_token_lifetime: 300,
    },
    { identifier: 'urn:other', name: 'Other' },
  ],
  clients: [
    {
      client_id: 'web',
      client_secret: CLIENT_SECRET,
      redirect_uris: ['https://rp.example/cb'],
      scope: 'openid api:admin',
    },
    {
      client_id: 'ending',
      client_secret: CLIENT_SECRET,
      client_secret_expires_at: 4_000_000_000,
      grant_types: ['client_credentials'],
    },
    {
      client_id: 'signing',
      client_secret: CLIENT_SECRET,
      token_endpoint_auth_method: 'client_secret_jwt',
      grant_types: ['client_credentials'],
    },
    { client_id: 'spa', token_endpoint_auth_method: 'none', redirect_uris: ['https://spa.example/cb'] },
  ],
  users: [
    { username: 'zoe', password: PASSWORD, roles: ['admin'], address: { locality: 'Berlin' }, 'name#ja': 'ゾーイ' },
    { username: 'Alice', email: 'alice@example.com', disabled: true },
  ],
};

const POINT = { x: '6TcaLjocOoDV5_Ebl9gT4kiy1vjs4woyz1mikTTgXRQ', y: 'L46uvm3r-LOCP-8yRxI7MRNEm8aNJbt7CMW2WTxhgkE' };
const JWK = { kty: 'EC', crv: 'P-256', alg: 'ES256', use: 'sig', ...POINT };
const OWN = (path: string) => `https://app.example/${path}`;

/** Every kind of thing that there is. */
const EVERYTHING = {
  resources: [
    {
      identifier: 'urn:z',
      name: 'Z',
      scopes: {
        z: 'Z',
        list: { description: 'For any of them', role: ['statistician', 'admin'] },
        one: { description: 'For one', role: 'statistician' },
      },
    },
    { identifier: 'urn:a', name: 'A', access_token_lifetime: 60 },
  ],
  roles: [
    { name: 'statistician', description: 'Counts', scopes: ['users:read', 'clients:read'] },
    { name: 'editor', description: 'Only what resources say' },
  ],
  clients: [
    {
      client_id: 'keys',
      token_endpoint_auth_method: 'private_key_jwt',
      token_endpoint_auth_signing_alg: 'ES256',
      jwks: { keys: [{ ...JWK, kid: 'b' }] },
      grant_types: ['client_credentials'],
      scope: 'z list one',
    },
    {
      client_id: 'published-keys',
      token_endpoint_auth_method: 'private_key_jwt',
      jwks_uri: OWN('jwks'),
      redirect_uris: [OWN('cb')],
      id_token_signed_response_alg: 'ES256',
      id_token_encrypted_response_alg: 'ECDH-ES',
      userinfo_signed_response_alg: 'PS256',
      request_object_signing_alg: 'ES256',
      require_signed_request_object: true,
      request_uris: [OWN('request')],
    },
    {
      client_id: 'pairwise',
      client_secret: CLIENT_SECRET,
      subject_type: 'pairwise',
      redirect_uris: [OWN('cb'), OWN('cb2')],
      grant_types: ['authorization_code', 'refresh_token'],
      default_max_age: 600,
      require_auth_time: true,
      default_acr_values: ['1'],
    },
    {
      client_id: 'linked',
      client_secret: CLIENT_SECRET,
      client_name: 'Verkn\u00fcpft',
      'client_name#ja': 'リンク',
      redirect_uris: [OWN('cb')],
      post_logout_redirect_uris: [OWN('bye')],
      client_uri: OWN(''),
      logo_uri: OWN('logo.png'),
      policy_uri: OWN('policy'),
      tos_uri: OWN('tos'),
      contacts: ['it@app.example'],
      initiate_login_uri: OWN('login'),
      backchannel_logout_uri: OWN('backchannel'),
      backchannel_logout_session_required: true,
      frontchannel_logout_uri: OWN('frontchannel'),
      frontchannel_logout_session_required: true,
      software_id: 's',
      software_version: '1',
      first_party: true,
      require_pkce: false,
    },
    {
      client_id: 'native',
      token_endpoint_auth_method: 'none',
      application_type: 'native',
      redirect_uris: ['com.example.app:/cb', 'http://127.0.0.1/cb'],
    },
  ],
  users: [
    { username: 'editor', roles: ['editor'], 'given_name#de': 'Edi', disabled: true },
    {
      username: 'bcrypt',
      id: 'auth0|1',
      password_hash: '$2b$10$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW',
      roles: ['statistician', 'admin'],
      locale: 'de-DE',
      zoneinfo: 'Europe/Berlin',
      birthdate: '1990-01-31',
      phone_number: '+49 30 1',
      phone_number_verified: true,
      email: 'b@example.com',
      email_verified: true,
      website: OWN('b'),
    },
  ],
};

describe.each(DIALECTS)('exporting on %s', (dialect) => {
  let folder: string;

  beforeEach(() => {
    folder = newFolder();
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  async function newServer(name: string, kind: TestDialect = dialect): Promise<CommandLine> {
    const url = kind === 'sqlite' ? `sqlite:${join(folder, `${name}.sqlite`)}` : await newDatabaseUrl(kind);
    return new CommandLine({ CWD: folder, ENCRYPTION_SECRET: SECRET, DATABASE_URL: url });
  }

  it('makes a file that makes an empty server the same, to the byte', async () => {
    const first = await newServer('first');
    const file = join(folder, 'configuration.json');
    writeFileSync(file, JSON.stringify(CONFIGURATION));
    await first.json('bootstrap', file);
    await first.json('clients', 'rotate-secret', 'web');
    await first.run('export', '--users', '--output', file);
    const exported = readFileSync(file, 'utf8');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(exported).not.toContain(CLIENT_SECRET);
    expect(JSON.parse(exported).clients.map((each: { client_id: string }) => each.client_id)).toEqual([
      'ending',
      'signing',
      'spa',
      'web',
    ]);

    for (const kind of DIALECTS) {
      const second = await newServer(`second-${kind}`, kind);
      await second.json('bootstrap', file);
      expect((await second.run('export', '--users')).stdout).toBe(exported);
      await second.json('bootstrap', file); // once more changes nothing
      expect((await second.run('export', '--users')).stdout).toBe(exported);
    }
    expect(JSON.parse((await first.run('export')).stdout)).not.toHaveProperty('users');
  });

  it('leaves nothing out', async () => {
    const first = await newServer('first');
    const file = join(folder, 'configuration.json');
    writeFileSync(file, JSON.stringify(EVERYTHING));
    await expect(first.json('bootstrap', file)).resolves.toEqual({ resources: 2, roles: 2, clients: 5, users: 2 });
    await first.run('export', '--users', '--output', file);
    const exported = readFileSync(file, 'utf8');
    const document = JSON.parse(exported);
    for (const list of ['resources', 'roles', 'users'] as const)
      expect(document[list]).toEqual(EVERYTHING[list].map((each) => expect.objectContaining(each)).reverse());
    for (const { client_secret: _secret, ...client } of EVERYTHING.clients)
      expect(document.clients).toContainEqual(expect.objectContaining(client));
    const second = await newServer('second');
    await second.json('bootstrap', file);
    expect((await second.run('export', '--users')).stdout).toBe(exported);
  });

  it('leaves out scopes that no resource has any more', async () => {
    const world = await createWorld({ dialect });
    try {
      const by = { actor: 'a', facts: { address: '::1', userAgent: undefined, requestId: 'r' }, scope: [] };
      const administration = world.app.get(ResourceAdministration);
      await administration.create({ identifier: 'urn:gone', name: 'Gone', scopes: { gone: 'Gone' } }, by);
      await world.app.get(ClientsService).create({ client_id: 'left', scope: 'openid gone', redirect_uris: [OWN('')] });
      await administration.delete('urn:gone', by);
      const { clients } = await world.app.get(ConfigurationExport).document(false);
      expect(clients).toContainEqual(expect.objectContaining({ client_id: 'left', scope: 'openid' }));
    } finally {
      await world.close();
    }
  });

  it('refuses roles that are built in, named twice or allow what there is not', async () => {
    const server = await newServer('first');
    const file = join(folder, 'configuration.json');
    const role = (name: string, scopes: readonly string[] = []) => ({ name, description: 'x', scopes });
    const roles = [role('admin'), role('a'), role('a'), role('b', ['b:read']), role('a b'), { name: 'c' }];
    writeFileSync(file, JSON.stringify({ roles }));
    const { code, stderr } = await server.run('bootstrap', file);
    expect([code, stderr.split('\n').filter((line) => line.startsWith('  - '))]).toEqual([
      1,
      expect.arrayContaining(
        ['/roles/0/name: is that of', '/roles/2/name: is that of /roles/1', '/roles/3/scopes/0: is no scope'].map(
          (start) => expect.stringContaining(start),
        ),
      ),
    ]);
    expect(stderr).toContain('/roles/4/name');
    expect(stderr).toContain('/roles/5/description: is missing');
    await expect(server.run('export')).resolves.toMatchObject({ stdout: expect.stringContaining('"roles": []') });
  });

  it('refuses secrets that were sealed with another ENCRYPTION_SECRET', async () => {
    const first = await newServer('first');
    const file = join(folder, 'configuration.json');
    writeFileSync(file, JSON.stringify(CONFIGURATION));
    await first.json('bootstrap', file);
    await first.run('export', '--output', file);
    const other = new CommandLine({
      CWD: folder,
      ENCRYPTION_SECRET: 'another-secret-of-the-tests-0123456789',
      DATABASE_URL: `sqlite:${join(folder, 'other.sqlite')}`,
    });
    await expect(other.run('bootstrap', file)).resolves.toMatchObject({
      code: 1,
      stderr: expect.stringContaining('/clients/1/client_secrets: cannot be used'),
    });
    writeFileSync(
      file,
      JSON.stringify({
        clients: [{ client_id: 'a', client_secrets: [{ digest: 'x' }], grant_types: ['client_credentials'] }],
      }),
    );
    await expect(other.run('bootstrap', file)).resolves.toMatchObject({
      code: 1,
      stderr: expect.stringContaining('/clients/0/client_secrets/0'),
    });
  });

  it('keeps who registered a client, and how the client manages itself', async () => {
    const world = await createWorld({ dialect });
    try {
      const registrar = { registeredBy: 'open', registrationTokenDigest: 'd'.repeat(43) } as const;
      await world.app
        .get(ClientsService)
        .create({ client_id: 'stranger', redirect_uris: ['https://s.example/cb'] }, {}, registrar);
      const exported = await world.app.get(ConfigurationExport).document(false);
      expect(exported.clients).toContainEqual(
        expect.objectContaining({
          client_id: 'stranger',
          registered_by: 'open',
          registration_access_token_digest: 'd'.repeat(43),
        }),
      );
      const file = join(folder, 'configuration.json');
      writeFileSync(file, JSON.stringify(exported));
      const second = await newServer('second');
      await second.json('bootstrap', file);
      expect(JSON.parse((await second.run('export')).stdout)).toEqual(exported);
    } finally {
      await world.close();
    }
  });
});

describe('everything about one person', () => {
  let world: World;
  let api: AdminApi;
  let alice: string;

  beforeAll(async () => {
    world = await createWorld();
    api = await adminApi(world, 'users:read');
    await freshTokens(world);
    await freshTokens(world, {}, undefined, 'bob');
    alice = (await world.app.get(UsersService).findByUsername('alice'))?.id as string;
  });
  afterAll(() => world.close());

  it('is profile, consents, sessions, authorizations and events, and nothing of others', async () => {
    const { status, headers, body } = await api('GET', `/users/${alice}/export`);
    expect([status, headers.get('cache-control')]).toEqual([200, 'no-store']);
    expect(body).toMatchObject({
      profile: { username: 'alice', email: 'alice@example.com', roles: ['admin'], has_password: true },
      consents: [{ client_id: 'app1', scope: expect.stringContaining('openid') }],
      sessions: [{ amr: ['pwd'], client_ids: expect.any(Array) }],
      authorizations: [{ client_id: 'app1', issued_at: expect.any(String), revoked_at: null }],
    });
    const types = body.audit_events.map(({ type }: { type: string }) => type);
    expect(types).toEqual(expect.arrayContaining(['user.created', 'login.succeeded', 'consent.allowed']));
    expect(JSON.stringify(body)).not.toContain('bob');
  });

  it('is told to the audit log, and by that to the person', async () => {
    const { body } = await api('GET', `/users/${alice}/export`);
    expect(body.audit_events.at(-1)).toMatchObject({
      type: 'user.exported',
      actor: 'an-admin',
      address: expect.any(String),
      details: { user: alice },
    });
  });

  it('has no secrets', async () => {
    const { body } = await api('GET', `/users/${alice}/export`);
    expect(JSON.stringify(body)).not.toMatch(/argon2|digest|code_challenge/i);
  });

  it('is for administrators who may see users, about users who are there', async () => {
    const other = await adminApi(world, 'clients:read');
    expect((await other('GET', `/users/${alice}/export`)).status).toBe(403);
    expect((await api('GET', '/users/nobody/export')).status).toBe(404);
    expect((await api('GET', `/users/${encodeURIComponent('\0')}/export`)).status).toBe(404);
  });
});

describe('backup and restore', () => {
  let folder: string;
  let url: string;
  let gatehouse: CommandLine;

  beforeAll(async () => {
    folder = newFolder();
    url = `sqlite:${join(folder, 'db.sqlite')}`;
    gatehouse = new CommandLine({ CWD: folder, ENCRYPTION_SECRET: SECRET, DATABASE_URL: url });
    await gatehouse.json('migrate');
    await gatehouse.json('users', 'create', 'alice', '--no-password');
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const names = async () => (await gatehouse.json('users', 'list')).map((user: { username: string }) => user.username);
  const openServer = () => openDatabase(url, { entities: ENTITIES, migrations });

  it('copies what is committed while a server runs, to a file for its owner alone', async () => {
    const server = await openServer();
    const file = join(folder, 'backup.sqlite');
    await gatehouse.json('users', 'create', 'bob', '--no-password'); // is in the log beside the file only
    await expect(gatehouse.json('backup', file)).resolves.toMatchObject({ backup: file });
    expect(statSync(file).mode & 0o777).toBe(0o600);
    await expect(gatehouse.run('backup', file)).resolves.toMatchObject({
      code: 1,
      stderr: expect.stringContaining('exists'),
    });
    await server.close();
  });

  it('does not restore while a server runs, even an idle one', async () => {
    await gatehouse.json('users', 'create', 'carol', '--no-password');
    const server = await openServer();
    await expect(gatehouse.run('restore', join(folder, 'backup.sqlite'), '--yes')).resolves.toMatchObject({
      code: 1,
      stderr: expect.stringContaining('in use'),
    });
    await server.close();
    await expect(names()).resolves.toHaveLength(3);
  });

  it('restores what was copied, and keeps what was there', async () => {
    const { before } = await gatehouse.json('restore', join(folder, 'backup.sqlite'), '--yes');
    expect((await names()).sort()).toEqual(['alice', 'bob']);
    const old = new CommandLine({ CWD: folder, ENCRYPTION_SECRET: SECRET, DATABASE_URL: `sqlite:${before}` });
    await expect(old.json('users', 'list')).resolves.toHaveLength(3);
  });

  it('refuses what is damaged or none, and asks before it replaces anything', async () => {
    const file = join(folder, 'wrong.sqlite');
    const bytes = readFileSync(join(folder, 'backup.sqlite'));
    for (const wrong of ['no database', bytes.subarray(0, bytes.length / 2), bytes.fill(0, 8192, 40_000)]) {
      writeFileSync(file, wrong);
      await expect(gatehouse.run('restore', file, '--yes')).resolves.toMatchObject({ code: 1 });
    }
    const environment = { CWD: folder, ENCRYPTION_SECRET: SECRET, DATABASE_URL: url };
    await expect(run('cli.js', ['restore', join(folder, 'backup.sqlite')], environment)).resolves.toMatchObject({
      code: 1,
      stderr: expect.stringContaining('--yes'),
    });
    await expect(names()).resolves.toHaveLength(2);
  });

  it('is not for PostgreSQL', async () => {
    const other = new CommandLine({ CWD: folder, ENCRYPTION_SECRET: SECRET, DATABASE_URL: 'postgres://x@localhost/x' });
    await expect(other.run('backup', 'x')).resolves.toMatchObject({
      code: 1,
      stderr: expect.stringContaining('pg_dump'),
    });
  });
});
