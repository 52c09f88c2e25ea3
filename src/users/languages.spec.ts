import { inLocales, withTag } from './languages.js';

const VALUES = {
  name: 'plain',
  'name#de': 'German',
  'name#de-CH-1996': 'Swiss',
  'name#ja-Kana-JP': 'Kana',
  'name#ja-Hani-JP': 'Hani',
};

describe('claims in several languages (OIDC Core §5.2)', () => {
  it('are found by their whole name, whatever the case of the tag', () => {
    expect(withTag(VALUES, 'name#JA-kana-jp')).toEqual([['name#JA-kana-jp', 'Kana']]);
    expect(withTag(VALUES, 'name#ja')).toEqual([]);
  });

  it.each([
    ['de', 'German'],
    ['DE', 'German'],
    ['de-AT', 'German'],
    ['de-CH-1996', 'Swiss'],
    ['de-CH', 'German'],
    ['ja', 'Kana'],
    ['ja-Hani', 'Hani'],
    ['d', 'plain'],
    ['fr', 'plain'],
  ])('come without a tag if %s alone is wanted', (locale, value) => {
    expect(inLocales(VALUES, 'name', [locale])).toEqual([['name', value]]);
  });

  it('come with tags if several are wanted, beside the plain one', () => {
    expect(inLocales(VALUES, 'name', ['fr', 'ja-Hani-JP', 'de'])).toEqual([
      ['name', 'plain'],
      ['name#ja-Hani-JP', 'Hani'],
      ['name#de', 'German'],
    ]);
  });
});
