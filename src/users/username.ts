/** Longest username, in characters. */
const LONGEST = 255;

/** What sign-in looks up: without outer spaces, NFKC, lower case. Works for email addresses too. */
export function normalizeUsername(username: string): string {
  return username.trim().normalize('NFKC').toLowerCase();
}

/** How usernames look: visible characters, not spaces alone. */
export const USERNAME_FORM = /^(?=.*\S)[^\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]*$/u;

/** What is wrong with a username, or undefined where nothing is. */
export function usernameProblem(username: string): string | undefined {
  const normalized = normalizeUsername(username);
  if (normalized === '') return 'must not be empty';
  if (username.length > LONGEST || normalized.length > LONGEST) return `must have at most ${LONGEST} characters`;
  if (/\p{Cc}|\p{Cf}|\p{Cs}|\p{Zl}|\p{Zp}/u.test(username)) return 'must not have control or invisible characters';
  return undefined;
}
