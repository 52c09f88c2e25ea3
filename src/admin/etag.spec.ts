import { etagOf, versionsOf } from './etag.js';

describe('If-Match', () => {
  it.each([
    [undefined, undefined],
    ['*', undefined],
    ['"3"', [3]],
    ['"3", "4"', [3, 4]],
    ['W/"3"', []],
    ['3', []],
    ['', []],
    ['"x", "5"', [5]],
  ])('%j accepts the versions %j', (header, versions) => {
    expect(versionsOf(header)).toEqual(versions);
  });

  it('accepts the tag of a version', () => {
    expect(versionsOf(etagOf(7))).toEqual([7]);
  });
});
