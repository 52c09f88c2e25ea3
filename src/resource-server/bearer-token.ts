import { InvalidBearerRequest } from '../oauth/oauth-error.js';

/** The parts of a request that may carry an access token. */
export interface BearerSources {
  /** The values of the `Authorization` header, one per line that was sent. */
  readonly authorization: readonly string[];
  readonly query: unknown;
  /** The parsed form, if the request is a POST with one and the resource takes tokens from it. */
  readonly form?: unknown;
}

export interface BearerOptions {
  /** Also takes the token from a form that is sent by POST (RFC 6750 §2.2), as userinfo must (OIDC Core §5.3.1). */
  readonly tokenInForm?: boolean;
}

/** RFC 6750 §2.1: b64token. */
const CREDENTIALS = /^Bearer +([A-Za-z0-9\-._~+/]+=*)$/i;

/**
 * RFC 6750 §2: the access token of a request.
 * @returns undefined if none was sent, or if the credentials are for another scheme
 * @throws InvalidBearerRequest if it was sent in more than one way, malformed, or in the query string
 */
export function readBearerToken({ authorization, query, form }: BearerSources): string | undefined {
  // RFC 6750 §5.3 and RFC 9700 §4.3.2: addresses end up in logs and histories.
  if (has(query, 'access_token')) {
    throw new InvalidBearerRequest('send the access token in the Authorization header, not in the query string');
  }
  const sent = has(form, 'access_token') ? [form.access_token].flat() : [];
  if (authorization.length > 1 || sent.length > 1 || (authorization.length > 0 && sent.length > 0)) {
    throw new InvalidBearerRequest('send the access token once and in one way only');
  }
  if (sent.length > 0) return formToken(sent[0]);
  const header = authorization[0]?.trim();
  if (header === undefined || !/^Bearer( |$)/i.test(header)) return undefined;
  const token = CREDENTIALS.exec(header)?.[1];
  if (token === undefined)
    throw new InvalidBearerRequest('the Authorization header must be: Bearer, one space, the access token');
  return token;
}

function formToken(value: unknown): string {
  if (typeof value === 'string' && value !== '') return value;
  throw new InvalidBearerRequest('the parameter access_token must be the access token');
}

function has<Name extends string>(source: unknown, name: Name): source is Record<Name, unknown> {
  return typeof source === 'object' && source !== null && Object.hasOwn(source, name);
}
