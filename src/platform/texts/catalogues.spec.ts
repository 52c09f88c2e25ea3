import { readFileSync } from 'node:fs';
import { IntlMessageFormat } from 'intl-messageformat';
import { LANGUAGE_TAGS, LANGUAGES, type Language } from './languages.js';

/** An element of a parsed message: what is looked at here. */
interface Part {
  readonly type: number;
  readonly value?: string;
  readonly options?: Readonly<Record<string, { readonly value: readonly Part[] }>>;
  readonly children?: readonly Part[];
}

/** What a parsed message calls its parts. */
const KINDS = ['literal', 'argument', 'number', 'date', 'time', 'select', 'plural', 'pound', 'tag'];

const textsOf = (language: Language): Readonly<Record<string, string>> =>
  JSON.parse(readFileSync(new URL(`./languages/${language}.json`, import.meta.url), 'utf8'));
const english = textsOf('en');

const partsOf = (text: string): readonly Part[] => new IntlMessageFormat(text, 'en').getAst() as readonly Part[];

function all(parts: readonly Part[]): readonly Part[] {
  return parts.flatMap((part) => [
    part,
    ...all(part.children ?? []),
    ...Object.values(part.options ?? {}).flatMap(({ value }) => all(value)),
  ]);
}

/** The placeholders and tags, each once, with what they are; of a choice by a word also between what. */
function needsOf(text: string): readonly string[] {
  const needs = all(partsOf(text)).flatMap(({ type, value, options }) => {
    const kind = KINDS[type] ?? '';
    if (kind === 'literal' || kind === 'pound') return [];
    return [`${kind} ${value}${kind === 'select' ? ` ${Object.keys(options ?? {}).sort()}` : ''}`];
  });
  return [...new Set(needs)].sort();
}

describe.each(LANGUAGE_TAGS.filter((language) => language !== 'en'))('the catalogue of %s', (language) => {
  const texts = textsOf(language);
  const { formats } = LANGUAGES[language];

  it('has every text, and no other', () => {
    expect(Object.keys(texts)).toEqual(Object.keys(english).sort());
    expect(Object.entries(texts).filter(([, text]) => text.trim() === '')).toEqual([]);
  });

  it('has the placeholders, tags and choices of the English text in each', () => {
    const wrong = Object.entries(texts).filter(
      ([key, text]) => `${needsOf(text)}` !== `${needsOf(english[key] ?? '')}`,
    );
    expect(wrong).toEqual([]);
  });

  it('has each plural form of the language, and no other', () => {
    const categories = new Intl.PluralRules(formats).resolvedOptions().pluralCategories;
    const plurals = Object.entries(texts).flatMap(([key, text]) =>
      all(partsOf(text))
        .filter(({ type }) => KINDS[type] === 'plural')
        .map(({ options }) => [key, Object.keys(options ?? {}).filter((form) => !form.startsWith('='))] as const),
    );
    expect(plurals.length).toBeGreaterThan(0);
    expect(plurals.filter(([, forms]) => `${[...forms].sort()}` !== `${[...categories].sort()}`)).toEqual([]);
  });

  it('has no straight apostrophe, which would quote what follows it', () => {
    expect(Object.entries(texts).filter(([, text]) => text.includes("'"))).toEqual([]);
  });
});
