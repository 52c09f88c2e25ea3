import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { type AuthorizationCode, AuthorizationCodes } from './authorization-codes.js';
import { newFamilyId } from './refresh-token.js';

const NOW = Date.parse('2026-11-22T12:00:00Z');

const key = randomBytes(32);
const codes = new AuthorizationCodes(key);

const code = (overrides: Partial<AuthorizationCode> = {}): AuthorizationCode => ({
  familyId: newFamilyId(NOW),
  issuedAt: NOW,
  consentedAt: NOW - 1,
  clientId: 'web-app',
  userId: 'b2f3c1de-7c55-4c0e-8f1c-0d5b0a9d7a11',
  sid: 'a1f3c1de-7c55-4c0e-8f1c-0d5b0a9d7a11',
  scope: ['openid', 'profile'],
  resources: ['https://api.example.com'],
  askedClaims: null,
  authenticatedAt: NOW - 5,
  acr: '1',
  amr: ['pwd'],
  nonce: 'n',
  redirectUri: 'https://rp.example/cb',
  codeChallenge: 'c',
  ...overrides,
});

describe('authorization codes', () => {
  it('carry what they stand for, to every replica', () => {
    const optional = fc.option(fc.string({ unit: 'binary', maxLength: 300 }), { nil: undefined });
    fc.assert(
      fc.property(optional, optional, optional, fc.boolean(), (nonce, redirectUri, codeChallenge, needsNone) => {
        const each = code({ nonce, redirectUri, codeChallenge, ...(needsNone ? { consentedAt: null } : {}) });
        const text = codes.seal(each);
        expect(codes.open(text)).toEqual(each);
        expect(new AuthorizationCodes(key).open(text)).toEqual(each);
      }),
    );
  });

  it('begin with the identifier of their family, and tell nothing else', () => {
    const each = code();
    const text = codes.seal(each);
    expect(text).toMatch(/^[A-Za-z0-9_-]+$/);
    expect(Buffer.from(text, 'base64url').subarray(0, 16).toString('base64url')).toBe(each.familyId);
    expect(Buffer.from(text, 'base64url').toString('latin1')).not.toMatch(/web-app|openid|example/);
  });

  it('are encrypted under a key of their own each', () => {
    const [one, two] = [codes.seal(code()), codes.seal(code())];
    expect(one.slice(22)).not.toBe(two.slice(22));
    expect(codes.open(one.slice(0, 21) + two.slice(21))).toBeUndefined();
  });

  it('are opened by the server that made them only', () => {
    expect(new AuthorizationCodes(randomBytes(32)).open(codes.seal(code()))).toBeUndefined();
  });

  it('are not opened after any change of any character, nor shortened, nor lengthened', () => {
    const text = codes.seal(code());
    for (let at = 0; at < text.length; at++) {
      const other = text[at] === 'A' ? 'B' : 'A';
      expect(codes.open(text.slice(0, at) + other + text.slice(at + 1))).toBeUndefined();
      expect(codes.open(text.slice(0, at))).toBeUndefined();
    }
    for (const more of ['A', '=', ' ', '.x']) expect(codes.open(text + more)).toBeUndefined();
  });

  it('are never so long that an address with them is refused on its way', () => {
    expect(codes.seal(code({ nonce: 'n'.repeat(2_000) })).length).toBeLessThan(4_000);
    expect(() => codes.seal(code({ nonce: 'n'.repeat(4_000) }))).toThrow('too long');
  });
});
