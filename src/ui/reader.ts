import type { FastifyRequest } from 'fastify';
import { isPrefix, wantedLanguages } from '../oauth/language.js';
import type { Instant } from '../platform/clock.js';
import type { SentCookies } from '../platform/http/cookies.js';
import type { Language } from '../platform/texts/languages.js';
import type { BrandTokens } from './brand-tokens.js';

/** How pages and mails look that are about a request of a client; what is left out looks as all others. */
export interface Look {
  readonly logoUrl?: string | undefined;
  readonly tokens?: BrandTokens;
}

/** How pages look that are about a request of a client, and their language if no other is known; left out: as all. */
export interface ReaderClient extends Look {
  readonly language?: string | undefined;
  /** What pages call it and where its documents are, for languages, the most wanted first. */
  readonly documents?: (languages: readonly string[]) => ClientDocuments;
}

/** What an app wants people to find on every page about its request. */
export interface ClientDocuments {
  readonly name: string;
  readonly privacyUrl: string | undefined;
  readonly termsUrl: string | undefined;
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
export function clientOf({ cookies }: Pick<FastifyRequest, 'cookies'>): ReaderClient {
  return READERS.get(cookies)?.client ?? {};
}

/** How mails look that the page leads to whose request had these cookies. */
export function lookOf(cookies: SentCookies): Look {
  const { logoUrl, tokens } = clientOf({ cookies });
  return { logoUrl, ...(tokens && { tokens }) };
}

/** What the person chose by the language menu, and when. */
export interface Choice {
  readonly language: Language;
  readonly at: Instant;
}

/**
 * The languages that the reader of the page that answers the request wants, the most wanted first: what the person chose
 * since the app asked, what the app asks for, what the person chose before, the profile's, the browser's, and the client's.
 * Of what comes after a choice only its variants count, such as `fr-CH` of `fr`, and stand before it.
 */
export function languagesOf({ cookies, headers }: FastifyRequest, choice?: Choice): readonly string[] {
  const { uiLocales, requestedAt, locale, client } = READERS.get(cookies) ?? {};
  const asked = wantedLanguages(uiLocales, undefined);
  const usual = [
    ...wantedLanguages(locale, headers['accept-language']),
    ...(client?.language === undefined ? [] : [client.language]),
  ];
  if (!choice) return [...asked, ...usual];
  const chosen = [...[...asked, ...usual].filter((tag) => isPrefix(choice.language, tag)), choice.language];
  return requestedAt && choice.at >= requestedAt ? chosen : [...asked, ...chosen];
}
