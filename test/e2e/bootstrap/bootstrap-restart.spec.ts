import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { jest } from '@jest/globals';
import { PreparedInVain } from '../../../src/admin/bootstrap/bootstrap-section.js';
import { Enrolments } from '../../../src/factors/enrolments.service.js';
import { BootstrapService } from '../../../src/operations/bootstrap/bootstrap.service.js';
import { DeclarationEntity } from '../../../src/operations/bootstrap/declaration.entity.js';
import type { Config } from '../../../src/platform/config/config.js';
import { digest } from '../../../src/platform/crypto/secrets.js';
import { Database } from '../../../src/platform/database/database.js';
import { DeclaredUsers, type Due, type PreparedUser } from '../../../src/users/declared-users.service.js';
import { PasswordHasher } from '../../../src/users/passwords/password-hasher.js';
import { UserEntity } from '../../../src/users/user.entity.js';
import type { User } from '../../../src/users/user.js';
import { UsersService } from '../../../src/users/users.service.js';
import { UsersImport } from '../../../src/users/users-import.service.js';
import { adminApi } from '../../support/admin.js';
import { newFolder } from '../../support/program.js';
import { changeRows, rowsOf } from '../../support/rows.js';
import { undoMigration } from '../../support/schema.js';
import { createTestApp, type TestApp, testConfig } from '../../support/test-app.js';
import { DIALECTS, sharedDatabaseUrl } from '../../support/test-database.js';

const SCOPE = 'users:read users:write roles:write clients:read clients:write';
const SECRET = 'at-least-32-characters-of-secret-here';
const PASSWORD = 'correct horse battery staple';
const RESET = 'another horse and another battery';
const CLIENT = {
  client_id: 'web-app',
  client_secret: SECRET,
  grant_types: ['client_credentials'],
  response_types: [],
  scope: 'openid',
};
const ALICE = { username: 'alice', password: PASSWORD, roles: ['editor', 'author'], disabled: false };
const APP = { type: 'totp', secret: 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP', name: 'Phone' };
const DOCUMENT = { clients: [CLIENT], users: [ALICE] };
const STAY = ['/clients/0/client_secret', '/users/0/password', '/users/0/roles', '/users/0/disabled'];

describe.each(DIALECTS)('a restart with a bootstrap file on %s', (dialect) => {
  const bootstrapFile = join(newFolder(), 'bootstrap.json');
  let settings: Config;
  let server: TestApp;
  let users: UsersService;

  async function start(document: unknown, more: Partial<Config> = {}): Promise<void> {
    writeFileSync(bootstrapFile, JSON.stringify(document));
    server = await createTestApp({ ...settings, ...more, bootstrapFile });
    users = server.app.get(UsersService);
  }

  async function restart(document: unknown = DOCUMENT, more: Partial<Config> = {}): Promise<void> {
    await server.close();
    await start(document, more);
  }

  const alice = async () => (await users.findByUsername('alice')) as User;
  const signsInBy = async (password: string) => (await users.verifyPassword('alice', password)) !== undefined;

  async function isAnswered(secret: string): Promise<boolean> {
    const authorization = `Basic ${btoa(`web-app:${secret}`)}`;
    const body = new URLSearchParams({ grant_type: 'client_credentials' });
    const answer = await fetch(`${settings.issuer}/oauth2/token`, { method: 'POST', headers: { authorization }, body });
    return answer.status !== 401;
  }

  /** Changes everything that the file declares too. @returns the new secret of the client */
  async function changeAll(): Promise<string> {
    const admin = await adminApi(server, SCOPE);
    const { id } = await alice();
    await admin('PATCH', `/users/${id}`, { roles: ['author'] });
    await admin('POST', `/users/${id}/password`, { password: RESET });
    await admin('POST', `/users/${id}/disable`);
    return (await admin('POST', '/clients/web-app/secret', { overlap_seconds: 0 })).body.client_secret;
  }

  /** Whether the file's declarations are what is stored: [secret, password, roles, enabled]. */
  async function holds(): Promise<readonly boolean[]> {
    const { id, roles, disabled } = await alice();
    if (disabled) await users.enable(id);
    return [await isAnswered(SECRET), await signsInBy(PASSWORD), roles.length === 2, !disabled];
  }

  beforeEach(async () => {
    const databaseUrl = await sharedDatabaseUrl(dialect);
    settings = await testConfig({ databaseUrl });
    await start(DOCUMENT);
  });
  afterEach(() => server.close());

  it('undoes no rotated secret, reset password, removed role or disabled user, and says that each differs', async () => {
    const secret = await changeAll();
    await restart();
    const { warnings } = await server.app.get(BootstrapService).apply(bootstrapFile);
    expect(warnings.map(({ pointer }) => pointer)).toEqual(STAY);
    expect(warnings[0]?.detail).toContain('--reset');
    await expect(holds()).resolves.toEqual([false, false, false, false]);
    await expect(Promise.all([isAnswered(secret), signsInBy(RESET)])).resolves.toEqual([true, true]);
  });

  it('gives no one the address back that the person has changed since, by which the former reader could get in', async () => {
    const declared = (email: string) => ({ users: [{ ...ALICE, email, email_verified: true }] });
    await restart(declared('alice@old.example'));
    const { id } = await alice();
    const admin = await adminApi(server, SCOPE);
    await admin('PATCH', `/users/${id}`, { email: 'alice@new.example', email_verified: false });
    await restart(declared('alice@old.example'));
    expect((await alice()).claims).toEqual({ email: 'alice@new.example', email_verified: false });
    const { warnings } = await server.app.get(BootstrapService).apply(bootstrapFile);
    expect(warnings.map(({ pointer }) => pointer)).toEqual(['/users/0/email', '/users/0/email_verified']);
    await restart(declared('alice@other.example'));
    expect((await alice()).claims).toEqual({ email: 'alice@other.example', email_verified: true });
  });

  it('undoes none after the encryption secret was replaced', async () => {
    const [before, after] = [settings.encryptionSecrets, ['another-secret-of-the-tests-0123456789']];
    await changeAll();
    await restart(DOCUMENT, { encryptionSecrets: [...after, ...before] });
    await restart(DOCUMENT, { encryptionSecrets: after });
    await expect(holds()).resolves.toEqual([false, false, false, false]);
  });

  it('applies what has changed in the file, and nothing else of it', async () => {
    await changeAll();
    await restart({
      clients: [CLIENT],
      users: [{ ...ALICE, roles: ['author', 'editor', 'reader'], given_name: 'Alice' }],
    });
    await expect(alice()).resolves.toMatchObject({
      claims: { given_name: 'Alice' },
      roles: ['author', 'editor', 'reader'],
      disabled: true,
    });
    const secret = 'another-secret-of-32-characters-or-more';
    const password = 'a third and very different password';
    await restart({ clients: [{ ...CLIENT, client_secret: secret }], users: [{ ...ALICE, password }] });
    await expect(holds()).resolves.toEqual([false, false, true, false]);
    await expect(Promise.all([isAnswered(secret), signsInBy(password)])).resolves.toEqual([true, true]);
  });

  it('applies the former file when it comes back after another, but not after one that says nothing of it', async () => {
    await restart({
      clients: [{ client_id: 'web-app', redirect_uris: ['https://rp.example/cb'] }],
      users: [{ username: 'alice' }],
    });
    await changeAll();
    await restart();
    await expect(holds()).resolves.toEqual([false, false, false, false]);
    const other = { ...ALICE, password: 'a third and very different password', roles: ['reader'], disabled: true };
    await restart({
      clients: [{ client_id: 'web-app', token_endpoint_auth_method: 'none', redirect_uris: ['https://rp.example/cb'] }],
      users: [other],
    });
    await restart();
    await expect(holds()).resolves.toEqual([true, true, true, true]);
  });

  it('applies everything of what it creates, also of what was deleted', async () => {
    const admin = await adminApi(server, SCOPE);
    await admin('DELETE', `/users/${(await alice()).id}`);
    await admin('DELETE', '/clients/web-app');
    await restart();
    await expect(holds()).resolves.toEqual([true, true, true, true]);
  });

  it('brings no secret back to a client whose method was changed meanwhile', async () => {
    const admin = await adminApi(server, SCOPE);
    const change = { token_endpoint_auth_method: 'private_key_jwt', jwks_uri: 'https://rp.example/jwks' };
    await expect(admin('PATCH', '/clients/web-app', change)).resolves.toMatchObject({ status: 200 });
    await restart();
    await expect(isAnswered(SECRET)).resolves.toBe(false);
    const { warnings } = await server.app.get(BootstrapService).apply(bootstrapFile);
    expect(warnings.map(({ pointer }) => pointer)).toEqual(['/clients/0/client_secret']);
  });

  it('applies what it names for the first time, also of what is there', async () => {
    await users.create({ username: 'bob', password: RESET, roles: ['reader'] });
    await restart({ users: [{ username: 'bob', password: PASSWORD, roles: ['author'] }] });
    await expect(users.verifyPassword('bob', PASSWORD)).resolves.toMatchObject({ roles: ['author'] });
  });

  it('takes what is older than the memory as declared already', async () => {
    await changeAll();
    await undoMigration(server.app.get(Database), 'Declarations');
    await restart();
    await restart({ clients: [CLIENT], users: [{ ...ALICE, roles: ['author', 'editor'] }] });
    await expect(holds()).resolves.toEqual([false, false, false, false]);
    await changeAll();
    await restart({ users: [{ ...ALICE, roles: ['reader'] }] });
    await expect(alice()).resolves.toMatchObject({ roles: ['reader'], disabled: true });
  });

  it('hashes no password unless the file or what is stored has changed', async () => {
    await restart();
    const bootstrap = server.app.get(BootstrapService);
    const hasher = server.app.get(PasswordHasher);
    const [hash, verify] = [jest.spyOn(hasher, 'hash'), jest.spyOn(hasher, 'verify')];
    await bootstrap.apply(bootstrapFile);
    expect([hash.mock.calls.length, verify.mock.calls.length]).toEqual([0, 0]);
    await changeAll();
    hash.mockClear();
    for (let time = 0; time < 2; time++) {
      const { warnings } = await bootstrap.apply(bootstrapFile);
      expect(warnings.map(({ pointer }) => pointer)).toEqual(STAY);
    }
    expect([hash.mock.calls.length, verify.mock.calls.length]).toEqual([0, 1]);
  });

  it('tells a bounded number of differences', async () => {
    const names = Array.from({ length: 23 }, (_, index) => ({ username: `user-${index}`, roles: ['reader'] }));
    await restart({ users: names });
    await changeRows(server, UserEntity, {}, { roles: [] });
    const { warnings } = await server.app.get(BootstrapService).apply(bootstrapFile);
    expect(warnings).toHaveLength(21);
    expect(warnings.at(-1)).toMatchObject({ pointer: '', detail: expect.stringContaining('3 more') });
  });

  it('adds each authenticator app once: one that was removed comes back by reset only, and it is said that it differs', async () => {
    const [phone, tablet] = [APP, { ...APP, secret: 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ', digits: 8, name: 'Tablet' }];
    const declaring = (...factors: readonly object[]) => ({ ...DOCUMENT, users: [{ ...ALICE, factors }] });
    const labels = async () => (await enrolments().list((await alice()).id)).map(({ label }) => label);
    const remove = async (name: string) => {
      const { id } = await alice();
      const factor = (await enrolments().list(id)).find(({ label }) => label === name);
      await enrolments().remove(factor?.id ?? '', id, {});
    };
    const enrolments = () => server.app.get(Enrolments);
    const apply = async (document: object, reset = false) => {
      writeFileSync(bootstrapFile, JSON.stringify(document));
      return (await server.app.get(BootstrapService).apply(bootstrapFile, reset)).warnings;
    };
    await apply(declaring(phone));
    await apply(declaring(phone));
    await expect(labels()).resolves.toEqual(['Phone']);
    await remove('Phone');
    await apply(declaring(phone));
    await expect(labels()).resolves.toEqual([]);
    const warnings = await apply(declaring(phone, tablet));
    await expect(labels()).resolves.toEqual(['Tablet']);
    expect(warnings.map(({ pointer }) => pointer)).toEqual(['/users/0/factors/0']);
    expect(JSON.stringify(warnings)).not.toContain(phone.secret);
    await expect(apply(declaring(phone, tablet), true)).resolves.toEqual([]);
    await expect(labels()).resolves.toEqual(['Tablet', 'Phone']);
    const admin = await adminApi(server, SCOPE);
    await admin('DELETE', `/users/${(await alice()).id}`);
    await apply(declaring(phone));
    await expect(labels()).resolves.toEqual(['Phone']);
  });

  it('keeps nothing by which a secret or a password could be guessed', async () => {
    await restart({ ...DOCUMENT, users: [{ ...ALICE, factors: [APP] }] });
    const rows = await rowsOf(server, DeclarationEntity);
    expect(rows).toHaveLength(3);
    const text = JSON.stringify(rows);
    for (const known of ['alice', 'web-app', APP.secret, SECRET, PASSWORD, digest(SECRET), digest(PASSWORD)])
      expect(text).not.toContain(known);
  });

  it('leaves an import alone, which changes what it is told to change', async () => {
    await changeAll();
    const imported = await server.app.get(UsersImport).store([ALICE], { update: true, dryRun: false });
    expect(imported).toMatchObject({ updated: 1 });
    const [, password, roles] = await holds();
    expect([password, roles]).toEqual([true, true]);
  });

  it('creates a user whole who is deleted while the file is applied', async () => {
    const declaredUsers = server.app.get(DeclaredUsers);
    const { password: _password, ...rest } = ALICE;
    const due: Due = (declared, createdAt) => (createdAt === undefined ? declared : rest);
    const admin = await adminApi(server, SCOPE);
    const { id } = await alice();
    const applyAll = (prepared: readonly PreparedUser[]) =>
      server.app.get(Database).transaction(async (transaction) => {
        for (const each of prepared) await declaredUsers.apply(each, transaction, 'bootstrap', due);
      });
    const early = await declaredUsers.prepare([ALICE], due);
    await admin('DELETE', `/users/${id}`);
    await expect(applyAll(early)).rejects.toThrow(PreparedInVain);
    await applyAll(await declaredUsers.prepare([ALICE], due));
    await expect(signsInBy(PASSWORD)).resolves.toBe(true);
  });

  it('applies everything with reset', async () => {
    await changeAll();
    const { warnings } = await server.app.get(BootstrapService).apply(bootstrapFile, true);
    expect(warnings).toEqual([]);
    await expect(holds()).resolves.toEqual([true, true, true, true]);
  });
});
