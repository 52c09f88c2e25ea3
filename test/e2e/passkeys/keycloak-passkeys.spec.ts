import { randomUUID } from 'node:crypto';
import { decodeAttestationObject, parseAuthenticatorData } from '@simplewebauthn/server/helpers';
import { SessionsService } from '../../../src/authentication/sessions/sessions.service.js';
import {
  KeycloakImporter,
  type RealmImportOptions,
} from '../../../src/operations/import-export/keycloak/keycloak-importer.service.js';
import { Browser } from '../../support/browser.js';
import { csrfOf, passkeyOptions, signInByPasskey } from '../../support/passkeys.js';
import { SoftwareAuthenticator } from '../../support/software-authenticator.js';
import { createWorld, type World } from '../../support/world.js';

const OBSERVER = { rejected: () => undefined, progress: () => undefined };
const STEP = '/second-factor/passkey';

/** Of `letmein`. */
const PASSWORD = {
  type: 'password',
  secretData:
    '{"value":"kkM8zyIHGjQp3EkdpEHAgxj2KXYZZhIY8OE0M32XPksb8R5k98FkOmd2gcoKgR2iuMwBKgQgH2djf++fiQJi4w==","salt":"c2Vhc2FsdCFzZWFzYWx0IQ=="}',
  credentialData: '{"hashIterations":27500,"algorithm":"pbkdf2-sha256","additionalParameters":{}}',
};

describe('passkeys of a Keycloak', () => {
  let world: World;

  beforeAll(async () => {
    world = await createWorld();
  });
  afterAll(() => world.close());

  /**
   * A user with a passkey, as Keycloak 26 exports both: identifiers of credentials in base64 with padding, keys in base64url
   * without, and the identifier of the user in UTF-8 is the handle.
   */
  function userWith(authenticator: SoftwareAuthenticator, username: string, data: object = {}) {
    const id = randomUUID();
    const user = { id: Buffer.from(id).toString('base64url') };
    const { response } = JSON.parse(authenticator.create({ challenge: '', rp: { id: 'localhost' }, user }));
    const attestation = decodeAttestationObject(new Uint8Array(Buffer.from(response.attestationObject, 'base64url')));
    const { credentialPublicKey = [] } = parseAuthenticatorData(attestation.get('authData'));
    const credentialData = {
      aaguid: '00000000-0000-0000-0000-000000000000',
      credentialId: Buffer.from(authenticator.id, 'base64url').toString('base64'),
      counter: 1,
      credentialPublicKey: Buffer.from(credentialPublicKey).toString('base64url'),
      attestationStatementFormat: 'none',
      transports: ['usb'],
      ...data,
    };
    const passkey = {
      type: 'webauthn',
      userLabel: 'Key',
      secretData: '{}',
      credentialData: JSON.stringify(credentialData),
    };
    return { id, username, credentials: [PASSWORD, passkey] };
  }

  async function importRealm(realm: object, options: Partial<RealmImportOptions> = {}) {
    const all = { update: false, dryRun: false, administrators: false, ...options };
    const { users, unmapped } = await world.app
      .get(KeycloakImporter)
      .import({ realm: 'demo', ...realm }, all, OBSERVER);
    return { ...users, unmapped: unmapped.map(({ what, why }) => `${what}: ${why}`) };
  }

  const sessionOf = (browser: Browser) =>
    world.app.get(SessionsService).current({ gatehouse_session: browser.cookie('gatehouse_session') });

  it('complete a sign-in by password, and by that begin to sign in alone', async () => {
    const authenticator = new SoftwareAuthenticator(world.issuer, { counts: true, backup: 'impossible' });
    const users = [userWith(authenticator, 'kim')];
    const realm = { users, webAuthnPolicyRpId: 'localhost' };
    expect(await importRealm(realm)).toMatchObject({ created: 1, unmapped: [] });
    expect(await importRealm(realm)).toMatchObject({ unchanged: 1 });
    const alone = new Browser(world.issuer);
    await signInByPasskey(alone, authenticator, { counter: 3 });
    expect(await sessionOf(alone)).toBeUndefined();
    const browser = new Browser(world.issuer);
    await browser.get('/login');
    await browser.submitFirstForm({ username: 'kim', password: 'letmein' });
    const asked = await passkeyOptions(browser, `${STEP}/options`);
    expect(asked.allowCredentials).toMatchObject([{ id: authenticator.id, transports: ['usb'] }]);
    const passkey = authenticator.use(asked, { counter: 4 });
    await browser.post(STEP, { csrf: await csrfOf(browser, STEP), passkey });
    expect(await sessionOf(browser)).toMatchObject({ user: { username: 'kim' } });
    await signInByPasskey(alone, authenticator, { counter: 5 });
    expect(await sessionOf(alone)).toMatchObject({ user: { username: 'kim' }, amr: ['pop', 'user', 'mfa'] });
  });

  it('are taken only if they were made at the host of this server, as the realm or the administrator says', async () => {
    const users = [userWith(new SoftwareAuthenticator(world.issuer), 'lee')];
    const ofAnother = /^passkeys with another rp_id: it must be localhost, the host of ISSUER/;
    const unnamed = /^passkeys of a host that the realm does not name: .*--rp-id HOST --update$/;
    const dry = (realm: object, options = {}) => importRealm({ users, ...realm }, { ...options, dryRun: true });
    const frontendUrl = (url: string) => ({ webAuthnPolicyRpId: '', attributes: { frontendUrl: url } });
    for (const [realm, options, expected] of [
      [{}, {}, unnamed],
      [{ webAuthnPolicyRpId: '' }, {}, unnamed],
      [{ webAuthnPolicyPasswordlessRpId: 'localhost' }, {}, unnamed],
      [{ webAuthnPolicyRpId: 'login.example.org' }, { rpId: 'localhost' }, ofAnother],
      [{}, { rpId: 'login.example.org' }, ofAnother],
      [frontendUrl('https://login.example.org/auth'), { rpId: 'localhost' }, ofAnother],
    ] as const)
      expect(await dry(realm, options)).toMatchObject({ created: 1, unmapped: [expect.stringMatching(expected)] });
    for (const realm of [{ webAuthnPolicyRpId: 'localhost' }, frontendUrl('https://localhost/auth')])
      expect(await dry(realm)).toMatchObject({ created: 1, unmapped: [] });
    expect(await importRealm({ users })).toMatchObject({ created: 1 });
    expect(await importRealm({ users }, { rpId: 'localhost' })).toMatchObject({ rejected: 1 });
    const update = { rpId: 'localhost', update: true };
    expect(await importRealm({ users }, update)).toMatchObject({ updated: 1, unmapped: [] });
    expect(await importRealm({ users }, update)).toMatchObject({ unchanged: 1 });
  });

  it('are left out, and told, if they are not as Keycloak writes them; their people come without them', async () => {
    const broken = [
      { credentialPublicKey: 'bm90IGEga2V5' },
      { credentialPublicKey: 7 },
      { counter: '1' },
      { counter: 2 ** 32 },
      { aaguid: 'x' },
      { transports: ['USB'] },
    ];
    const users = broken.map((data, index) =>
      userWith(new SoftwareAuthenticator(world.issuer), `broken-${index}`, data),
    );
    const outcome = await importRealm({ users, webAuthnPolicyRpId: 'localhost' });
    expect(outcome).toMatchObject({ created: users.length, rejected: 0 });
    expect(outcome.unmapped.map((note) => note.split(':')[0])).toEqual([
      'passkeys with another public_key',
      'passkeys that the export does not describe',
      'passkeys with another counter',
      'passkeys with another aaguid',
      'passkeys with another transports',
    ]);
  });
});
