import { isPossiblePassword, normalizePassword, passwordProblem } from './password.js';

describe('a new password', () => {
  it.each([
    ['short', 'must have at least 8 characters'],
    ['é'.repeat(513), 'must have at most 1024 bytes'],
    ['with\0nul1', 'must not have NUL characters'],
    ['ALICE.Example', 'must not be the username'],
  ])('is refused where it is %j', (password, problem) =>
    expect(passwordProblem(password, 'alice.example')).toBe(problem),
  );

  it.each(['12345678', 'correct horse battery staple', 'пароль пароль', 'x'.repeat(1024)])('may be %j', (password) =>
    expect(passwordProblem(password, 'alice')).toBeUndefined(),
  );

  it('counts characters, not code units', () =>
    expect(passwordProblem('🔑'.repeat(7), 'alice')).toBe('must have at least 8 characters'));
});

describe('a typed password', () => {
  it('is the same text however the keyboard composes it', () => expect(normalizePassword('e\u0301')).toBe('é'));

  it('is not looked at where nobody can have it', () => {
    expect(isPossiblePassword('')).toBe(false);
    expect(isPossiblePassword('x'.repeat(1025))).toBe(false);
    expect(isPossiblePassword('x')).toBe(true);
  });
});
