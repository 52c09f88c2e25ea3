/** Neither a control character, nor half of a surrogate pair, which no JSON may have (I-JSON, RFC 7493 §2.1). */
const STORABLE = String.raw`[^\p{Cc}\p{Cs}]`;

/**
 * Nor a character that is not seen but changes how others look: it turns the direction of text (UAX #9) or has no width, so
 * that one name passes for another, or rewrites the sentence around it (UTS #39 §3.1, UTR #36 §2.5).
 */
const SEEN = String.raw`[^\p{Cc}\p{Cs}\p{Cf}\p{Zl}\p{Zp}]`;

/** Joiners, which some scripts and emoji need: allowed in names of people (RFC 5892 appendix A). */
const OF_PEOPLE = String.raw`(?:${SEEN}|[\u200c\u200d])`;

/** A line of text that both databases store, and that can be a part of JSON and of addresses: what is searched for. */
export const LINE_FORM = new RegExp(`^${STORABLE}*$`, 'u');
export const LINE_MISTAKE = 'must not have control characters or halves of surrogate pairs';

/** Text of several lines that pages show. */
export const PROSE_FORM = new RegExp(String.raw`^(?:${SEEN}|[\t\n\r])*$`, 'u');

/** A line of text that pages and other people's screens show. */
export const TEXT_FORM = new RegExp(`^${SEEN}*$`, 'u');
export const TEXT_MISTAKE = 'must not have control or invisible characters or halves of surrogate pairs';

/** A line of text that describes a person. */
export const PERSONAL_TEXT_FORM = new RegExp(`^${OF_PEOPLE}*$`, 'u');

/**
 * What is wrong with a line of text that must not be empty, or undefined if nothing is.
 * @param longest characters
 */
export function textProblem(value: string, longest: number): string | undefined {
  return new RegExp(`^${SEEN}{1,${longest}}$`, 'u').test(value)
    ? undefined
    : `must have 1 to ${longest} characters, none of them a control or invisible character or half of a surrogate pair`;
}
