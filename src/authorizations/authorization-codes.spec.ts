import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { type AuthorizationCode, AuthorizationCodes } from './authorization-codes.js';
import { newAuthorizationId } from './refresh-token.js';

const NOW = Date.parse('2026-11-22T12:00:00Z');

const key = randomBytes(32);
const codes = new AuthorizationCodes(key);

const code = (overrides: Partial<AuthorizationCode> = {}): AuthorizationCode => ({
  authorizationId: newAuthorizationId(NOW),
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

  it('are read by no one any more when the key is renewed, and new ones by everyone who has the new key', () => {
    const [held, next] = [randomBytes(32), randomBytes(32)];
    const running = new AuthorizationCodes(held);
    const before = running.seal(code());
    next.copy(held);
    running.renewed();
    expect(running.open(before)).toBeUndefined();
    expect(new AuthorizationCodes(next).open(running.seal(code()))).toEqual(expect.anything());
  });

  it('tell nothing', () => {
    const each = code();
    const text = codes.seal(each);
    expect(text).toMatch(/^[A-Za-z0-9_-]+$/);
    expect(Buffer.from(text, 'base64url').toString('latin1')).not.toMatch(/web-app|openid|example/);
    expect(text).not.toContain(each.authorizationId);
  });

  it('never have the same IV under the same key, in one process or in several', () => {
    const same = code();
    const processes = [codes, new AuthorizationCodes(key), new AuthorizationCodes(key)];
    const texts = processes.flatMap((each) => Array.from({ length: 300 }, () => each.seal(same)));
    const heads = texts.map((text) => Buffer.from(text, 'base64url').subarray(0, 28).toString('hex'));
    expect(new Set(heads).size).toBe(texts.length);
    expect(new Set(texts.map((text) => text.slice(-60))).size).toBe(texts.length);
    expect(new Set(heads.map((head) => head.slice(0, 32))).size).toBe(processes.length);
  });

  it('do not open with the beginning of another', () => {
    const [one, two] = [codes.seal(code()), new AuthorizationCodes(key).seal(code())];
    for (const bytes of [1, 22, 38, 60]) expect(codes.open(one.slice(0, bytes) + two.slice(bytes))).toBeUndefined();
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
