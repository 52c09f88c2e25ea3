import fc from 'fast-check';
import { Argon2Format } from './argon2.js';
import { BcryptFormat } from './bcrypt.js';
import { costOf, identifierOf } from './password-format.js';
import { Pbkdf2Format } from './pbkdf2.js';
import { ScryptFormat } from './scrypt.js';
import { SshaFormat } from './ssha.js';

const FORMATS = [new Argon2Format(), new BcryptFormat(), new ScryptFormat(), new Pbkdf2Format(), new SshaFormat()];

const base64 = fc.oneof(
  fc.uint8Array({ maxLength: 80 }).map((bytes) => Buffer.from(bytes).toString('base64').replaceAll('=', '')),
  fc.uint8Array({ minLength: 8, maxLength: 40 }).map((bytes) => Buffer.from(bytes).toString('base64')),
  fc.string({ unit: fc.constantFrom('A', 'z', '/', '+', '.', '=', '0'), maxLength: 60 }),
);
const hex = fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes).toString('hex'));
const few = fc.constantFrom(0, 1, 2, 3, 4, 8);
const bcryptText = fc.string({ unit: fc.constantFrom(...'./ABCXYZabcxyz019'), minLength: 53, maxLength: 53 });

/** Hashes in the forms that there are, at costs that a test can pay. */
const cheap = fc.oneof(
  // RFC 7914 §2: N must be less than 2^(128 * r / 8).
  fc.integer({ min: 14, max: 17 }).map((ln) => `$scrypt$ln=${ln},r=1,p=1$YWFhYQ$YWFhYWFhYWFhYWFhYWFhYWFh`),
  fc
    .tuple(fc.constantFrom('argon2id', 'argon2i', 'argon2d', 'argon2'), few, few, few, base64, base64)
    .map(([name, m, t, p, salt, key]) => `$${name}$v=19$m=${m * 8},t=${t},p=${p}$${salt}$${key}`),
  fc
    .tuple(fc.constantFrom('2a', '2b', '2y', '2x', 'bcrypt$$2b'), fc.constantFrom('04', '03', '00', '4'), bcryptText)
    .map(([name, cost, rest]) => `${name.startsWith('b') ? '' : '$'}${name}$${cost}$${rest}`),
  fc
    .tuple(fc.nat(10), few, few, base64, base64)
    .map(([ln, r, p, salt, key]) => `$scrypt$ln=${ln},r=${r},p=${p}$${salt}$${key}`),
  fc.tuple(few, base64, few, few, base64).map(([N, salt, r, p, key]) => `scrypt$${N}$${salt}$${r}$${p}$${key}`),
  fc.tuple(few, few, few, base64, hex).map(([N, r, p, salt, key]) => `scrypt:${N}:${r}:${p}$${salt}$${key}`),
  fc
    .tuple(fc.constantFrom('', '-sha256', '-sha512', '-md5'), few, base64, base64)
    .map(([hash, i, salt, key]) => `$pbkdf2${hash}$i=${i}$${salt}$${key}`),
  fc
    .tuple(fc.constantFrom('sha1', 'sha256', 'md5'), few, base64, base64)
    .map(([hash, i, salt, key]) => `pbkdf2_${hash}$${i}$${salt}$${key}`),
  fc
    .tuple(fc.constantFrom('sha1', 'sha256', 'md5'), few, base64, hex)
    .map(([hash, i, salt, key]) => `pbkdf2:${hash}:${i}$${salt}$${key}`),
  fc.tuple(fc.constantFrom('{SSHA}', '{ssha256}', '{SSHA512}', '{MD5}', '{}'), base64).map((parts) => parts.join('')),
);
const number = fc.oneof(fc.nat(), fc.constantFrom(0, 17, 65_536, 5_000_001, 4_294_967_295, 9_999_999_999));
const costly = fc
  .tuple(number, number, number, base64, base64)
  .map(([a, b, c, salt, key]) => [
    `$argon2id$v=19$m=${a},t=${b},p=${c}$${salt}$${key}`,
    `$2b$${a % 100}$${'a'.repeat(53)}`,
    `$scrypt$ln=${a % 100},r=${b % 10_000},p=${c % 10_000}$${salt}$${key}`,
    `$pbkdf2-sha256$i=${a}$${salt}$${key}`,
  ]);

describe('an encoded hash, whatever it is,', () => {
  it('is refused, or can be verified and does not match what it was not made of', async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(cheap, fc.string({ unit: 'binary' })), async (encoded) => {
        const format = FORMATS.find(({ identifiers }) => identifiers.includes(identifierOf(encoded)));
        expect(typeof costOf(encoded)).toBe('string');
        if (!format || format.problem(encoded) !== undefined) return;
        expect([encoded, await format.verify('the password of no one', encoded)]).toEqual([encoded, false]);
      }),
      { numRuns: 800 },
    );
  });

  it('is refused if it would cost more than the server can pay', () => {
    fc.assert(
      fc.property(costly, ([argon2 = '', bcrypt = '', scrypt = '', pbkdf2 = '']) => {
        const [m, t, p] = numbersIn(argon2, /m=(\d+),t=(\d+),p=(\d+)/);
        if (m > 262_144 || t > 16 || p > 16) expect(new Argon2Format().problem(argon2)).toBeDefined();
        if (numbersIn(bcrypt, /^\$2b\$(\d+)/)[0] > 16) expect(new BcryptFormat().problem(bcrypt)).toBeDefined();
        const [ln, r, lanes] = numbersIn(scrypt, /ln=(\d+),r=(\d+),p=(\d+)/);
        if (128 * 2 ** ln * r > 2 ** 28 || lanes > 16) expect(new ScryptFormat().problem(scrypt)).toBeDefined();
        if (numbersIn(pbkdf2, /i=(\d+)/)[0] > 5_000_000) expect(new Pbkdf2Format().problem(pbkdf2)).toBeDefined();
      }),
      { numRuns: 500 },
    );
  });
});

function numbersIn(encoded: string, pattern: RegExp): [number, number, number] {
  const [, a = 0, b = 0, c = 0] = pattern.exec(encoded) ?? [];
  return [Number(a), Number(b), Number(c)];
}
