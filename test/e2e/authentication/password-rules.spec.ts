import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BootstrapService } from '../../../src/operations/bootstrap/bootstrap.service.js';
import { Unmapped } from '../../../src/operations/import-export/unmapped.js';
import { UserImporter } from '../../../src/operations/import-export/user-importer.service.js';
import { DEFAULT_PASSWORDS } from '../../../src/platform/config/config.js';
import { FirstUser } from '../../../src/users/first-user.service.js';
import { UsersService } from '../../../src/users/users.service.js';
import { type AdminApi, adminApi } from '../../support/admin.js';
import { createUser, USER_SCOPES } from '../../support/admin-users.js';
import { Browser } from '../../support/browser.js';
import { createTestApp, type TestApp } from '../../support/test-app.js';
import { createWorld, PASSWORD, type World } from '../../support/world.js';

const SHORT = 'tK8#mQ2v';
/** Of `U*U`. */
const BCRYPT = '$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW';
const folder = mkdtempSync(join(tmpdir(), 'gatehouse-'));

function bootstrap({ app }: TestApp, document: object): Promise<unknown> {
  const file = join(folder, 'bootstrap.json');
  writeFileSync(file, JSON.stringify(document));
  return app.get(BootstrapService).apply(file);
}

/** Why a user with this password is refused by the admin API. */
async function refusal(api: AdminApi, user: object): Promise<string | undefined> {
  const { body } = await api('POST', '/users', { username: 'erin.example', ...user });
  return body.errors?.map(({ pointer, detail }: { pointer: string; detail: string }) => `${pointer} ${detail}`).join();
}

describe('a new password (NIST SP 800-63B-4 §3.1.1.2)', () => {
  let world: World;
  let api: AdminApi;

  beforeAll(async () => {
    world = await createWorld({ brand: { name: 'Acme Corp' } });
    api = await adminApi(world, USER_SCOPES);
  });
  afterAll(() => world.close());

  it.each([
    ['password', 'guessed first'],
    ['PassWord1', 'guessed first'],
    ['12345678', 'guessed first'],
    ['erin.EXAMPLE', 'username'],
    ['erin.example24!', 'username'],
    ['erin@mail.example', 'email address'],
    ['erin-mail', 'email address'],
    ['ACME corp 1', 'name of this server'],
    ['AcmeCorp2026', 'name of this server'],
    ['localhost', 'name of this server'],
    ['gatehouse123', 'name of this server'],
    [SHORT.slice(1), 'at least 8 characters'],
  ])('is not %j', async (password, why) => {
    const email = password === 'erin-mail' ? 'erin-mail@other.example' : 'erin@mail.example';
    expect(await refusal(api, { password, email })).toMatch(
      new RegExp(`^/password must .*${why}|^/password is .*${why}`),
    );
  });

  it.each(['admin', 'auditor'])('of someone with the role %s has at least 12 characters', async (role) => {
    expect(await refusal(api, { password: `${SHORT}xyz`, roles: [role] })).toBe(
      '/password must have at least 12 characters, because its owner has an administrative role',
    );
  });

  it('is as good where it is set by an administrator or chosen by an invitation', async () => {
    const { id } = await createUser(api, 'frank');
    const { status, body } = await api('POST', `/users/${id}/password`, { password: 'frank2026' });
    expect([status, body.errors]).toEqual([
      400,
      [{ pointer: '/password', detail: expect.stringContaining('username') }],
    ]);
    const { body: invitation } = await api('POST', `/users/${id}/invitation`, {});
    const browser = new Browser(world.issuer);
    await browser.get(invitation.url);
    await browser.submitFirstForm({ password: 'Password123' });
    expect([browser.page.status, browser.page.html]).toEqual([
      400,
      expect.stringContaining('The password is one of those'),
    ]);
    await browser.submitFirstForm({ password: 'none of the known ones' });
    expect(browser.page.url).toContain('/account');
  });

  it('is as good in a bootstrap file, where roles of the file and of users who are there count', async () => {
    const roles = [{ name: 'helper', description: 'Helps', scopes: ['users:read'] }];
    const users = [
      { username: 'gina', password: 'qwertyuiop' },
      { username: 'helen', password: SHORT, roles: ['helper'] },
      { username: 'alice', password: SHORT },
      { username: 'irene', password: SHORT },
    ];
    await expect(bootstrap(world, { roles, users })).rejects.toMatchObject({
      violations: [
        { pointer: '/users/0/password', detail: expect.stringContaining('guessed first') },
        { pointer: '/users/1/password', detail: expect.stringContaining('12 characters') },
        { pointer: '/users/2/password', detail: expect.stringContaining('12 characters') },
      ],
    });
  });

  it('is as good in an import; of hashes nothing is known', async () => {
    const reasons: string[] = [];
    const observer = { rejected: ({ reason }: { reason: string }) => reasons.push(reason), progress: () => undefined };
    async function* records() {
      yield { line: 1, user: { username: 'jane', password: 'iloveyou' } };
      yield { line: 2, user: { username: 'judy', password_hash: BCRYPT, roles: ['admin'] } };
    }
    const options = { update: false, dryRun: false, administrators: true };
    const totals = await world.app.get(UserImporter).import(records(), options, new Unmapped(), observer);
    expect([totals.created, reasons]).toEqual([1, [expect.stringContaining('guessed first')]]);
  });

  describe('that is too short for what its owner may do by now', () => {
    async function signIn(username: string, password: string): Promise<Browser> {
      const browser = new Browser(world.issuer);
      await browser.get('/login');
      await browser.submitFirstForm({ username, password });
      return browser;
    }

    it('is to be changed at the next sign-in after a promotion, and at no other', async () => {
      const { id } = await createUser(api, 'kate', { password: SHORT });
      expect((await signIn('kate', SHORT)).page.url).toContain('/account');
      await api('PATCH', `/users/${id}`, { roles: ['auditor'] });
      const browser = await signIn('kate', SHORT);
      expect(browser.page.url).toContain('/password');
      await browser.submitFirstForm({ password: `${SHORT}xyz` });
      expect([browser.page.status, browser.page.html]).toEqual([400, expect.stringContaining('12 characters')]);
      await browser.submitFirstForm({ password: PASSWORD });
      expect(browser.page.url).toContain('/account');
      expect((await signIn('kate', PASSWORD)).page.url).toContain('/account');
    });

    it('is to be changed by who was imported with its hash, too', async () => {
      expect((await signIn('judy', 'U*U')).page.url).toContain('/password');
    });
  });
});

describe('the shortest password', () => {
  let server: TestApp;

  afterEach(() => server.close());

  it('is that of the settings; administrators have no shorter one than others', async () => {
    const passwords = { ...DEFAULT_PASSWORDS, minLength: 15 };
    server = await createTestApp({ passwords });
    const api = await adminApi(server, USER_SCOPES);
    const [fourteen, fifteen] = ['tK8#mQ2v-9pLs!', 'tK8#mQ2v-9pLs!w'];
    for (const roles of [[], ['admin']])
      expect(await refusal(api, { password: fourteen, roles })).toContain('at least 15 characters');
    expect(await refusal(api, { password: fifteen, roles: ['admin'] })).toBeUndefined();
  });

  it.each(['password', '12345678', 'Gatehouse2026', 'tK8#mQ2v-9p'])(
    'of the first administrator is not %j',
    async (password) => {
      server = await createTestApp();
      const ticket = (await server.app.get(FirstUser).open(Date.now() + 1)) ?? '';
      const browser = new Browser(server.config.issuer);
      await browser.get(`/setup?token=${ticket}`);
      await browser.submitFirstForm({ username: 'ada', email: '', password });
      expect([browser.page.status, browser.page.html]).toEqual([400, expect.stringContaining('The password ')]);
      expect(await server.app.get(UsersService).any()).toBe(false);
    },
  );
});
