import { generateKeyPairSync } from 'node:crypto';
import fc from 'fast-check';
import { createLocalJWKSet, exportJWK, type JWTHeaderParameters, type JWTPayload, SignJWT } from 'jose';
import { readKeySet } from '../../src/clients/public-keys.js';
import {
  CLIENT_SIGNING_ALGORITHMS,
  type ClientJwt,
  ClientJwtRefused,
  type JwkSet,
  readUnsigned,
  readUnverified,
  verifyByKeys,
  verifyBySecrets,
} from '../../src/keys/client-jwt.js';
import { parseMailAddress } from '../../src/mail/mail-address.js';
import { InvalidToken } from '../../src/oauth/oauth-error.js';
import { verifyJwt } from '../../src/resource-server/verify-jwt.js';
import { outcome, text } from '../support/arbitrary.js';

const NOW = 1_790_000_000_000;
const SECONDS = NOW / 1000;
const SECRET = 'a-secret-of-a-client-of-the-tests-0123456789';

const json = fc.oneof(fc.jsonValue(), fc.json(), fc.constantFrom(null, [], {}, '__proto__'));
const part = fc.oneof(
  text,
  json.map((value) => Buffer.from(JSON.stringify(value)).toString('base64url')),
);

const EXPECTED: Omit<ClientJwt, 'jwt'> = {
  name: 'the client assertion',
  algorithms: CLIENT_SIGNING_ALGORITHMS,
  now: NOW,
  types: ['jwt'],
  requiredClaims: ['iss', 'exp'],
  issuer: 'app1',
  audiences: ['https://login.example.com'],
};

/** Of a header of a JWT, and of a key: members that mean something, with values of all kinds. */
const member = fc.oneof(
  fc.constantFrom<unknown>(
    'none',
    'HS256',
    'ES256',
    'RS256',
    'EdDSA',
    'RSA',
    'EC',
    'OKP',
    'oct',
    'P-256',
    'Ed25519',
    'sig',
    'enc',
    'AQAB',
    'a',
  ),
  fc.jsonValue({ maxDepth: 1 }),
);
const header = fc.dictionary(
  fc.constantFrom('alg', 'typ', 'kid', 'crit', 'b64', 'jwk', 'jku', 'x5c', 'cty', 'zip', '__proto__'),
  member,
);
const KEY_MEMBERS = ['crv', 'x', 'y', 'n', 'e', 'd', 'k', 'kid', 'use', 'alg', 'key_ops', 'ext', 'x5c', '__proto__'];
const key = fc
  .tuple(
    fc.constantFrom<unknown>('RSA', 'EC', 'OKP', 'oct', 'AKP', 1),
    fc.dictionary(fc.constantFrom(...KEY_MEMBERS), member),
  )
  .map(([kty, members]) => ({ kty, ...members }));
const encoded = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** What a JWT says and how it is signed, whatever rest its base64url text has. */
function contentOf(jwt: string): readonly string[] {
  return jwt.split('.').map((each) => Buffer.from(each, 'base64url').toString('hex'));
}

describe('whatever is in it,', () => {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  let good: string;
  let keys: JwkSet;

  beforeAll(async () => {
    keys = { keys: [{ ...(await exportJWK(publicKey)), kid: 'k', alg: 'ES256' }] };
    const claims = { iss: 'app1', aud: 'https://login.example.com', exp: SECONDS + 60, iat: SECONDS };
    good = await new SignJWT(claims).setProtectedHeader({ alg: 'ES256', kid: 'k', typ: 'JWT' }).sign(privateKey);
  });

  /** A good JWT that was changed, and things that look like one. */
  const jwt = () =>
    fc.oneof(
      text,
      fc.array(part, { minLength: 1, maxLength: 6 }).map((parts) => parts.join('.')),
      fc.tuple(header, json, part).map(([head, body, signature]) => `${encoded(head)}.${encoded(body)}.${signature}`),
      fc.tuple(header, part).map(([head, signature]) => `${encoded(head)}.${good.split('.')[1]}.${signature}`),
      fc
        .tuple(fc.nat(good.length - 1), fc.nat(2), fc.string({ maxLength: 2 }))
        .map(([at, length, inserted]) => good.slice(0, at) + inserted + good.slice(at + length)),
    );

  it('a JWT of a client is refused unless its key has signed it as it is', async () => {
    await expect(verifyByKeys({ ...EXPECTED, jwt: good }, async () => keys)).resolves.toMatchObject({ iss: 'app1' });
    await fc.assert(
      fc.asyncProperty(jwt(), async (sent) => {
        const expected = { ...EXPECTED, jwt: sent };
        const isGood = JSON.stringify(contentOf(sent)) === JSON.stringify(contentOf(good));
        const verdicts = await Promise.all([
          outcome(() => verifyByKeys(expected, async () => keys)),
          outcome(() => verifyBySecrets({ ...expected, algorithms: ['HS256'] }, [SECRET])),
          outcome(async () => readUnverified(sent, 'it')),
        ]);
        expect(verdicts.every((each) => each === 'accepted' || each instanceof ClientJwtRefused)).toBe(true);
        if (!isGood) expect(verdicts[0]).toBeInstanceOf(ClientJwtRefused);
        expect(verdicts[1]).toBeInstanceOf(ClientJwtRefused);
        const unsigned = await outcome(async () => readUnsigned(expected));
        // Only what says that it has no signature, and has none.
        if (unsigned === 'accepted') expect(sent).toMatch(/^[^.]+\.[^.]+\.$/);
        else expect(unsigned).toBeInstanceOf(ClientJwtRefused);
      }),
      { numRuns: 400 },
    );
  });

  it('a JWT that its client has signed is refused unless it is for this server, of that client, and of this time', async () => {
    const FEW = (...values: readonly unknown[]) => fc.constantFrom(...values, undefined, null, 1, {}, ['a']);
    const said = fc.record({
      typ: fc.constantFrom('JWT', 'application/jwt', 'at+jwt', 'dpop+jwt', '', undefined),
      iss: fc.oneof(fc.constant('app1'), FEW('app2', 'app1 ')),
      aud: fc.oneof(FEW('https://login.example.com', ['https://login.example.com', 'b'], 'https://login.example.com/')),
      exp: fc.oneof(fc.constant(SECONDS + 60), FEW(SECONDS - 31, SECONDS - 30, SECONDS - 29, '9999999999', 1e300)),
      nbf: FEW(SECONDS, SECONDS + 29, SECONDS + 31),
      iat: FEW(SECONDS, SECONDS + 30, SECONDS + 31, '1'),
    });
    await fc.assert(
      fc.asyncProperty(said, async ({ typ, ...claims }) => {
        const jwt = await new SignJWT(claims as JWTPayload)
          .setProtectedHeader({ alg: 'ES256', ...(typ !== undefined && { typ }) })
          .sign(privateKey);
        const verdict = await outcome(() => verifyByKeys({ ...EXPECTED, jwt }, async () => keys));
        const { iss, aud, exp, nbf, iat } = claims;
        const isNumber = (value: unknown) => value === undefined || typeof value === 'number';
        const isRight =
          [undefined, 'JWT', 'application/jwt'].includes(typ) &&
          iss === 'app1' &&
          (aud === undefined || [aud].flat().includes('https://login.example.com')) &&
          typeof exp === 'number' &&
          exp > SECONDS - 30 &&
          isNumber(nbf) &&
          Number(nbf ?? 0) <= SECONDS + 30 &&
          isNumber(iat) &&
          Number(iat ?? 0) <= SECONDS + 30;
        expect([claims, typ, verdict]).toEqual([claims, typ, isRight ? 'accepted' : expect.any(ClientJwtRefused)]);
      }),
      { numRuns: 500 },
    );
  });

  it('an access token is invalid unless the issuer has signed it as it is', async () => {
    const find = createLocalJWKSet(keys);
    const expected = {
      issuer: 'app1',
      typ: 'JWT',
      algorithms: ['ES256'],
      now: NOW,
      keySet: (head: JWTHeaderParameters) => find(head),
    };
    await expect(verifyJwt(good, expected)).resolves.toMatchObject({ iss: 'app1' });
    await fc.assert(
      fc.asyncProperty(jwt(), async (sent) => {
        const verdict = await outcome(() => verifyJwt(sent, expected));
        const isGood = JSON.stringify(contentOf(sent)) === JSON.stringify(contentOf(good));
        if (!isGood) expect(verdict).toBeInstanceOf(InvalidToken);
      }),
      { numRuns: 400 },
    );
  });

  it('a key set yields public keys only, few of them, and no error when they are used', async () => {
    const sets = fc.oneof(
      json,
      fc.array(fc.oneof(key, json), { maxLength: 4 }).map((all) => ({ keys: all })),
    );
    await fc.assert(
      fc.asyncProperty(sets, jwt(), async (set, sent) => {
        const read = readKeySet(set);
        if (read === undefined) return;
        for (const { kty, d, k } of [...read.sig.keys, ...read.enc.keys])
          expect([kty !== 'oct', d, k]).toEqual([true, undefined, undefined]);
        for (const each of [sent, good])
          expect(await outcome(() => verifyByKeys({ ...EXPECTED, jwt: each }, async () => read.sig))).toBeInstanceOf(
            ClientJwtRefused,
          );
      }),
      { numRuns: 300 },
    );
    const many = readKeySet({ keys: Array.from({ length: 10_000 }, () => keys.keys[0]) });
    expect(many?.sig.keys).toHaveLength(100);
  });

  it('an address of a mail is one, without a line break or a second one, or none', () => {
    const mail = fc.oneof(
      text,
      fc.emailAddress(),
      fc.tuple(text, fc.emailAddress(), text).map(([a, b, c]) => `${a}<${b}>${c}`),
    );
    fc.assert(
      fc.property(mail, (sent) => {
        const read = parseMailAddress(sent);
        if (!read) return;
        expect(read.address).toMatch(/^[^\s<>,;@"]+@[^\s<>,;@"]+$/);
        expect(`${read.name ?? ''}${read.address}`).not.toMatch(/[\r\n\0<>]/);
      }),
      { numRuns: 500 },
    );
  });
});
