import { accentProblem } from './colour.js';

describe('an accent colour', () => {
  it.each([
    ['#1d5c47', 'light'],
    ['#06c', 'light'],
    ['#86d0b0', 'dark'],
    ['#FFF', 'dark'],
  ] as const)('may be %s on %s pages', (colour, pages) => expect(accentProblem(colour, pages)).toBeUndefined());

  it.each([
    ['#86d0b0', 'light', /contrast of 4\.5 .* not 1\.\d\d; choose a darker/],
    ['#777777', 'light', /not 4\.48/],
    ['#1d5c47', 'dark', /choose a lighter/],
    ['red', 'light', /such as #1d5c47/],
    ['#12345', 'light', /such as/],
    ['#fff;}', 'dark', /such as/],
  ] as const)('may not be %s on %s pages', (colour, pages, problem) =>
    expect(accentProblem(colour, pages)).toMatch(problem),
  );
});
