import { isCommonPassword } from './common-passwords.js';
import {
  isExpected,
  isPossiblePassword,
  lengthOfPassword,
  normalizePassword,
  passwordFormProblem,
} from './password.js';

describe('a new password', () => {
  it.each([
    ['é'.repeat(513), 'must have at most 1024 bytes'],
    ['with\0nul1', 'must not have NUL characters'],
  ])('is refused if it is %j', (password, problem) =>
    expect(passwordFormProblem(password)).toMatchObject({ detail: problem }),
  );

  it.each(['correct horse battery staple', 'пароль пароль', 'x'.repeat(1024)])('may be %j', (password) =>
    expect(passwordFormProblem(password)).toBeUndefined(),
  );

  it('is as long as it has characters, not code units', () => expect(lengthOfPassword('🔑'.repeat(7))).toBe(7));
});

describe('an expected password', () => {
  const words = ['alice.example', 'bob@example.com', 'Acme Corp', ''];

  it.each([
    'ALICE.Example',
    'alice.example2024',
    '!Alice.Example!',
    'ＡＬＩＣＥ.example',
    'acme corp 12',
    ' bob@EXAMPLE.com ',
  ])('is %j', (password) => expect(isExpected(password, words)).toBe(true));

  it.each(['alice.example and a horse', 'alice.example83920', 'acme corp rocks', '2024-11-29!'])(
    'is not %j',
    (password) => expect(isExpected(password, words)).toBe(false),
  );
});

describe('a common password', () => {
  it.each(['password', 'PassWord1', '12345678', 'qwertyuiop', '123456789012', 'iloveyou', 'administrator'])(
    'is %j',
    (password) => expect(isCommonPassword(password)).resolves.toBe(true),
  );

  it.each(['correct horse battery staple', 'passwords are words', 'tK8#mQ2v'])('is not %j', (password) =>
    expect(isCommonPassword(password)).resolves.toBe(false),
  );

  it('is one of at least ten thousand that are long enough to be chosen', async () => {
    const { dictionary } = await import('@zxcvbn-ts/language-common');
    expect(dictionary.passwords.filter((each) => each.length >= 8).length).toBeGreaterThan(10_000);
  });
});

describe('a typed password', () => {
  it('is the same text however the keyboard composes it', () => expect(normalizePassword('e\u0301')).toBe('é'));

  it('is not looked at if no one can have it', () => {
    expect(isPossiblePassword('')).toBe(false);
    expect(isPossiblePassword('x'.repeat(1025))).toBe(false);
    expect(isPossiblePassword('x')).toBe(true);
  });
});
