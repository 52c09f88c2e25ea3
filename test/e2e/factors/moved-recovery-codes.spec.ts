import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { BootstrapService } from '../../../src/operations/bootstrap/bootstrap.service.js';
import { ConfigurationExport } from '../../../src/operations/import-export/configuration-export.service.js';
import { Unmapped } from '../../../src/operations/import-export/unmapped.js';
import { UserImporter } from '../../../src/operations/import-export/user-importer.service.js';
import type { DeclaredUser } from '../../../src/users/declared-user.js';
import { UsersService } from '../../../src/users/users.service.js';
import { auditEvents } from '../../support/audit-log.js';
import { giveApp, giveRecoveryCodes } from '../../support/authenticator-app.js';
import { Browser } from '../../support/browser.js';
import { newFolder } from '../../support/program.js';
import { createTestApp, type TestApp } from '../../support/test-app.js';
import { DIALECTS, sharedDatabaseUrl } from '../../support/test-database.js';
import { createWorld, PASSWORD, type World } from '../../support/world.js';

const OLD = 'the-old-secret-of-the-tests-0123456789abcdef';
const NEW = 'the-new-secret-of-the-tests-0123456789abcdef';

describe.each(DIALECTS)('recovery codes that move from another server to one on %s', (dialect) => {
  let there: World;
  let here: TestApp;
  let codes: readonly string[];
  /** Of there, as its export has her when she has used a code. */
  let rita: DeclaredUser;

  beforeAll(async () => {
    there = await createWorld({ dialect: 'sqlite', encryptionSecrets: [OLD] });
    here = await createTestApp({ databaseUrl: await sharedDatabaseUrl(dialect), encryptionSecrets: [OLD] });
    await there.app.get(UsersService).create({ username: 'rita', password: PASSWORD });
    await giveApp(there, 'rita');
    codes = await giveRecoveryCodes(there, 'rita');
    expect(await signsIn(there, codes[0])).toBe(true);
    rita = await exportedBy(there);
  });
  afterAll(async () => {
    await here.close();
    await there.close();
  });

  /** Whether the password and this code start a session. */
  async function signsIn({ config }: TestApp, code = ''): Promise<boolean> {
    const browser = new Browser(config.issuer);
    await browser.get('/login');
    await browser.submitFirstForm({ username: 'rita', password: PASSWORD });
    await browser.get('/second-factor/recovery_codes');
    await browser.submitFirstForm({ code });
    return browser.cookie('gatehouse_session') !== undefined;
  }

  async function exportedBy({ app }: TestApp): Promise<DeclaredUser> {
    const users = (await app.get(ConfigurationExport).document(true)).users as readonly DeclaredUser[];
    return users.find(({ username }) => username === 'rita') as DeclaredUser;
  }

  async function bootstrap(users: readonly object[], server: TestApp = here): Promise<readonly string[]> {
    const path = join(newFolder(), 'bootstrap.json');
    writeFileSync(path, JSON.stringify({ users }));
    return server.app
      .get(BootstrapService)
      .apply(path)
      .then(
        () => [],
        ({ violations }: { violations: readonly { pointer: string; detail: string }[] }) =>
          violations.map(({ pointer, detail }) => `${pointer} ${detail}`),
      );
  }

  async function restart(...encryptionSecrets: readonly string[]): Promise<void> {
    const { databaseUrl, port } = here.config;
    await here.close();
    here = await createTestApp({ databaseUrl, port, encryptionSecrets });
  }

  const codesOf = ({ factors = [] }: DeclaredUser) => factors.filter(({ type }) => type === 'recovery_codes');

  it('are refused if the seal was changed or is another server’s, and in what no export has', async () => {
    const [exported] = codesOf(rita);
    const sealed = exported?.sealed ?? '';
    const withCodes = (changes: object) => [{ ...rita, factors: [{ ...exported, ...changes }] }];
    const changed = `${sealed.slice(0, 20)}${sealed[20] === 'A' ? 'B' : 'A'}${sealed.slice(21)}`;
    const refused = expect.stringMatching(/^\/users\/0\/factors\/0\/sealed cannot be opened: .*ENCRYPTION_SECRET/);
    expect(await bootstrap(withCodes({ sealed: changed }))).toEqual([refused]);
    expect(await bootstrap(withCodes({ digests: [], name: 'x', id: undefined }))).toEqual([
      expect.stringMatching(/^\/users\/0\/factors\/0\/id is missing/),
      expect.stringMatching(/^\/users\/0\/factors\/0\/name is unknown/),
      expect.stringMatching(/^\/users\/0\/factors\/0\/digests/),
    ]);
    expect(await bootstrap([{ ...rita, factors: [exported, { ...exported, id: 'other' }] }])).toEqual([
      '/users/0/factors/1 is the same as /factors/0',
    ]);
    const foreign = await createTestApp({ encryptionSecrets: [NEW] });
    expect(await bootstrap(withCodes({}), foreign)).toEqual([refused]);
    await foreign.close();
  });

  it('work once each where the export was applied, which is the same in the next export and has no code', async () => {
    expect(codesOf(rita)).toEqual([
      {
        type: 'recovery_codes',
        id: expect.any(String),
        sealed: expect.any(String),
        digests: expect.arrayContaining([expect.stringMatching(/^[\w-]{43}$/)]),
      },
    ]);
    expect(codesOf(rita)[0]?.digests).toHaveLength(9);
    for (const code of codes) expect(JSON.stringify(rita)).not.toContain(code);
    expect(await bootstrap([rita])).toEqual([]);
    expect(await bootstrap([rita])).toEqual([]);
    expect(codesOf(await exportedBy(here))).toEqual(codesOf(rita));
    const added = (await auditEvents(here)).filter(({ type }) => type === 'factor.added');
    const noted = added.map(({ details: { by, after } }) => `${by} ${after.type}`);
    expect(noted.sort()).toEqual(['bootstrap recovery_codes', 'bootstrap totp']);
    expect([await signsIn(here, codes[1]), await signsIn(here, codes[1])]).toEqual([true, false]);
    expect(await signsIn(here, codes[0])).toBe(false); // was used there
  });

  it('are sealed anew with another ENCRYPTION_SECRET', async () => {
    await restart(NEW, OLD);
    await restart(NEW);
    expect(await signsIn(here, codes[2])).toBe(true);
    expect(codesOf(await exportedBy(here))[0]?.digests).toHaveLength(7);
  });

  it('are void once the person has made new ones, whatever is imported', async () => {
    const made = await giveRecoveryCodes(here, 'rita');
    await restart(NEW, OLD);
    const records = (async function* () {
      yield { line: 1, user: rita };
    })();
    const options = { update: true, dryRun: false, administrators: false };
    const observer = { rejected: () => undefined, progress: () => undefined };
    const importer = here.app.get(UserImporter);
    expect(await importer.import(records, options, new Unmapped(), observer)).toMatchObject({ unchanged: 1 });
    expect([await signsIn(here, codes[3]), await signsIn(here, made[3])]).toEqual([false, true]);
  });
});
