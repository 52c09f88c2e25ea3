import type { Instant } from '../platform/clock.js';
import type { Config } from '../platform/config/config.js';
import { type Cookies, readCookie, type SentCookies, setCookie } from '../platform/http/cookies.js';
import { isLanguage, type Language } from '../platform/texts/languages.js';
import type { Choice } from './reader.js';

const COOKIE = 'gatehouse_language';

/** Seconds that a choice is kept: a year. */
const KEPT = 365 * 24 * 60 * 60;

/** What the person chose by the language menu of this browser; undefined if nothing. */
export function chosenLanguage(sent: SentCookies, config: Pick<Config, 'issuer'>): Choice | undefined {
  const [language, at] = (readCookie(sent, config, COOKIE) ?? '').split('.');
  return isLanguage(language) ? { language, at: Number(at) || 0 } : undefined;
}

export function keepLanguage(cookies: Cookies, config: Pick<Config, 'issuer'>, language: Language, now: Instant): void {
  setCookie(cookies, config, COOKIE, `${language}.${now}`, KEPT);
}
