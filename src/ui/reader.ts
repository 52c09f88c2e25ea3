import type { FastifyRequest } from 'fastify';
import { wantedLanguages } from '../oauth/language.js';
import type { Instant } from '../platform/clock.js';
import type { SentCookies } from '../platform/http/cookies.js';
import { type Language, nearestLanguage } from '../texts/languages.js';
import type { BrandTokens } from './brand-tokens.js';

/** How pages look that are about a request of a client, and their language if no other is known; left out: as all. */
export interface ReaderClient {
  readonly language?: string | undefined;
  readonly logoUrl?: string | undefined;
  readonly tokens?: BrandTokens;
}

/** What is known of the person who reads the pages of one request. */
interface Reader {
  /** `ui_locales` of the authorization request that the page is about (OIDC Core §3.1.2.1). */
  readonly uiLocales?: string | undefined;
  /** When that authorization request came. */
  readonly requestedAt?: Instant | undefined;
  /** Of the profile of who is signed in. */
  readonly locale?: string | undefined;
  /** The client that the authorization request is of. */
  readonly client?: ReaderClient;
}

/** By the cookies of the request, which every part that finds something out has at hand. */
const READERS = new WeakMap<SentCookies, Reader>();

/** Notes what a page's request is found out to be about, so that its page is shown in the right language. */
export function noteReader(sent: SentCookies, known: Reader): void {
  READERS.set(sent, { ...READERS.get(sent), ...known });
}

/** See {@link Reader.client}. */
export function clientOf({ cookies }: FastifyRequest): ReaderClient {
  return READERS.get(cookies)?.client ?? {};
}

/** What the person chose by the language menu, and when. */
export interface Choice {
  readonly language: Language;
  readonly at: Instant;
}

/**
 * The language of the page that answers the request: what the person chose since the app asked, what the app asks for, what
 * the person chose before, the profile's, the browser's, or the client's; undefined if none of them is written here.
 */
export function languageOf({ cookies, headers }: FastifyRequest, choice?: Choice): Language | undefined {
  const { uiLocales, requestedAt, locale, client } = READERS.get(cookies) ?? {};
  const accepted = headers['accept-language'];
  const chosen = choice && [choice.language];
  return nearestLanguage([
    ...(chosen && requestedAt && choice.at >= requestedAt ? chosen : []),
    ...wantedLanguages(uiLocales, undefined),
    ...(chosen ?? []),
    ...wantedLanguages(locale, accepted),
    ...(client?.language === undefined ? [] : [client.language]),
  ]);
}
