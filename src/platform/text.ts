/** Neither a control character, nor half of a surrogate pair, which no JSON may have (I-JSON, RFC 7493 §2.1). */
const CHARACTER = String.raw`[^\p{Cc}\p{Cs}]`;

/** A line of text that people read, that both databases store, and that can be a part of JSON and of addresses. */
export const TEXT_FORM = new RegExp(`^${CHARACTER}*$`, 'u');
export const TEXT_MISTAKE = 'must not have control characters or halves of surrogate pairs';

/**
 * What is wrong with a line of text that must not be empty, or undefined where nothing is.
 * @param longest characters
 */
export function textProblem(value: string, longest: number): string | undefined {
  return new RegExp(`^${CHARACTER}{1,${longest}}$`, 'u').test(value)
    ? undefined
    : `must have 1 to ${longest} characters, none of them a control character or half of a surrogate pair`;
}
