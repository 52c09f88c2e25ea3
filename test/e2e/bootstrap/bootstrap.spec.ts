import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ClientEntity } from '../../../src/clients/client.entity.js';
import { ClientSecretEntity } from '../../../src/clients/client-secret.entity.js';
import { ClientsService } from '../../../src/clients/clients.service.js';
import { GRANT_DESCRIPTIONS } from '../../../src/clients/metadata/grant-description.js';
import type { GrantDescription } from '../../../src/clients/metadata/rule.js';
import { CONTENT_ENCRYPTION_ALGORITHMS, KEY_ENCRYPTION_ALGORITHMS } from '../../../src/keys/encryption.js';
import { SIGNING_ALGORITHMS } from '../../../src/keys/signing-algorithm.js';
import { BootstrapService } from '../../../src/operations/bootstrap/bootstrap.service.js';
import type { Peers } from '../../../src/platform/peers.js';
import type { Violations } from '../../../src/platform/validation/violations.js';
import { ResourceEntity } from '../../../src/resources/resource.entity.js';
import { ResourcesService } from '../../../src/resources/resources.service.js';
import { ScopeEntity } from '../../../src/resources/scope.entity.js';
import { UserEntity } from '../../../src/users/user.entity.js';
import type { User } from '../../../src/users/user.js';
import { claimsFor } from '../../../src/users/user-claims.js';
import { UserStore } from '../../../src/users/user-store.js';
import { UsersService } from '../../../src/users/users.service.js';
import { auditEvents } from '../../support/audit-log.js';
import { rowsOf } from '../../support/rows.js';
import { createTestApp, type TestApp } from '../../support/test-app.js';
import { DIALECTS } from '../../support/test-database.js';

const DOCUMENT = {
  resources: [
    {
      identifier: 'https://api.example.com',
      name: 'Example API',
      scopes: {
        'api:read': 'Read your data',
        'api:admin': { description: 'Administer everything', role: 'admin' },
      },
      access_token_lifetime: 300,
    },
  ],
  clients: [
    {
      client_id: 'web-app',
      client_secret: 'at-least-32-characters-of-secret-here',
      redirect_uris: ['https://rp.example/cb'],
      scope: 'openid api:read',
    },
  ],
  users: [
    { username: 'alice', password: 'correct horse battery staple', email: 'alice@example.com', roles: ['admin'] },
    { username: 'bob', password_hash: '$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW' },
  ],
};

const APP = { type: 'totp', secret: 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP' };

const SEALED_ALONE = { type: 'totp', id: 'x', sealed: 'of-another-server' };
const SEALED = { ...APP, ...SEALED_ALONE };

const folder = mkdtempSync(join(tmpdir(), 'gatehouse-'));

function fileOf(document: unknown): string {
  const path = join(folder, 'bootstrap.json');
  writeFileSync(path, typeof document === 'string' ? document : JSON.stringify(document));
  return path;
}

/** What is stored in the tables that the file fills. */
function stored(server: TestApp): Promise<unknown> {
  const entities = [ResourceEntity, ScopeEntity, ClientEntity, ClientSecretEntity, UserEntity];
  return Promise.all(entities.map((entity) => rowsOf<object>(server, entity)));
}

describe('the published schema', () => {
  it('offers the algorithms that the server has', () => {
    const path = new URL('../../../schemas/bootstrap.json', import.meta.url);
    const enums: [string, readonly string[]][] = [
      ['id_token_signed_response_alg', SIGNING_ALGORITHMS],
      ['userinfo_signed_response_alg', SIGNING_ALGORITHMS],
      ['id_token_encrypted_response_alg', KEY_ENCRYPTION_ALGORITHMS],
      ['userinfo_encrypted_response_alg', KEY_ENCRYPTION_ALGORITHMS],
      ['id_token_encrypted_response_enc', CONTENT_ENCRYPTION_ALGORITHMS],
      ['userinfo_encrypted_response_enc', CONTENT_ENCRYPTION_ALGORITHMS],
    ];
    const { properties } = JSON.parse(readFileSync(path, 'utf8')).$defs.client;
    for (const [name, values] of enums) expect([name, properties[name].enum]).toEqual([name, values]);
  });
});

describe.each(DIALECTS)('the bootstrap file on %s', (dialect) => {
  let server: TestApp;
  let bootstrap: BootstrapService;

  beforeEach(async () => {
    server = await createTestApp({ dialect });
    bootstrap = server.app.get(BootstrapService);
  });
  afterEach(() => server.close());

  /** The violations as `pointer: detail`. */
  async function violationsOf(document: unknown): Promise<readonly string[]> {
    const error = await bootstrap.apply(fileOf(document)).then(
      () => undefined,
      (reason: Violations) => reason,
    );
    return (error?.violations ?? []).map(({ pointer, detail }) => `${pointer}: ${detail}`);
  }

  it('has a schema that offers the grant types that the server has', () => {
    const path = new URL('../../../schemas/bootstrap.json', import.meta.url);
    const { grant_types } = JSON.parse(readFileSync(path, 'utf8')).$defs.client.properties;
    expect(grant_types.items.enum).toEqual(server.app.get<Peers<GrantDescription>>(GRANT_DESCRIPTIONS.token).keys);
  });

  it('creates resources, clients and users', async () => {
    await expect(bootstrap.apply(fileOf(DOCUMENT))).resolves.toEqual({
      counts: { resources: 1, roles: 0, clients: 1, users: 2 },
      warnings: [],
    });
    const [resources, clients, users] = [
      server.app.get(ResourcesService),
      server.app.get(ClientsService),
      server.app.get(UserStore),
    ];
    await expect(resources.find('https://api.example.com')).resolves.toMatchObject({
      name: 'Example API',
      accessTokenLifetime: 300,
    });
    await expect(resources.permitted(['api:read', 'api:admin'], [])).resolves.toEqual(['api:read']);
    await expect(clients.find('web-app')).resolves.toMatchObject({ redirectUris: ['https://rp.example/cb'] });
    await expect(users.verifyPassword('alice', 'correct horse battery staple')).resolves.toMatchObject({
      roles: ['admin'],
    });
    await expect(users.verifyPassword('bob', 'U*U')).resolves.toMatchObject({ username: 'bob' });
  });

  it('changes nothing the second time, also where several replicas apply it at once', async () => {
    const path = fileOf(DOCUMENT);
    await Promise.all(Array.from({ length: 5 }, () => bootstrap.apply(path)));
    const before = await stored(server);
    await bootstrap.apply(path);
    await expect(stored(server)).resolves.toEqual(before);
    const types = (await auditEvents(server)).map(({ type }) => type);
    expect(types.filter((type) => type.startsWith('user.'))).toEqual(['user.created', 'user.created']);
  });

  it('updates what it names and deletes nothing', async () => {
    await bootstrap.apply(fileOf(DOCUMENT));
    await bootstrap.apply(fileOf({ users: [{ username: 'ALICE', given_name: 'Alice' }] }));
    const users = server.app.get(UsersService);
    await expect(users.findByUsername('alice')).resolves.toMatchObject({
      username: 'ALICE',
      claims: { given_name: 'Alice', email: 'alice@example.com' },
      roles: ['admin'],
    });
    await expect(users.verifyPassword('alice', 'correct horse battery staple')).resolves.toBeDefined();
    await expect(server.app.get(ClientsService).find('web-app')).resolves.toBeDefined();
  });

  it('declares claims in several languages, and takes one away by an empty text', async () => {
    const names = { nickname: 'Al', 'family_name#ja-Kana-JP': 'ドウ', 'website#de': 'https://alice.example/de' };
    const address = { street_address: '1 Way\nBackyard', country: 'DE' };
    await bootstrap.apply(fileOf({ users: [{ username: 'alice', ...names, address, 'address#de': address }] }));
    await bootstrap.apply(fileOf({ users: [{ username: 'alice', nickname: '' }] }));
    const alice = await server.app.get(UsersService).findByUsername('alice');
    expect(alice?.claims).toMatchObject({ ...names, address, 'address#de': address, nickname: '' });
    expect(claimsFor(alice as User, ['profile'])).not.toHaveProperty('nickname');
  });

  it.each([
    [{ 'family_name#': 'x' }, '/users/0/family_name#: is unknown'],
    [{ 'family_name#d': 'x' }, '/users/0/family_name#d: is no standard claim'],
    [{ 'email#de': 'x@example.com' }, '/users/0/email#de: is unknown'],
    [{ 'website#de': 'x' }, '/users/0/website#de: must be an absolute URL'],
    [{ website: 'javascript:x' }, '/users/0/website: must be an https or http URL'],
    [{ birthdate: '1999-02-29' }, '/users/0/birthdate: must be a day'],
    [{ zoneinfo: 'Mars/Olympus' }, '/users/0/zoneinfo: must be a time zone'],
    [{ locale: 'de_DE' }, '/users/0/locale: must be a BCP 47 language tag'],
    [{ phone_number: 49 }, '/users/0/phone_number: must be string'],
    [{ address: { planet: 'Earth' } }, '/users/0/address/planet: is unknown'],
    [{ 'address#de': 'Berlin' }, '/users/0/address#de: must be object'],
    [{ updated_at: 1 }, '/users/0/updated_at: is unknown'],
  ])('is refused with the claims %j', async (claims, violation) => {
    const file = fileOf({ users: [{ username: 'alice', ...claims }] });
    await expect(bootstrap.apply(file)).rejects.toThrow(violation);
  });

  it('is refused with every mistake at once, and nothing of it is applied', async () => {
    const [resource, client, alice] = [DOCUMENT.resources[0], DOCUMENT.clients[0], DOCUMENT.users[0]];
    const violations = await violationsOf({
      resource: [],
      resources: [
        resource,
        { ...resource, scopes: {} },
        { identifier: 'not a URI', name: 'Other', scopes: { x: { role: 'admin' } } },
      ],
      clients: [
        client,
        { ...client, client_id: 'second', redirect_uris: ['https://rp.example/cb', 'https://rp.example/cb#fragment'] },
        { ...client, client_id: 'third', redirect_urls: [] },
        { ...client, client_id: 'fourth', grant_types: ['password'] },
        client,
      ],
      users: [
        alice,
        { ...alice, username: 'Alice ' },
        { username: 'carol', password: 'short', emial: 'x' },
        { username: 'dave', password_hash: 'x' },
        {
          username: 'erin',
          factors: [APP, { ...APP, secret: 'jbsw y3dp', name: 'a\u200eb' }, APP, SEALED, SEALED_ALONE],
        },
        {
          username: 'frank',
          factors: [
            { ...APP, type: 'hotp' },
            { ...APP, digits: 7, rp_id: 'a.example' },
          ],
        },
      ],
    });
    expect(violations).toEqual([
      '/resource: is unknown; check its spelling',
      '/resources/2/scopes/x/description: is missing',
      '/users/2/emial: is unknown; check its spelling',
      '/users/5/factors/0/type: must be one of totp, passkey, recovery_codes',
      '/users/5/factors/1/rp_id: is unknown; check its spelling',
      '/users/5/factors/1/digits: must be one of 6, 8',
      '/resources/1/identifier: is that of /resources/0 already',
      '/users/1/username: is that of /users/0 already',
      expect.stringMatching(/^\/users\/3\/password_hash: must be argon2id, /),
      '/users/4/factors/1/secret: must be base32 of 16 to 128 characters, in capital letters without padding',
      expect.stringMatching(/^\/users\/4\/factors\/1\/name: must not have control or invisible characters/),
      '/users/4/factors/2: is the same as /factors/0',
      '/users/4/factors/3/secret: must be left out if it is sealed',
      expect.stringMatching(/^\/users\/4\/factors\/4\/sealed: cannot be opened: .*ENCRYPTION_SECRET/),
      expect.stringMatching(/^\/clients\/1\/redirect_uris\/1: must not have a fragment/),
      expect.stringMatching(/^\/clients\/2\/redirect_urls: is no registered client metadata/),
      expect.stringMatching(/^\/clients\/3\/grant_types\/0: must be one of authorization_code, /),
      '/clients/4/client_id: is named twice',
    ]);
    await expect(stored(server)).resolves.toEqual([[], [], [], [], []]);
    await expect(server.app.get(ClientsService).find('web-app')).resolves.toBeUndefined();
  });

  it('is refused where a scope belongs to another resource, also to one that is stored already', async () => {
    await bootstrap.apply(fileOf(DOCUMENT));
    const thief = {
      identifier: 'https://thief.example',
      name: 'Thief',
      scopes: { 'api:read': 'Read', openid: 'Sign in' },
    };
    await expect(violationsOf({ resources: [thief] })).resolves.toEqual([
      '/resources/0/scopes/api:read: belongs to https://api.example.com already; a scope belongs to one resource',
      expect.stringMatching(/^\/resources\/0\/scopes\/openid: belongs to /),
    ]);
  });

  it('warns of registered metadata that is not used', async () => {
    const client = { ...DOCUMENT.clients[0], scope: 'openid', tls_client_auth_subject_dn: 'CN=rp' };
    await expect(bootstrap.apply(fileOf({ clients: [client] }))).resolves.toMatchObject({
      warnings: [{ pointer: '/clients/0/tls_client_auth_subject_dn' }],
    });
  });
});

describe('a bootstrap file', () => {
  it.each([
    ['{\n  "clients": [}\n', /is not valid JSON at line 2, column 15/],
    ['[]', /must be object/],
    ['null', /must be object/],
    ['{"users": {}}', /\/users: must be array/],
    ['{"clients": [null]}', /\/clients\/0: must be object/],
    ['{"users": [{"username": "x", "disabled": "false"}]}', /\/users\/0\/disabled: must be boolean/],
  ])('is refused at start where it is %j', async (text, problem) => {
    await expect(createTestApp({ bootstrapFile: fileOf(text) })).rejects.toThrow(problem);
  });

  it('is refused where it is deeper than a parser can follow', async () => {
    await expect(createTestApp({ bootstrapFile: fileOf('['.repeat(50_000)) })).rejects.toThrow(/is not valid JSON$/);
  });

  it('that does not exist stops the start', async () => {
    await expect(createTestApp({ bootstrapFile: join(folder, 'missing.json') })).rejects.toThrow(
      /missing\.json has 1 mistake.*\n.*cannot be read/,
    );
  });

  it('is applied at start', async () => {
    const server = await createTestApp({ bootstrapFile: fileOf(`\uFEFF${JSON.stringify(DOCUMENT)}`) });
    await expect(server.app.get(UsersService).list(10)).resolves.toHaveLength(2);
    await server.close();
  });

  it('like the one of the example is valid', async () => {
    const path = new URL('../../../examples/bootstrap.json', import.meta.url);
    const server = await createTestApp({ bootstrapFile: fileOf(readFileSync(path, 'utf8')) });
    await server.close();
  });
});
