import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { BootstrapService } from '../../../src/operations/bootstrap/bootstrap.service.js';
import { auth0User } from '../../../src/operations/import-export/auth0/auth0-user.js';
import { ConfigurationExport } from '../../../src/operations/import-export/configuration-export.service.js';
import { KeycloakImporter } from '../../../src/operations/import-export/keycloak/keycloak-importer.service.js';
import { Unmapped } from '../../../src/operations/import-export/unmapped.js';
import { UserImporter } from '../../../src/operations/import-export/user-importer.service.js';
import { DeclaredFactors } from '../../../src/users/declared-factors.service.js';
import { UsersService } from '../../../src/users/users.service.js';
import { adminApi } from '../../support/admin.js';
import { codeAt } from '../../support/authenticator-app.js';
import { Browser } from '../../support/browser.js';
import { type MailServer, mailBy, startMailServer } from '../../support/mail-server.js';
import { newFolder } from '../../support/program.js';
import { DIALECTS } from '../../support/test-database.js';
import { createWorld, PASSWORD, type World } from '../../support/world.js';

const OBSERVER = { rejected: () => undefined, progress: () => undefined };
const IMPORT = { update: false, dryRun: false, administrators: false };
const SECRET = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';

/** As Keycloak 26 exports it; what an app got is this text in base32 ({@link SECRET}). */
const OTP = {
  type: 'otp',
  userLabel: 'Phone',
  secretData: '{"value":"12345678901234567890"}',
  credentialData: '{"subType":"totp","digits":6,"counter":0,"period":30,"algorithm":"HmacSHA1"}',
};
/** Of `letmein`. */
const KEYCLOAK_PASSWORD = {
  type: 'password',
  secretData:
    '{"value":"kkM8zyIHGjQp3EkdpEHAgxj2KXYZZhIY8OE0M32XPksb8R5k98FkOmd2gcoKgR2iuMwBKgQgH2djf++fiQJi4w==","salt":"c2Vhc2FsdCFzZWFzYWx0IQ=="}',
  credentialData: '{"hashIterations":27500,"algorithm":"pbkdf2-sha256","additionalParameters":{}}',
};

describe.each(DIALECTS)('factors that files bring on %s', (dialect) => {
  let mailServer: MailServer;
  let world: World;

  beforeAll(async () => {
    mailServer = await startMailServer();
    world = await createWorld({ dialect, roomSettings: mailBy(mailServer) });
  });
  afterAll(async () => {
    await world.close();
    await mailServer.stop();
  });

  /** Whether the password and a code of {@link SECRET} start a session, the password alone none. */
  async function signsInByCode(username: string, password: string): Promise<boolean> {
    const browser = new Browser(world.issuer);
    await browser.get('/login');
    await browser.submitFirstForm({ username, password });
    if (browser.cookie('gatehouse_session') !== undefined) return false;
    expect(browser.page.url).toContain('/second-factor/totp');
    await browser.submitFirstForm({ code: codeAt(SECRET, Date.now()) });
    return browser.cookie('gatehouse_session') !== undefined;
  }

  async function bootstrap(document: unknown): Promise<void> {
    const path = join(newFolder(), 'bootstrap.json');
    writeFileSync(path, JSON.stringify(document));
    await world.app.get(BootstrapService).apply(path);
  }

  async function added(username: string): Promise<readonly object[]> {
    const admin = await adminApi(world, 'audit:read');
    const { body } = await admin('GET', '/audit-events?type=factor.added');
    const user = await world.app.get(UsersService).findByUsername(username);
    const events = body.items as readonly { readonly details: { readonly user: string } }[];
    return events.map(({ details }) => details).filter((each) => each.user === user?.id);
  }

  it('let a person of a Keycloak sign in by the code that its secret gives', async () => {
    const email = 'kim@example.net';
    const users = [
      { username: 'kim', email, emailVerified: true, enabled: true, credentials: [KEYCLOAK_PASSWORD, OTP] },
    ];
    const realm = { realm: 'demo', users };
    const keycloak = world.app.get(KeycloakImporter);
    await expect(keycloak.import(realm, { ...IMPORT, dryRun: true }, OBSERVER)).resolves.toMatchObject({
      users: { created: 1 },
      unmapped: [],
    });
    await expect(keycloak.import(realm, IMPORT, OBSERVER)).resolves.toMatchObject({ users: { created: 1 } });
    await expect(keycloak.import(realm, IMPORT, OBSERVER)).resolves.toMatchObject({ users: { unchanged: 1 } });
    await expect(signsInByCode('kim', 'letmein')).resolves.toBe(true);
    await expect(added('kim')).resolves.toMatchObject([{ by: 'import', after: { type: 'totp', name: 'Phone' } }]);
    expect(mailServer.envelopes).not.toContain(email);
  });

  it('are left out of what Keycloak and Auth0 export, and told, if they would not work here', async () => {
    const otp = (data: object) => ({ ...OTP, credentialData: JSON.stringify({ subType: 'totp', ...data }) });
    const common = { digits: 6, period: 30, algorithm: 'HmacSHA1' };
    const credentials = [
      otp({ ...common, subType: 'hotp' }),
      ...[{ digits: 7 }, { period: 10 }, { algorithm: 'HmacMD5' }].map((other) => otp({ ...common, ...other })),
      { ...OTP, secretData: '{"value":"short"}' },
    ];
    const realm = { realm: 'demo', users: [{ username: 'lee', credentials }] };
    const outcome = await world.app.get(KeycloakImporter).import(realm, IMPORT, OBSERVER);
    expect(outcome).toMatchObject({ users: { created: 1, rejected: 0 } });
    expect(outcome.unmapped.map(({ what, count }) => [what, count])).toEqual([
      ['one-time passwords by counter (HOTP)', 1],
      ['one-time passwords with other parameters than apps have here', 4],
    ]);
    await expect(added('lee')).resolves.toEqual([]);
    const unmapped = new Unmapped();
    const mfa_factors = [{ totp: { secret: 'SHORT' } }, { totp: { secret: SECRET } }, { phone: {} }];
    await expect(
      auth0User({ username: 'lou', mfa_factors }, world.app.get(DeclaredFactors), unmapped),
    ).resolves.toMatchObject({ factors: [{ type: 'totp', secret: SECRET }] });
    expect(unmapped.list().map(({ what }) => what)).toEqual(['mfa_factors totp', 'mfa_factors phone']);
  });

  it('are added by an import to people who are here only if it may change them', async () => {
    const user = { username: 'bob', factors: [{ type: 'totp', secret: SECRET }] };
    const rejected: object[] = [];
    const observer = { ...OBSERVER, rejected: (rejection: object) => rejected.push(rejection) };
    const importUsers = async (update: boolean) => {
      const records = (async function* () {
        yield { line: 1, user };
      })();
      return world.app.get(UserImporter).import(records, { ...IMPORT, update }, new Unmapped(), observer);
    };
    await expect(importUsers(false)).resolves.toMatchObject({ rejected: 1 });
    expect(rejected).toEqual([
      { line: 1, username: 'bob', field: '', reason: expect.stringContaining('another factors; --update') },
    ]);
    await expect(importUsers(true)).resolves.toMatchObject({ updated: 1 });
    await expect(importUsers(true)).resolves.toMatchObject({ unchanged: 1 });
    await expect(importUsers(false)).resolves.toMatchObject({ unchanged: 1 });
    await expect(signsInByCode('bob', PASSWORD)).resolves.toBe(true);
  });

  it('of the bootstrap file are asked for, the person hears of them by mail, and no export has their secrets', async () => {
    const email = 'pat@example.net';
    const pat = { username: 'pat', password: PASSWORD, email, email_verified: true };
    await bootstrap({ users: [pat] });
    await bootstrap({ users: [{ ...pat, factors: [{ type: 'totp', secret: SECRET, name: 'Phone' }] }] });
    await expect(signsInByCode('pat', PASSWORD)).resolves.toBe(true);
    const mail = await mailServer.mailTo(email);
    expect(mail.subject).toBe('A sign-in step was added');
    expect(mail.text).toContain('Sign-in step: Authenticator app “Phone”');
    await expect(added('pat')).resolves.toMatchObject([{ by: 'bootstrap', after: { name: 'Phone' } }]);
    const exported = JSON.stringify(await world.app.get(ConfigurationExport).document(true));
    expect(exported).toContain('"type":"totp"');
    expect(exported).not.toContain(SECRET);
  });
});
