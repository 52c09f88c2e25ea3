/** Languages of one request that are looked at, in each of its lists. */
const LANGUAGES_READ = 20;

/** How language tags (BCP 47) look that have no extensions, for documentation; whether a text is one, {@link isLanguageTag} says. */
export const LANGUAGE_TAG =
  '([A-Za-z]{2,3}|[A-Za-z]{5,8})(-[A-Za-z]{4})?(-([A-Za-z]{2}|[0-9]{3}))?(-([A-Za-z0-9]{5,8}|[0-9][A-Za-z0-9]{3}))*';

/** Whether the text is a language tag (BCP 47). */
export function isLanguageTag(tag: string): boolean {
  try {
    return Intl.getCanonicalLocales(tag).length === 1;
  } catch {
    return false;
  }
}

/**
 * The languages that someone wants to read, the most wanted first.
 * @param uiLocales the parameter `ui_locales` (OIDC Core §3.1.2.1), which the client knows better than the browser
 * @param acceptLanguage the header (RFC 9110 §12.5.4)
 */
export function wantedLanguages(uiLocales: string | undefined, acceptLanguage: string | undefined): readonly string[] {
  const accepted = (acceptLanguage ?? '')
    .split(',')
    .slice(0, LANGUAGES_READ)
    .map((range) => {
      const [tag = '', ...parameters] = range.split(';').map((part) => part.trim());
      const weight = parameters.find((parameter) => /^q=/i.test(parameter))?.slice(2);
      return { tag, weight: weight === undefined ? 1 : Number(weight) };
    })
    .filter(({ weight }) => weight > 0)
    .sort((left, right) => right.weight - left.weight)
    .map(({ tag }) => tag);
  return [...(uiLocales ?? '').split(' ').slice(0, LANGUAGES_READ), ...accepted].filter(isLanguageTag);
}

/** The tags of the members that give `name` in some language: `de` of `client_name#de`. */
export function tagsOf(members: Readonly<Record<string, unknown>>, name: string): readonly string[] {
  return Object.keys(members).flatMap((member) =>
    member.startsWith(`${name}#`) ? [member.slice(name.length + 1)] : [],
  );
}

/** Whether the member gives `name` in some language: `client_name#de` does so of `client_name`. */
export function isInLanguage(member: string, name: string): boolean {
  return member.startsWith(`${name}#`) && isLanguageTag(member.slice(name.length + 1));
}

/** RFC 4647 §3.4: the tag that is the language that is wanted, or else the nearest that is less specific, such as `de` for `de-CH`. */
export function lookUpTag(tags: readonly string[], wanted: string): string | undefined {
  const [nearest] = tags.filter((tag) => isPrefix(tag, wanted)).sort((left, right) => right.length - left.length);
  return nearest;
}

/** RFC 4647 §3.3.1: whether the subtags of one tag begin with those of the other. */
export function isPrefix(range: string, tag: string): boolean {
  return `${tag}-`.toLowerCase().startsWith(`${range}-`.toLowerCase());
}

/** The member of the first wanted language for which there is one; else the member without a language. */
export function inLanguage(
  members: Readonly<Record<string, unknown>>,
  name: string,
  wanted: readonly string[],
): unknown {
  const tags = tagsOf(members, name);
  for (const language of wanted) {
    const tag = lookUpTag(tags, language);
    if (tag !== undefined) return members[`${name}#${tag}`];
  }
  return members[name];
}
