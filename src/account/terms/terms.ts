import { inLanguage, isLanguageTag } from '../../oauth/language.js';
import type { Instant } from '../../platform/clock.js';
import { PROSE_FORM, TEXT_MISTAKE } from '../../platform/validation/text.js';
import { pointer, type Violation, violationsAt } from '../../platform/validation/violations.js';

/** What people accept: where it stands, or its text; each also in languages, as `url#de` and `text#de` (RFC 7591 §2.2). */
export type TermsContents = Readonly<Record<string, string>>;

/** A version of the terms. */
export interface Terms {
  readonly version: string;
  readonly contents: TermsContents;
  readonly publishedAt: Instant;
}

/** What a reader sees. */
export interface ReadableTerms {
  readonly url: string | undefined;
  /** Paragraphs. */
  readonly text: readonly string[];
}

const VERSION_FORM = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;
const CONTENTS = pointer('contents');
const LONGEST_TEXT = 100_000;
const LONGEST_URL = 2048;
/** Addresses and texts in all languages. */
export const MOST_MEMBERS = 60;

/** Everything that is wrong with a version, whose values have any type. */
export function termsMistakes(version: unknown, contents: Readonly<Record<string, unknown>>): readonly Violation[] {
  const names = Object.keys(contents);
  const isVersion = typeof version === 'string' && VERSION_FORM.test(version);
  return [
    ...violationsAt(
      '/version',
      isVersion ? undefined : 'must have 1 to 64 letters, digits, dots, hyphens or low lines',
    ),
    ...violationsAt(CONTENTS, names.length > MOST_MEMBERS ? `must have at most ${MOST_MEMBERS} members` : undefined),
    ...violationsAt(CONTENTS, 'url' in contents || 'text' in contents ? undefined : 'must have a url or a text'),
    ...names.flatMap((name) => violationsAt(CONTENTS + pointer(name), mistake(name, contents[name]))),
  ];
}

function mistake(name: string, value: unknown): string | undefined {
  const [plain, tag, ...more] = name.split('#');
  if ((plain !== 'url' && plain !== 'text') || more.length > 0 || (tag !== undefined && !isLanguageTag(tag)))
    return 'is unknown; it must be url or text, or one of these with a language tag, such as text#de';
  if (typeof value !== 'string' || value.trim() === '') return 'must be text';
  if (plain === 'text') return proseMistake(value);
  const isUrl = value.length <= LONGEST_URL && URL.canParse(value) && new URL(value).protocol === 'https:';
  return isUrl ? undefined : `must be an https URL of at most ${LONGEST_URL} characters`;
}

function proseMistake(text: string): string | undefined {
  if (text.length > LONGEST_TEXT) return `must have at most ${LONGEST_TEXT} characters`;
  return PROSE_FORM.test(text) ? undefined : TEXT_MISTAKE;
}

/** @param languages the most wanted first */
export function readable({ contents }: Terms, languages: readonly string[]): ReadableTerms {
  const [url, text] = ['url', 'text'].map((name) => inLanguage(contents, name, languages) as string | undefined);
  return { url, text: (text ?? '').split(/\n\s*\n/).filter((paragraph) => paragraph.trim() !== '') };
}
