import { document, filesIn, missingFiles, missingProofs, proofsIn, rowsUnder } from '../support/proofs.js';

const DOCUMENT = document('docs/security.md');
const RFC_9700 = rowsUnder(DOCUMENT, 'Section');
const ASVS = rowsUnder(DOCUMENT, 'Requirement');

/** RFC 9700 §2 and §4, as its table of contents has them. */
const SECTIONS = [
  ...['§2.1', '§2.1.1', '§2.1.2', '§2.2.1', '§2.2.2', '§2.3', '§2.4', '§2.5', '§2.6'],
  ...Array.from({ length: 17 }, (_, index) => `§4.${index + 1}`),
];

describe('docs/security.md', () => {
  it.each([...RFC_9700, ...ASVS])('names files and tests that exist, or says what is not met: %s %s', (...cells) => {
    const [, , defence = '', where = '', proof = ''] = cells;
    if (where === '—') {
      expect([defence.startsWith('**Not met**'), proof]).toEqual([true, '—']);
      return;
    }
    expect(filesIn(where).length * proofsIn(proof).length).toBeGreaterThan(0);
    expect([missingFiles(where), missingProofs(proof)]).toEqual([[], []]);
  });

  it('goes through RFC 9700 section by section', () => {
    expect(RFC_9700.map(([section]) => section)).toEqual(SECTIONS);
  });

  it('has each requirement of ASVS once, in the order of the standard', () => {
    const numbers = ASVS.map(([number = '']) => number.split('.').map(Number));
    expect(numbers.length).toBeGreaterThan(80);
    expect(numbers.every((each) => each.length === 3 && each.every(Number.isInteger))).toBe(true);
    const inOrder = numbers.toSorted((one, other) => {
      const at = one.findIndex((part, index) => part !== other[index]);
      return at < 0 ? 0 : (one[at] ?? 0) - (other[at] ?? 0);
    });
    expect(numbers).toEqual(inOrder);
    expect(new Set(ASVS.map(([number]) => number)).size).toBe(ASVS.length);
  });
});
