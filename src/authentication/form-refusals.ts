import type { SentCookies } from '../platform/http/cookies.js';

/** Why a form was not taken whose CSRF token is not that of the browser, in words. */
export const OUTDATED = 'This page was open for too long, please try again.';
const WITHOUT_COOKIES =
  'Your browser sent no cookies, and without them no one can sign in. Allow cookies for this site, then try again.';

/** Whether the browser keeps no cookies: every page with a form sets one. */
export function hasNoCookies(sent: SentCookies): boolean {
  return Object.keys(sent).length === 0;
}

/** Why a form of someone who is not signed in was not taken. */
export function distrusted(sent: SentCookies): string {
  return hasNoCookies(sent) ? WITHOUT_COOKIES : OUTDATED;
}
