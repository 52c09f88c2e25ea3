import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SessionsService } from '../../../src/authentication/sessions/sessions.service.js';
import { BootstrapService } from '../../../src/operations/bootstrap/bootstrap.service.js';
import { ConfigurationExport } from '../../../src/operations/import-export/configuration-export.service.js';
import { Unmapped } from '../../../src/operations/import-export/unmapped.js';
import { type Rejection, UserImporter } from '../../../src/operations/import-export/user-importer.service.js';
import type { DeclaredUser } from '../../../src/users/declared-user.js';
import { UsersService } from '../../../src/users/users.service.js';
import { auditEvents } from '../../support/audit-log.js';
import { Browser } from '../../support/browser.js';
import { type MailServer, mailBy, startMailServer } from '../../support/mail-server.js';
import { addPasskey, csrfOf, passkeyOptions, signInByPasskey } from '../../support/passkeys.js';
import { newFolder } from '../../support/program.js';
import { SoftwareAuthenticator } from '../../support/software-authenticator.js';
import { DIALECTS } from '../../support/test-database.js';
import { createWorld, PASSWORD, signedInBrowser, type World } from '../../support/world.js';

const STEP = '/second-factor/passkey';
const IMPORT = { update: false, dryRun: false, administrators: false };

describe.each(DIALECTS)('passkeys that move from another server to one on %s', (dialect) => {
  let mailServer: MailServer;
  /** Another server at the same host. */
  let there: World;
  let here: World;
  const authenticators = new Map<string, SoftwareAuthenticator>();
  /** Everyone there, as its export has them. */
  let exported: readonly DeclaredUser[];

  beforeAll(async () => {
    mailServer = await startMailServer();
    there = await createWorld({ dialect: 'sqlite' });
    here = await createWorld({ dialect, roomSettings: mailBy(mailServer) });
    for (const [username, traits] of [
      ['pam', { counts: true }],
      ['quinn', { backup: 'impossible', userVerified: false }],
      ['bob', {}],
    ] as const) {
      const authenticator = new SoftwareAuthenticator(there.issuer, traits);
      authenticators.set(username, authenticator);
      if (username !== 'bob') await there.app.get(UsersService).create({ username, password: PASSWORD });
      const browser = await signedInBrowser(there, username);
      await addPasskey(browser, authenticator);
    }
    await signInByPasskey(new Browser(there.issuer), authenticatorOf('pam'));
    exported = await usersOf(there);
  });
  afterAll(async () => {
    await here.close();
    await there.close();
    await mailServer.stop();
  });

  function authenticatorOf(username: string): SoftwareAuthenticator {
    return authenticators.get(username) as SoftwareAuthenticator;
  }

  async function usersOf({ app }: World): Promise<readonly DeclaredUser[]> {
    return (await app.get(ConfigurationExport).document(true)).users as readonly DeclaredUser[];
  }

  /** The passkeys that an export of the user has, and nothing else of it. */
  function passkeysOf(users: readonly DeclaredUser[], username: string) {
    const factors = users.find((each) => each.username === username)?.factors ?? [];
    return factors.filter(({ type }) => type === 'passkey');
  }

  async function bootstrap(...users: readonly object[]): Promise<void> {
    const path = join(newFolder(), 'bootstrap.json');
    writeFileSync(path, JSON.stringify({ users }));
    await here.app.get(BootstrapService).apply(path);
  }

  async function importUsers(users: readonly object[], options = {}) {
    const rejected: Rejection[] = [];
    const observer = { rejected: (rejection: Rejection) => rejected.push(rejection), progress: () => undefined };
    const records = (async function* () {
      for (const [index, user] of users.entries()) yield { line: index + 1, user };
    })();
    const importer = here.app.get(UserImporter);
    const totals = await importer.import(records, { ...IMPORT, ...options }, new Unmapped(), observer);
    return { ...totals, rejected };
  }

  /** The session that the passkey starts here, alone. */
  async function sessionBy(username: string) {
    const browser = new Browser(here.issuer);
    await signInByPasskey(browser, authenticatorOf(username), { origin: here.issuer });
    return sessionOf(browser);
  }

  function sessionOf(browser: Browser) {
    return here.app.get(SessionsService).current({ gatehouse_session: browser.cookie('gatehouse_session') });
  }

  async function added(username: string) {
    const user = await here.app.get(UsersService).findByUsername(username);
    const events = (await auditEvents(here)).filter(({ type }) => type === 'factor.added');
    return events.map(({ details }) => details).filter((details) => details.user === user?.id);
  }

  it('sign in after the export of a server was applied, go on counting, and are the same in the next export', async () => {
    const pam = { ...exported.find(({ username }) => username === 'pam'), email: 'pam@example.net' };
    await bootstrap(pam);
    expect(passkeysOf(await usersOf(here), 'pam')).toEqual([
      {
        type: 'passkey',
        rp_id: 'localhost',
        credential_id: authenticatorOf('pam').id,
        public_key: expect.stringMatching(/^pQ/),
        user_handle: expect.any(String),
        counter: 1,
        transports: ['internal', 'hybrid'],
        aaguid: '00000000-0000-0000-0000-000000000000',
        backup: 'done',
        verifies_user: true,
      },
    ]);
    expect(passkeysOf(await usersOf(here), 'pam')).toEqual(passkeysOf(exported, 'pam'));
    await bootstrap(pam); // once more changes nothing
    expect(await added('pam')).toMatchObject([{ by: 'bootstrap' }]);
    const stale = new Browser(here.issuer);
    await signInByPasskey(stale, authenticatorOf('pam'), { origin: here.issuer, counter: 1 });
    expect(await sessionOf(stale)).toBeUndefined();
    expect(await sessionBy('pam')).toMatchObject({ user: { username: 'pam' }, amr: ['pop', 'user', 'mfa'] });
    expect(mailServer.envelopes).not.toContain('pam@example.net');
  });

  it('of a person who is here are added by an import that may change people, and the person is told', async () => {
    const email = 'bob@example.net';
    await bootstrap({ username: 'bob', email, email_verified: true });
    const bob = { username: 'bob', factors: passkeysOf(exported, 'bob') };
    expect(await importUsers([bob])).toMatchObject({ rejected: [{ field: '' }] });
    expect(await importUsers([bob], { update: true })).toMatchObject({ updated: 1 });
    expect(await importUsers([bob], { update: true })).toMatchObject({ unchanged: 1 });
    expect(await importUsers([bob])).toMatchObject({ unchanged: 1 });
    expect((await mailServer.mailTo(email)).subject).toBe('A sign-in step was added');
    expect(await added('bob')).toMatchObject([{ by: 'import' }]);
    expect(await sessionBy('bob')).toMatchObject({ user: { username: 'bob' } });
  });

  it('are two factors only once the user verification was proven, and show where they can be once they are used', async () => {
    const quinn = exported.find(({ username }) => username === 'quinn') as DeclaredUser;
    const [{ backup: _, ...passkey } = {}] = quinn.factors ?? [];
    await bootstrap({ ...quinn, factors: [passkey] });
    const shown = async () => passkeysOf(await usersOf(here), 'quinn');
    expect(await shown()).toMatchObject([{ backup: 'unknown', verifies_user: false }]);
    expect(await sessionBy('quinn')).toBeUndefined();
    const browser = await signedInBrowser(here, 'quinn');
    const asked = await passkeyOptions(browser, `${STEP}/options`);
    const answer = authenticatorOf('quinn').use(asked, { origin: here.issuer, userVerified: true });
    await browser.post(STEP, { csrf: await csrfOf(browser, STEP), passkey: answer });
    expect(await sessionOf(browser)).toMatchObject({ amr: ['pwd', 'pop', 'user', 'mfa'] });
    expect(await shown()).toMatchObject([{ backup: 'impossible', verifies_user: true }]);
  });

  it('are refused, each mistake at its place, of another host, with what is no key, or if someone else has them', async () => {
    const [mine = { type: 'passkey' }] = passkeysOf(exported, 'bob');
    const key = Buffer.from(mine.public_key ?? '', 'base64url');
    const changed = (change: (bytes: Buffer) => void) => {
      const bytes = Buffer.from(key);
      change(bytes);
      return { ...mine, public_key: bytes.toString('base64url') };
    };
    const factors = [
      { ...mine, rp_id: 'login.example.org' },
      changed((bytes) => bytes.writeUInt8(0x38, 4)), // ES384
      changed((bytes) => bytes.writeUInt8((bytes[70] ?? 0) ^ 1, 70)), // not on the curve
      { ...mine, public_key: Buffer.concat([key, Buffer.of(0)]).toString('base64url') },
      { ...mine, public_key: 'bm90IGEga2V5' },
      { ...mine, credential_id: `${mine.credential_id?.slice(0, -1)}-` },
      { ...mine, credential_id: 'AAAA', name: 'a\u200eb', user_handle: 'AB' },
    ];
    const places = async (...users: readonly object[]) => {
      const { violations } = await bootstrap(...users).then(
        () => ({ violations: [] }),
        (error: { violations: readonly { pointer: string; detail: string }[] }) => error,
      );
      return violations.map(({ pointer, detail }) => `${pointer} ${detail}`);
    };
    const no_key = 'public_key must be a COSE key (RFC 9052) of Ed25519, ES256 or RS256 in base64url';
    expect(await places({ username: 'rob', factors })).toEqual([
      expect.stringMatching(/^\/users\/0\/factors\/0\/rp_id must be localhost, the host of ISSUER/),
      ...[1, 2, 3, 4].map((index) => `/users/0/factors/${index}/${no_key}`),
      expect.stringMatching(/^\/users\/0\/factors\/5\/credential_id must be 1 to 1023 bytes in base64url/),
      expect.stringMatching(/^\/users\/0\/factors\/6\/user_handle must be 1 to 64 bytes in base64url/),
      expect.stringMatching(/^\/users\/0\/factors\/6\/name must not have/),
    ]);
    const wrong = { type: 'passkey', secret: 'x', transports: ['A'], counter: -1, backup: 'x' };
    expect((await places({ username: 'rob', factors: [wrong] })).map((place) => place.split(' ')[0])).toEqual(
      ['rp_id', 'credential_id', 'public_key', 'user_handle', 'secret', 'counter', 'transports/0', 'backup'].map(
        (member) => `/users/0/factors/0/${member}`,
      ),
    );
    expect(await places({ username: 'rob', factors: [mine] })).toEqual([
      expect.stringMatching(/^\/users\/0\/factors\/0 .*another user/),
    ]);
    const fresh = { ...mine, credential_id: 'BBBB' };
    const lines = [
      { username: 'rob', factors: [mine] },
      { username: 'sam', factors: [fresh] },
      { username: 'tim', factors: [fresh] },
    ];
    for (const dryRun of [true, false])
      expect(await importUsers(lines, { dryRun })).toMatchObject({
        created: 1,
        rejected: [
          { line: 1, field: '/factors/0', reason: 'is that of another user' },
          { line: 3, field: '/factors/0', reason: 'is that of another user' },
        ],
      });
  });
});
