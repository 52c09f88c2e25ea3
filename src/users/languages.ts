import { isLanguageTag, isPrefix, lookUpTag, tagsOf } from '../oauth/language.js';

/** Claims by name, those in other languages with a tag (OIDC Core §5.2), such as `family_name#ja-Kana-JP`. */
type Values = Readonly<Record<string, unknown>>;

type Claim = readonly [name: string, value: unknown];

/** Claims that people read, or that lead to what people read: they may differ from language to language. */
export const IN_LANGUAGES: ReadonlySet<string> = new Set([
  'name',
  'given_name',
  'family_name',
  'middle_name',
  'nickname',
  'profile',
  'picture',
  'website',
  'gender',
  'address',
]);

/** The plain name of a claim in some language, or undefined if the name is not one of those with a BCP 47 language tag. */
export function plainName(name: string): string | undefined {
  const [plain, tag, ...more] = name.split('#');
  return more.length === 0 && IN_LANGUAGES.has(plain as string) && isLanguageTag(tag ?? '') ? plain : undefined;
}

/** The claim under the very name that was asked for; the case of a language tag does not matter (OIDC Core §5.2). */
export function withTag(values: Values, name: string): readonly Claim[] {
  const stored = Object.keys(values).find((each) => each.toLowerCase() === name.toLowerCase());
  return stored === undefined ? [] : [[name, values[stored]]];
}

/**
 * OIDC Core §5.2: the claim in the languages that are wanted. In a single one it goes without a tag;
 * else the plain value comes along, and each of the others has its tag.
 */
export function inLocales(values: Values, name: string, locales: readonly string[]): readonly Claim[] {
  const plain: Claim = [name, values[name]];
  const tags = tagsOf(values, name);
  const found = locales.flatMap((locale) => bestTag(tags, locale) ?? []);
  if (locales.length > 1) return [plain, ...found.map((tag): Claim => [`${name}#${tag}`, values[`${name}#${tag}`]])];
  return found.length > 0 ? [[name, values[`${name}#${found[0]}`]]] : [plain];
}

/** The tag that was looked up; else one that is more specific than what is wanted (RFC 4647 §3.3.1). */
function bestTag(tags: readonly string[], locale: string): string | undefined {
  return lookUpTag(tags, locale) ?? tags.find((tag) => isPrefix(locale, tag));
}
