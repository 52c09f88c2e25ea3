import { readFileSync } from 'node:fs';
import { IntlMessageFormat } from 'intl-messageformat';
import { LANGUAGES, type Language } from './languages.js';
import type { TextKey } from './message.js';

/** What marks a placeholder, a tag or something quoted in an ICU message. */
const SYNTAX = /[{<']/;

const read = new Map<Language, Catalogue>();

export function catalogueOf(language: Language): Catalogue {
  const catalogue = read.get(language) ?? new Catalogue(language);
  read.set(language, catalogue);
  return catalogue;
}

export function isTextKey(key: string): key is TextKey {
  return catalogueOf('en').find(key as TextKey) !== undefined;
}

/** The texts of one language (ICU messages). Its file is read at first use, and each message is parsed at first use. */
class Catalogue {
  private readonly texts: Readonly<Record<string, string>>;
  private readonly parsed = new Map<TextKey, IntlMessageFormat>();

  constructor(private readonly language: Language) {
    this.texts = JSON.parse(readFileSync(new URL(`./languages/${language}.json`, import.meta.url), 'utf8'));
  }

  /** Undefined if the language lacks the text. */
  find(key: TextKey): string | IntlMessageFormat | undefined {
    const text = this.texts[key];
    return text === undefined || !SYNTAX.test(text) ? text : this.parse(key, text);
  }

  private parse(key: TextKey, text: string): IntlMessageFormat {
    const parsed = this.parsed.get(key) ?? new IntlMessageFormat(text, LANGUAGES[this.language].formats);
    this.parsed.set(key, parsed);
    return parsed;
  }
}
