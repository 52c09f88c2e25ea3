import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ClientsService } from '../../../src/clients/clients.service.js';
import { ConfigurationExport } from '../../../src/operations/import-export/configuration-export.service.js';
import { digest, generateSecret, Sealer } from '../../../src/platform/crypto/secrets.js';
import { ResourceAdministration } from '../../../src/resources/resource-administration.service.js';
import { UsersService } from '../../../src/users/users.service.js';
import { type AdminApi, adminApi } from '../../support/admin.js';
import { CommandLine } from '../../support/command-line.js';
import { CLIENT_SECRET, CONFIGURATION, EVERYTHING } from '../../support/configurations.js';
import { newFolder } from '../../support/program.js';
import { DIALECTS, newDatabaseUrl, type TestDialect } from '../../support/test-database.js';
import { createWorld, freshTokens, type World } from '../../support/world.js';

const APP = { type: 'totp', secret: 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP', name: 'Phone' };
const PASSKEY = {
  type: 'passkey',
  name: 'Key',
  rp_id: 'localhost',
  credential_id: 'QSBjcmVkZW50aWFs',
  public_key: 'pQECAyYgASFYIEXj-KkXCBp6JurdoX33Jz4h3CvWois7YOcQy7MXTzahIlggRecPSpsE2LS3GTcZkhX6M5GOqdEAyhbAnfvSkO0AYME',
  user_handle: 'QSB1c2Vy',
  counter: 7,
  transports: ['usb', 'nfc'],
  aaguid: '2fc0579f-8113-47ea-b116-bb5a8db9202a',
  backup: 'impossible',
  verifies_user: true,
};
const SECRET = 'a-secret-of-the-tests-0123456789abcdef';
/** As a server with the same ENCRYPTION_SECRET exports them. */
const CODES = {
  type: 'recovery_codes',
  id: '5c7e0f0c-0d0f-4c0e-8f1c-0d5b0a9d7a11',
  sealed: new Sealer([SECRET]).seal(generateSecret(), 'server secret recovery-codes'),
  digests: [digest('one'), digest('two')].sort(),
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
    const [user, ...users] = CONFIGURATION.users;
    const factors = [
      APP,
      { ...APP, secret: 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ', digits: 8, period: 60, name: undefined },
      PASSKEY,
      CODES,
    ];
    writeFileSync(file, JSON.stringify({ ...CONFIGURATION, users: [{ ...user, factors }, ...users] }));
    await first.json('bootstrap', file);
    await first.json('clients', 'rotate-secret', 'web');
    await first.run('export', '--users', '--output', file);
    const exported = readFileSync(file, 'utf8');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    for (const each of [CLIENT_SECRET, APP.secret, 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ'])
      expect(exported).not.toContain(each);
    expect(exported.match(/"sealed"/g)?.length).toBeGreaterThanOrEqual(2);
    const [{ factors: moved }] = JSON.parse(exported).users.filter(({ factors: all }: { factors?: object }) => all);
    expect(moved).toEqual(expect.arrayContaining([PASSKEY, CODES]));
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
    expect(document.user_attributes).toEqual(EVERYTHING.user_attributes);
    for (const list of ['resources', 'roles', 'protected_hosts', 'users'] as const)
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
      await world.app
        .get(ClientsService)
        .create({ client_id: 'left', scope: 'openid gone', redirect_uris: ['https://app.example/'] });
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
    expect(stderr).toContain('/roles/5/description: must have 1 to 512 characters');
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
    api = await adminApi(
      world,
      'users:read consents:read sessions:read grants:read mail:read audit:read terms:read registrations:read',
    );
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
      missing_scopes: [],
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

  it('has only the sections whose scopes the access token has, and says which are missing', async () => {
    const sections = {
      consents: 'consents:read',
      sessions: 'sessions:read',
      authorizations: 'grants:read',
      mails: 'mail:read',
      audit_events: 'audit:read',
      terms: 'terms:read',
      registration: 'registrations:read',
    };
    const always = ['profile', 'passkeys', 'factors'];
    for (const [section, scope] of Object.entries(sections)) {
      const { body } = await (await adminApi(world, `users:read ${scope}`))('GET', `/users/${alice}/export`);
      expect(Object.keys(body).sort()).toEqual([...always, section, 'missing_scopes'].sort());
      expect([...body.missing_scopes].sort()).toEqual(
        Object.values(sections)
          .filter((each) => each !== scope)
          .sort(),
      );
    }
    const { body } = await (await adminApi(world, 'users:read'))('GET', `/users/${alice}/export`);
    expect(Object.keys(body).sort()).toEqual([...always, 'missing_scopes'].sort());
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
