/** Languages of one request that are looked at. */
const MOST_LANGUAGES = 20;

/** Whether the text is a language tag (BCP 47). */
export function isLanguageTag(tag: string): boolean {
  try {
    return Intl.getCanonicalLocales(tag).length === 1;
  } catch {
    return false;
  }
}

/**
 * The languages somebody wants to read, the most wanted first.
 * @param uiLocales the parameter `ui_locales` (OIDC Core §3.1.2.1), which the client knows better than the browser
 * @param acceptLanguage the header (RFC 9110 §12.5.4)
 */
export function wantedLanguages(uiLocales: string | undefined, acceptLanguage: string | undefined): readonly string[] {
  const accepted = (acceptLanguage ?? '')
    .split(',')
    .slice(0, MOST_LANGUAGES)
    .map((range) => {
      const [tag = '', ...parameters] = range.split(';').map((part) => part.trim());
      const weight = parameters.find((parameter) => /^q=/i.test(parameter))?.slice(2);
      return { tag, weight: weight === undefined ? 1 : Number(weight) };
    })
    .filter(({ weight }) => weight > 0)
    .sort((left, right) => right.weight - left.weight)
    .map(({ tag }) => tag);
  return [...(uiLocales ?? '').split(' ').slice(0, MOST_LANGUAGES), ...accepted].filter(isLanguageTag);
}

/**
 * RFC 4647 §3.4: the member of the first wanted language for which there is one, such as `client_name#de` for `de-CH`;
 * else the member without a language.
 */
export function inLanguage(
  members: Readonly<Record<string, unknown>>,
  name: string,
  wanted: readonly string[],
): unknown {
  const tagged = new Map(
    Object.entries(members).flatMap(([member, value]) =>
      member.startsWith(`${name}#`) ? [[member.slice(name.length + 1).toLowerCase(), value] as const] : [],
    ),
  );
  for (const tag of tagged.size === 0 ? [] : wanted) {
    const subtags = tag.toLowerCase().split('-');
    for (let length = subtags.length; length > 0; length -= 1) {
      const value = tagged.get(subtags.slice(0, length).join('-'));
      if (value !== undefined) return value;
    }
  }
  return members[name];
}
