import { catalogueOf } from './catalogue.js';
import { inWords } from './duration.js';
import { LANGUAGES, type Language } from './languages.js';
import type { Message, TextKey, Value, Values } from './message.js';

/** What may also stand for a placeholder or a tag of a text in a page: an element, or what makes an element of the words between the tags. */
type Element<T> = T | ((words: readonly (string | T)[]) => T);

/** Says things in one language. */
export interface Texts {
  readonly language: Language;
  readonly direction: 'ltr' | 'rtl';
  /** For `Intl`. */
  readonly formats: string;
  /** @throws Error if a placeholder of the text has no value */
  (what: TextKey | Message, values?: Values): string;
  /** With elements in it. Texts name the places of elements only, so no translation can bring markup of its own. */
  <T extends object>(
    what: TextKey,
    values: Readonly<Record<string, Value | Element<T>>>,
  ): string | readonly (string | T)[];
}

const made = new Map<Language, Texts>();

/** For anyone who knows the language of the reader; components of pages have `useTexts`. */
export function textsFor(language: Language): Texts {
  const texts = made.get(language) ?? make(language);
  made.set(language, texts);
  return texts;
}

function make(language: Language): Texts {
  const catalogue = catalogueOf(language);
  const english = catalogueOf('en');
  const { direction, formats } = LANGUAGES[language];
  const say = (what: TextKey | Message, values?: Readonly<Record<string, unknown>>): unknown => {
    if (typeof what !== 'string') return say(what.key, what.values);
    const text = catalogue.find(what) ?? english.find(what);
    if (text === undefined) throw new Error(`no text ${what}`);
    return typeof text === 'string' ? text : text.format(written(values ?? {}));
  };
  const written = (values: Readonly<Record<string, unknown>>) =>
    Object.fromEntries(Object.entries(values).map(([name, value]) => [name, write(value)]));
  const write = (value: unknown): never => {
    if (Array.isArray(value)) return enumerate(value.map(write)) as never;
    if (typeof value !== 'object' || value === null) return value as never;
    if ('seconds' in value) return inWords(value.seconds as number, formats) as never;
    return ('values' in value ? say(value as Message) : value) as never;
  };
  const enumerate = (items: readonly unknown[]): unknown => {
    const parts = new Intl.ListFormat(formats).formatToParts(items.map(String));
    const rest = [...items];
    const list = parts.map(({ type, value }) => (type === 'element' ? rest.shift() : value));
    return list.every((part) => typeof part === 'string') ? list.join('') : list;
  };
  return Object.assign(say as never, { language, direction, formats });
}
