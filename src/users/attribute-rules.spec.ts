import { attributeMistakes, GROUP_FORM, groupProblem, LONGEST_ATTRIBUTE, LONGEST_GROUP } from './attribute-rules.js';

describe('the name of a group', () => {
  const keys = '\u{1f511}'.repeat(LONGEST_GROUP);
  it.each([
    ['one letter', 'a'],
    ['a path', '/staff/dev'],
    ['of words', 'R & D'],
    [`of ${LONGEST_GROUP} characters of any plane`, keys],
  ])('may be %s, as the OpenAPI document says', (_what, name) => {
    expect([groupProblem(name), GROUP_FORM.test(name)]).toEqual([undefined, true]);
  });

  it.each(['', ' ', ' a', 'a\u00a0', '\u3000a', 'a\n', 'a\u200bb'])('is not %j', (name) => {
    expect([groupProblem(name), GROUP_FORM.test(name)]).toEqual([expect.stringMatching(/^must have/), false]);
  });

  it('has as many characters as it shows', () => {
    expect(groupProblem(`${keys}\u{1f511}`)).toMatch(/^must have 1 to 255/);
  });
});

describe('the text of an attribute', () => {
  it('has as many characters as it shows', () => {
    const badge = (length: number) => attributeMistakes({ badge: '\u{1f511}'.repeat(length) });
    expect(badge(LONGEST_ATTRIBUTE)).toEqual([]);
    expect(badge(LONGEST_ATTRIBUTE + 1)).toHaveLength(1);
  });
});
