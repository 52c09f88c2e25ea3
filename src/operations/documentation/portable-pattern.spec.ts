import { PERSONAL_TEXT_FORM, TEXT_FORM } from '../../platform/validation/text.js';
import { portablePattern } from './portable-pattern.js';

describe('a portable pattern', () => {
  it.each([TEXT_FORM, PERSONAL_TEXT_FORM, /^[\p{L}\d]$/u])('fits the same characters as %s', (form) => {
    const portable = new RegExp(portablePattern(form.source), 'u');
    expect(portable.source).not.toContain('\\p');
    const differs = (point: number) => {
      const text = String.fromCodePoint(point);
      return !/\p{Cs}/u.test(text) && form.test(text) !== portable.test(text);
    };
    const points = Array.from({ length: 0x20000 }, (_, point) => point);
    expect(points.filter(differs)).toEqual([]);
    expect(Array.from({ length: 0x1000 }, (_, point) => point + 0xe0000).filter(differs)).toEqual([]);
  });

  it('is the pattern itself if all languages know it', () => {
    const pattern = '^(?!\\.+$)[A-Za-z0-9._~-]{1,255}$';
    expect(portablePattern(pattern)).toBe(pattern);
  });
});
