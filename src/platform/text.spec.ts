import { TEXT_FORM, textProblem } from './text.js';

/** The halves of a surrogate pair. */
const [HIGH, LOW] = ['\ud83d', '\ude42'];

describe('a line of text', () => {
  it.each(['', 'a b', 'Ä例', '\u200b', HIGH + LOW, '\ufffd'])('may be %j', (text) => {
    expect(TEXT_FORM.test(text)).toBe(true);
  });

  it.each(['a\0', 'a\nb', '\x7f', '\x85', `a${HIGH}`, `${LOW}a`, LOW + HIGH, `${HIGH} ${LOW}`])(
    'may not be %j (RFC 7493 section 2.1)',
    (text) => {
      expect(TEXT_FORM.test(text)).toBe(false);
      expect(textProblem(text, 9)).toMatch(/control character or half of a surrogate pair$/);
    },
  );

  it('is as long as it has characters', () => {
    expect(['', 'xx', (HIGH + LOW).repeat(2)].map((text) => textProblem(text, 2) === undefined)).toEqual([
      false,
      true,
      true,
    ]);
    expect(textProblem('xxx', 2)).toMatch(/^must have 1 to 2 characters/);
  });
});
