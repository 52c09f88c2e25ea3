import { Peers } from '../../../platform/peers.js';
import { Argon2Format } from '../../../users/passwords/formats/argon2.js';
import { PASSWORD_FORMATS } from '../../../users/passwords/formats/password-format.js';
import { Pbkdf2Format } from '../../../users/passwords/formats/pbkdf2.js';
import { PasswordHasher } from '../../../users/passwords/password-hasher.js';
import { Unmapped } from '../unmapped.js';
import { passwordHashOf } from './keycloak-credentials.js';
import { keycloakUser } from './keycloak-user.js';

const hasher = new PasswordHasher(Peers.of(PASSWORD_FORMATS, [new Argon2Format(), new Pbkdf2Format()]));

function credential(secret: object, data: object): object {
  return { type: 'password', secretData: JSON.stringify(secret), credentialData: JSON.stringify(data) };
}

const PBKDF2_SHA256 = credential(
  {
    value: 'kkM8zyIHGjQp3EkdpEHAgxj2KXYZZhIY8OE0M32XPksb8R5k98FkOmd2gcoKgR2iuMwBKgQgH2djf++fiQJi4w==',
    salt: 'c2Vhc2FsdCFzZWFzYWx0IQ==',
  },
  { hashIterations: 27_500, algorithm: 'pbkdf2-sha256', additionalParameters: {} },
);
const PBKDF2_SHA512 = credential(
  {
    value: 'BmqwCfNu48F5yA7wPRt9d+ocCgvuYZ97/XyA0KCm20b6+9UyipnSmKxd8Q29pgLXFxm6fsDSpH9wfMcnjl2UrQ==',
    salt: 'c2Vhc2FsdCFzZWFzYWx0IQ==',
  },
  { hashIterations: 1000, algorithm: 'pbkdf2-sha512' },
);
const ARGON2 = credential(
  { value: 'wWKIMhR9lyDFvRz9YTZweHKfbftvj+qf+YFY4NeBbtA=', salt: 'c29tZXNhbHQ=' },
  {
    hashIterations: 2,
    algorithm: 'argon2',
    additionalParameters: {
      hashLength: ['32'],
      memory: ['65536'],
      type: ['i'],
      version: ['1.3'],
      parallelism: ['1'],
    },
  },
);

describe('a password of Keycloak', () => {
  it.each([
    ['PBKDF2 with SHA-256', 'letmein', PBKDF2_SHA256],
    ['PBKDF2 with SHA-512', 'letmein', PBKDF2_SHA512],
    ['argon2', 'password', ARGON2],
  ])('by %s still lets its owner in', async (_name, password, exported) => {
    const hash = passwordHashOf(exported);
    expect(hasher.problem(hash ?? '')).toBeUndefined();
    await expect(hasher.verify(password, hash)).resolves.toMatchObject({ matches: true });
    await expect(hasher.verify('wrong', hash)).resolves.toMatchObject({ matches: false });
  });

  it.each([
    ['of another algorithm', credential({ value: 'AAAA', salt: 'AAAA' }, { algorithm: 'own', hashIterations: 1 })],
    ['without its parts', { type: 'password' }],
    ['that is no JSON', { type: 'password', secretData: '{', credentialData: 'x' }],
  ])('%s is none', (_name, exported) => {
    expect(passwordHashOf(exported)).toBeUndefined();
  });
});

describe('a user of Keycloak', () => {
  it('keeps identifier, claims, roles, groups and attributes', async () => {
    const unmapped = new Unmapped();
    const user = await keycloakUser(
      {
        id: '0d5ae7f5-5bd7-4a0c-9b8c-5d1e4a4c2a10',
        username: 'alice',
        firstName: 'Alice',
        lastName: 'Example',
        email: 'alice@example.com',
        emailVerified: true,
        enabled: false,
        attributes: {
          locale: ['de'],
          phoneNumber: ['+49 30 1'],
          street: ['Hauptstraße 1'],
          department: ['R&D'],
          sites: ['Berlin', 'Kyoto'],
          'a b': ['x'],
        },
        credentials: [PBKDF2_SHA512, { type: 'otp' }],
        realmRoles: ['auditor', 'default-roles-demo', 'two words'],
        clientRoles: { shop: ['buyer'], account: ['manage-account'] },
        groups: ['/staff/dev', ' x'],
      },
      unmapped,
    );
    expect(user).toEqual({
      id: '0d5ae7f5-5bd7-4a0c-9b8c-5d1e4a4c2a10',
      username: 'alice',
      given_name: 'Alice',
      family_name: 'Example',
      email: 'alice@example.com',
      email_verified: true,
      locale: 'de',
      phone_number: '+49 30 1',
      address: { street_address: 'Hauptstraße 1' },
      password_hash: expect.stringMatching(/^\$pbkdf2-sha512\$i=1000\$/),
      roles: ['auditor', 'shop:buyer'],
      groups: ['/staff/dev'],
      attributes: { department: 'R&D', sites: ['Berlin', 'Kyoto'] },
      disabled: true,
    });
    expect(unmapped.list().map(({ what }) => what)).toEqual([
      'user attribute a b',
      'group  x',
      'one-time passwords with other parameters than apps have here',
      'role two words',
    ]);
  });

  it('keeps authenticator apps, whose secrets are text unless they say that they are base32', async () => {
    const unmapped = new Unmapped();
    const app = (value: string, data: object, userLabel?: string) => ({
      type: 'otp',
      userLabel,
      secretData: JSON.stringify({ value }),
      credentialData: JSON.stringify({ subType: 'totp', digits: 6, counter: 0, period: 30, ...data }),
    });
    const sha1 = { algorithm: 'HmacSHA1' };
    const user = await keycloakUser(
      {
        username: 'alice',
        credentials: [
          app('zzzzzzzzzzzzzzzzzzzz', sha1, ' Phone\u200e '),
          app('jbswy3dpehpk3pxp====', { algorithm: 'HmacSHA512', digits: 8, period: 60, secretEncoding: 'BASE32' }),
          app('zzzzzzzzzzzzzzzzzzzz', { ...sha1, subType: 'hotp' }),
          app('zzzzzzzzzzzzzzzzzzzz', { algorithm: 'HmacMD5' }),
          app('zzzzzzzzzzzzzzzzzzzz', { ...sha1, secretEncoding: 'HEX' }),
          app('short', sha1),
          { type: 'otp', secretData: '{', credentialData: 'x' },
          { type: 'webauthn' },
        ],
      },
      unmapped,
    );
    expect(user?.factors).toEqual([
      {
        type: 'totp',
        secret: 'PJ5HU6T2PJ5HU6T2PJ5HU6T2PJ5HU6T2',
        name: 'Phone',
        algorithm: 'SHA1',
        digits: 6,
        period: 30,
      },
      { type: 'totp', secret: 'JBSWY3DPEHPK3PXP', name: '', algorithm: 'SHA512', digits: 8, period: 60 },
    ]);
    expect(unmapped.list().map(({ what, count }) => [what, count])).toEqual([
      ['one-time passwords by counter (HOTP)', 1],
      ['one-time passwords with other parameters than apps have here', 4],
      ['credentials of type webauthn', 1],
    ]);
  });

  it('that stands for a client is none', async () => {
    const user = keycloakUser({ username: 'service-account-x', serviceAccountClientId: 'x' }, new Unmapped());
    await expect(user).resolves.toBeUndefined();
  });
});
