import { Violations } from '../platform/validation/violations.js';
import { formatCursor, pageByKey, parseCursor } from './cursor.js';

describe('a cursor', () => {
  it.each([[[1_790_000_000_000, 'a']], [['ünï "1"']], [['a', 'b', 0]]])('leads back to %j', (position) => {
    expect(parseCursor(formatCursor(position), position)).toEqual(position);
  });

  it.each([
    ['no base64url', '%%%'],
    ['no JSON', Buffer.from('[1').toString('base64url')],
    ['of another list', formatCursor(['a'])],
    ['of other types', formatCursor(['a', 1])],
    ['too long', formatCursor([1, 'a', 1])],
    ['with a NUL', formatCursor([1, 'a\0'])],
    ['with a number that is none', formatCursor([1e300, 'a'])],
    ['no list', Buffer.from('null').toString('base64url')],
  ])('is refused that is %s', (_, cursor) => {
    expect(() => parseCursor(cursor, [0, ''])).toThrow(Violations);
  });
});

describe('a page of a list in memory', () => {
  const page = (cursor?: string) => pageByKey(['b', 'é', 'a', 'Z'], (each) => each, 3, cursor);

  it('is in the order of the keys, and leads to the next one', () => {
    const first = page();
    expect(first.items).toEqual(['Z', 'a', 'b']);
    expect(page(first.next)).toEqual({ items: ['é'] });
  });
});
