import { match } from '@formatjs/intl-localematcher';

interface LanguageFacts {
  /** As those who speak it call it. */
  readonly name: string;
  readonly direction: 'ltr' | 'rtl';
  /** By whose customs numbers, dates and lists are written (BCP 47). */
  readonly formats: string;
}

/** The languages in which everything that people read is written. Each has a catalogue, in `languages`. */
export const LANGUAGES = {
  // Dates and lists as most of the world that reads English writes them.
  en: { name: 'English', direction: 'ltr', formats: 'en-GB' },
  de: { name: 'Deutsch', direction: 'ltr', formats: 'de' },
  fr: { name: 'Français', direction: 'ltr', formats: 'fr' },
  es: { name: 'Español', direction: 'ltr', formats: 'es' },
  it: { name: 'Italiano', direction: 'ltr', formats: 'it' },
  pt: { name: 'Português', direction: 'ltr', formats: 'pt' },
  nl: { name: 'Nederlands', direction: 'ltr', formats: 'nl' },
  pl: { name: 'Polski', direction: 'ltr', formats: 'pl' },
  ja: { name: '日本語', direction: 'ltr', formats: 'ja' },
  zh: { name: '简体中文', direction: 'ltr', formats: 'zh' },
  ar: { name: 'العربية', direction: 'rtl', formats: 'ar' },
} as const satisfies Readonly<Record<string, LanguageFacts>>;

export type Language = keyof typeof LANGUAGES;

/** Their tags (BCP 47). */
export const LANGUAGE_TAGS = Object.keys(LANGUAGES) as readonly Language[];

/** How many lists of wanted languages are kept with what was found for them. */
const KEPT = 200;

const found = new Map<string, Language | undefined>();

export function isLanguage(tag: string | undefined): tag is Language {
  return tag !== undefined && Object.hasOwn(LANGUAGES, tag);
}

/**
 * The first of the wanted languages that is written, or that has a near relative which is: `de` for `de-CH`, `es` for `ca`.
 * @param wanted tags (BCP 47), the most wanted first
 */
export function nearestLanguage(wanted: readonly string[]): Language | undefined {
  if (isLanguage(wanted[0])) return wanted[0];
  const key = wanted.join();
  if (!found.has(key)) {
    if (found.size >= KEPT) found.clear();
    const tag = wanted.length === 0 ? '' : match(wanted, LANGUAGE_TAGS, '');
    found.set(key, isLanguage(tag) ? tag : undefined);
  }
  return found.get(key);
}

/**
 * The language in which something is written.
 * @param wanted by the reader, the most wanted first
 * @param usual that for readers who want none that is written; left out: English
 */
export function writtenLanguage(wanted: readonly string[], usual: string | undefined): Language {
  return nearestLanguage(wanted) ?? (isLanguage(usual) ? usual : 'en');
}
