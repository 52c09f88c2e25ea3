import { LINE_FORM, PERSONAL_TEXT_FORM, TEXT_FORM, textProblem } from './text.js';

/** The halves of a surrogate pair. */
const [HIGH, LOW] = ['\ud83d', '\ude42'];

describe('a line of text', () => {
  it.each(['', 'a b', 'Ä例', HIGH + LOW, '\ufffd'])('may be %j', (text) => {
    expect(TEXT_FORM.test(text)).toBe(true);
  });

  it.each(['a\0', 'a\nb', '\x7f', '\x85', `a${HIGH}`, `${LOW}a`, LOW + HIGH, `${HIGH} ${LOW}`])(
    'may not be %j (RFC 7493 section 2.1)',
    (text) => {
      expect(TEXT_FORM.test(text)).toBe(false);
      expect(textProblem(text, 9)).toMatch(/half of a surrogate pair$/);
    },
  );

  it.each(['\u202eevil', 'a\u200bb', 'a\u200db', '\u2066x', '\ufeffx', 'soft\u00adhyphen', 'a\u2028b', '\u{e0041}'])(
    'that is shown may not have %j, but can be searched for',
    (text) => {
      expect([TEXT_FORM.test(text), textProblem(text, 20) === undefined, LINE_FORM.test(text)]).toEqual([
        false,
        false,
        true,
      ]);
    },
  );

  it('about a person may have joiners, which some scripts and emoji need', () => {
    for (const name of ['می\u200cخواهم', 'क्\u200dष', '👩\u200d🚀'])
      expect([PERSONAL_TEXT_FORM.test(name), TEXT_FORM.test(name)]).toEqual([true, false]);
    for (const name of ['\u202eevil', '\u200e', '\u200b']) expect(PERSONAL_TEXT_FORM.test(name)).toBe(false);
  });

  it('is as long as it has characters', () => {
    expect(['', 'xx', (HIGH + LOW).repeat(2)].map((text) => textProblem(text, 2) === undefined)).toEqual([
      false,
      true,
      true,
    ]);
    expect(textProblem('xxx', 2)).toMatch(/^must have 1 to 2 characters/);
  });
});
