import type { SentCookies } from '../platform/http/cookies.js';
import { type Message, message } from '../platform/texts/message.js';

/** Why a form was not taken whose CSRF token is not that of the browser. */
export const OUTDATED = message('form.outdated');
const WITHOUT_COOKIES = message('form.without-cookies');

/** Whether the browser keeps no cookies: every page with a form sets one. */
export function hasNoCookies(sent: SentCookies): boolean {
  return Object.keys(sent).length === 0;
}

/** Why a form of someone who is not signed in was not taken. */
export function distrusted(sent: SentCookies): Message {
  return hasNoCookies(sent) ? WITHOUT_COOKIES : OUTDATED;
}
