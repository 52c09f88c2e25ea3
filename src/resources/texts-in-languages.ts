import { inLanguage, isInLanguage } from '../oauth/language.js';
import { textProblem } from '../platform/validation/text.js';
import { pointer, type Violation, violationsAt } from '../platform/validation/violations.js';

/** One text in several languages, by member names as of RFC 7591 §2.2: `name#de`. */
export type TextsInLanguages = Readonly<Record<string, string>>;

/** Languages of one text. */
const MOST_LANGUAGES = 60;

/** The members that are a text in some language, in the order of their names; whether they are well-formed, {@link textsMistakes} says. */
export function textsIn(members: object): { readonly texts?: TextsInLanguages } {
  const found = Object.entries(members).filter(([member]) => member.includes('#'));
  return found.length === 0
    ? {}
    : { texts: Object.fromEntries(found.sort(([one], [other]) => (one < other ? -1 : 1))) };
}

/**
 * What is wrong with a text in other languages; values that come from outside have any type.
 * @param name of the member without a language
 * @param longest characters
 */
export function textsMistakes(
  texts: Readonly<Record<string, unknown>> = {},
  name: string,
  longest: number,
): readonly Violation[] {
  const members = Object.keys(texts);
  return [
    ...violationsAt(
      pointer(name),
      members.length > MOST_LANGUAGES ? `must be in at most ${MOST_LANGUAGES} other languages` : undefined,
    ),
    ...members.flatMap((member) => violationsAt(pointer(member), mistake(member, texts[member], name, longest))),
  ];
}

function mistake(member: string, value: unknown, name: string, longest: number): string | undefined {
  if (!isInLanguage(member, name))
    return `is unknown; it must be ${name} with a language tag (BCP 47), such as ${name}#de`;
  return typeof value === 'string' ? textProblem(value, longest) : 'must be text';
}

/** @param languages of the reader, the most wanted first */
export function textIn(
  texts: TextsInLanguages | undefined,
  name: string,
  plain: string,
  languages: readonly string[],
): string {
  return texts ? String(inLanguage({ ...texts, [name]: plain }, name, languages)) : plain;
}
