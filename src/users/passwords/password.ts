import { message } from '../../platform/texts/message.js';
import type { Problem } from '../../platform/validation/violations.js';

/** In bytes. Longer ones are refused, never cut. */
const LONGEST = 1024;

/** Characters around an expected word, such as a year, that do not make it a password. */
const FEW = 4;

/** RFC 8265 §4.2.2: the same password typed on another keyboard is the same text. */
export function normalizePassword(password: string): string {
  return password.normalize('NFC');
}

/** Whether any user could have this password; if not, it is not worth looking at. */
export function isPossiblePassword(password: string): boolean {
  return password !== '' && Buffer.byteLength(normalizePassword(password)) <= LONGEST;
}

/** NIST SP 800-63B-4 §3.1.1.2: each code point counts as one character. */
export function lengthOfPassword(password: string): number {
  return [...password].length;
}

/** What is wrong with the form of a new password, or undefined if nothing is. */
export function passwordFormProblem(password: string): Problem | undefined {
  if (!isPossiblePassword(password))
    return { detail: `must have at most ${LONGEST} bytes`, message: message('password.too-long', { most: LONGEST }) };
  if (password.includes('\0')) return { detail: 'must not have NUL characters', message: message('password.nul') };
  return undefined;
}

/** As passwords are compared with those that others guess first: upper and lower case are the same. */
export function foldPassword(password: string): string {
  return password.trim().normalize('NFKC').toLowerCase();
}

/**
 * Whether a password is one of the words that are expected of this person at this server, or little more: digits and
 * punctuation around it. NIST SP 800-63B-4 §3.1.1.2: "such as the name of the service, the username, and derivatives".
 */
export function isExpected(password: string, words: readonly string[]): boolean {
  const folded = foldPassword(password);
  return words
    .map(foldPassword)
    .filter((word) => word !== '' && folded.includes(word))
    .some((word) => {
      const rest = folded.replace(word, '');
      return rest.length <= FEW && !/\p{L}/u.test(rest);
    });
}
