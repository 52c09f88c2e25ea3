import { inLanguage, isLanguageTag, wantedLanguages } from './language.js';

describe('the languages that someone wants to read', () => {
  it.each<[string | undefined, string | undefined, string[]]>([
    [undefined, undefined, []],
    ['de-CH fr', undefined, ['de-CH', 'fr']],
    [undefined, 'en-GB, de;q=0.9 , *;q=0.1', ['en-GB', 'de']],
    [undefined, 'en;q=0.5,de;q=0.8,fr', ['fr', 'de', 'en']],
    ['it', 'en', ['it', 'en']],
    [undefined, 'de;q=0, en;q=x, fr;Q=0.5', ['fr']],
    ['not_a_tag  ', ';;,,=,%00', []],
  ])('are of ui_locales %j and Accept-Language %j: %j', (locales, header, wanted) => {
    expect(wantedLanguages(locales, header)).toEqual(wanted);
  });

  it('are tags of BCP 47', () => {
    expect(['de', 'zh-Hant-TW', 'en-x-pirate', '', '*', 'a b', 'de_CH'].map(isLanguageTag)).toEqual([
      ...Array(3).fill(true),
      ...Array(4).fill(false),
    ]);
  });
});

describe('a member in a language', () => {
  const members = { name: 'App', 'name#de': 'Anwendung', 'name#FR-ca': 'Appli', 'name2#en': 'x' };

  it.each<[string[], string]>([
    [[], 'App'],
    [['de-CH-1996'], 'Anwendung'],
    [['fr'], 'App'],
    [['fr-CA'], 'Appli'],
    [['ja', 'de', 'fr-CA'], 'Anwendung'],
    [['en'], 'App'],
  ])('is for %j: %s', (wanted, expected) => expect(inLanguage(members, 'name', wanted)).toBe(expected));

  it('is missing if there is none', () => expect(inLanguage(members, 'other', ['de'])).toBeUndefined());
});
