import { normalizeUsername } from './username.js';

/** NIST SP 800-63B §3.1.1.2. */
const SHORTEST = 8;

/** In bytes. Longer ones are refused, never cut. */
const LONGEST = 1024;

/** RFC 8265 §4.2.2: the same password typed on another keyboard is the same text. */
export function normalizePassword(password: string): string {
  return password.normalize('NFC');
}

/** Whether any user could have this password; if not, it is not worth looking at. */
export function isPossiblePassword(password: string): boolean {
  return password !== '' && Buffer.byteLength(normalizePassword(password)) <= LONGEST;
}

/** What is wrong with a new password, or undefined where nothing is. */
export function passwordProblem(password: string, username: string): string | undefined {
  if ([...password].length < SHORTEST) return `must have at least ${SHORTEST} characters`;
  if (!isPossiblePassword(password)) return `must have at most ${LONGEST} bytes`;
  if (password.includes('\0')) return 'must not have NUL characters';
  if (normalizeUsername(password) === normalizeUsername(username)) return 'must not be the username';
  return undefined;
}
