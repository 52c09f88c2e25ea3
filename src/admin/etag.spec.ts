import { VersionConflict } from '../platform/validation/refusals.js';
import { assertIfMatch, contentTag, versionsOf, versionTag } from './etag.js';

describe('If-Match', () => {
  it.each([
    [undefined, undefined],
    ['*', undefined],
    [' * ', undefined],
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
    expect(versionsOf(versionTag(7))).toEqual([7]);
  });

  const content = { name: 'admin' };
  const tag = contentTag(content);

  it.each([undefined, '*', tag, `"3", ${tag}`])('%j accepts the content', (header) => {
    expect(() => assertIfMatch(header, content, 'the role')).not.toThrow();
  });

  it.each(['', '"3"', `W/${tag}`, tag.slice(1, -1), contentTag({ name: 'other' })])(
    '%j does not accept the content',
    (header) => {
      expect(() => assertIfMatch(header, content, 'the role')).toThrow(VersionConflict);
    },
  );
});
