import fc from 'fast-check';
import { normalizeUsername, usernameProblem } from './username.js';

describe('a username', () => {
  it.each([
    ['  Alice ', 'alice'],
    ['ＡＬＩＣＥ', 'alice'],
    ['Ångström@Example.com', 'ångström@example.com'],
    ['e\u0301ve', 'éve'],
  ])('is looked up without outer spaces, NFKC, in lower case: %j', (typed, normalized) =>
    expect(normalizeUsername(typed)).toBe(normalized),
  );

  it.each(['alice', 'a', 'alice@example.com', 'Älïce Example', 'x'.repeat(255)])('may be %j', (username) =>
    expect(usernameProblem(username)).toBeUndefined(),
  );

  it.each(['', '   ', 'x'.repeat(256), 'a\nb', 'a\0', 'a\u200bb', 'a\u202eb', '\ud800'])('may not be %j', (username) =>
    expect(usernameProblem(username)).toMatchObject({ detail: expect.stringMatching(/^must /) }),
  );

  it('fits its column however it is normalised', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 300 }), (username) => {
        fc.pre(usernameProblem(username) === undefined);
        expect(normalizeUsername(username).length).toBeLessThanOrEqual(255);
      }),
    );
  });
});
