import { message } from '../platform/texts/message.js';
import type { Problem } from '../platform/validation/violations.js';

/** Longest username, in characters. */
const LONGEST = 255;

/** What sign-in looks up: without outer spaces, NFKC, lower case. Works for email addresses too. */
export function normalizeUsername(username: string): string {
  return username.trim().normalize('NFKC').toLowerCase();
}

/** How usernames look: visible characters, not spaces alone. */
export const USERNAME_FORM = /^(?=.*\S)[^\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]*$/u;

/** What is wrong with a username, or undefined if nothing is. */
export function usernameProblem(username: string): Problem | undefined {
  const normalized = normalizeUsername(username);
  if (normalized === '') return { detail: 'must not be empty', message: message('username.empty') };
  if (username.length > LONGEST || normalized.length > LONGEST)
    return {
      detail: `must have at most ${LONGEST} characters`,
      message: message('username.too-long', { most: LONGEST }),
    };
  if (/\p{Cc}|\p{Cf}|\p{Cs}|\p{Zl}|\p{Zp}/u.test(username))
    return { detail: 'must not have control or invisible characters', message: message('username.invisible') };
  return undefined;
}
