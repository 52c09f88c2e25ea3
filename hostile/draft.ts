import type { Chance } from './chance.js';

/** A request before it is written. */
export interface Draft {
  method: string;
  path: string;
  /** As they are sent, in order. */
  query: string[];
  headers: [name: string, value: string][];
  body: Buffer | undefined;
  mayBeCut: boolean;
  isIncomplete: boolean;
  /** Set if the body is not as long as the header says. */
  length?: string;
}

/** What protocol endpoints and pages read. */
export const NAMES = [
  'client_id client_secret redirect_uri response_type response_mode scope state nonce prompt max_age',
  'login_hint ui_locales acr_values claims code_challenge code_challenge_method resource request',
  'request_uri grant_type code code_verifier refresh_token token token_type_hint access_token',
  'id_token_hint client_assertion client_assertion_type post_logout_redirect_uri username password',
  'email csrf decision choice language ticket rd',
].flatMap((line) => line.split(' '));

/** Bytes of a body that is read and written again. */
const LONGEST_REWRITTEN = 10_000;

export function isJson({ headers }: Draft): boolean {
  return headers.some(([name, value]) => name === 'content-type' && value.includes('json'));
}

export function jsonBody(draft: Draft, text: string, type = 'application/json'): void {
  if (!isJson(draft))
    draft.headers = [...draft.headers.filter(([name]) => name !== 'content-type'), ['content-type', type]];
  draft.body = Buffer.from(text);
}

export function formBody(draft: Draft, text: string): void {
  draft.headers = [
    ...draft.headers.filter(([name]) => name !== 'content-type'),
    ['content-type', 'application/x-www-form-urlencoded'],
  ];
  draft.body = Buffer.from(text);
}

export function objectIn(body: Buffer | undefined): Readonly<Record<string, unknown>> {
  // What is nested deeply cannot be written again.
  if (body && body.length > LONGEST_REWRITTEN) return {};
  try {
    return { ...(JSON.parse(body?.toString() ?? '{}') as object) };
  } catch {
    return {};
  }
}

export function memberOf({ body }: Draft, chance: Chance): string {
  return chance.pick([...Object.keys(objectIn(body)), 'a']);
}
