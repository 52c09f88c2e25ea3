import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { migrations } from '#migrations';
import { ClientsService } from '../../src/clients/clients.service.js';
import { ENTITIES } from '../../src/entities.js';
import { openDatabase } from '../../src/platform/database/open-database.js';
import { PersonalDataService } from '../../src/transfer/personal-data.service.js';
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
      const { ConfigurationExport } = await import('../../src/transfer/configuration-export.service.js');
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

  beforeAll(async () => {
    world = await createWorld();
    await freshTokens(world);
    await freshTokens(world, {}, undefined, 'bob');
  });
  afterAll(() => world.close());

  it('is profile, consents, sessions, authorizations and events, and nothing of others', async () => {
    const data = await world.app.get(PersonalDataService).about('alice');
    expect(data).toMatchObject({
      profile: { username: 'alice', email: 'alice@example.com', roles: ['admin'], has_password: true },
      consents: [{ client_id: 'app1', scope: expect.stringContaining('openid') }],
      sessions: [{ amr: ['pwd'], clients: expect.any(Array) }],
      authorizations: [{ client_id: 'app1', redeemed_at: expect.any(String), revoked_at: null }],
    });
    const events = ['user.created', 'login.succeeded', 'consent.allowed'].map((type) =>
      expect.objectContaining({ type }),
    );
    expect(data?.audit_events).toEqual(expect.arrayContaining(events));
    expect(JSON.stringify(data)).not.toContain('bob');
  });

  it('has no secrets', async () => {
    const text = JSON.stringify(await world.app.get(PersonalDataService).about('alice'));
    expect(text).not.toMatch(/argon2|digest|code_challenge/i);
  });

  it('is nothing where there is no such user', async () => {
    await expect(world.app.get(PersonalDataService).about('nobody')).resolves.toBeUndefined();
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
