import { InvalidRequest } from '../oauth/oauth-error.js';
import type { Parameters } from '../oauth/parameters.js';
import type { Instant } from '../platform/clock.js';

/** An authorization request that waits while a person signs in and decides. */
export interface ParkedRequest {
  readonly clientId: string;
  readonly parameters: Parameters;
  readonly createdAt: Instant;
  /** With whose account the request goes on; null as long as no one is signed in. */
  readonly userId: string | null;
  readonly accountSelectedAt: Instant | null;
  /** What was decided on the consent page, and by whom. */
  readonly decision: 'allow' | 'deny' | null;
  readonly decidedBy: string | null;
  /** When the client got its answer: what was noted here is used up. */
  readonly answeredAt: Instant | null;
}

/**
 * The parameters that have a meaning once a request is kept: RFC 6749 §4.1.1, RFC 7636 §4.3, RFC 8707 §2, OIDC Core §3.1.2.1,
 * §5.2 and §5.5, Multiple Response Types §2.1. Others are ignored (RFC 6749 §3.1), so they are not kept.
 */
export const KEPT_PARAMETERS: ReadonlySet<string> = new Set([
  'acr_values',
  'claims',
  'claims_locales',
  'client_id',
  'code_challenge',
  'code_challenge_method',
  'display',
  'id_token_hint',
  'login_hint',
  'max_age',
  'nonce',
  'prompt',
  'redirect_uri',
  'resource',
  'response_mode',
  'response_type',
  'scope',
  'state',
  'ui_locales',
]);

/** Most KiB of one request that is kept. */
const LARGEST_REQUEST = 16;

/**
 * A request as it is kept: JSON of the parameters that mean something, and its size in begun KiB.
 * @throws InvalidRequest if it is too large
 */
export function keep(parameters: Parameters): { readonly json: string; readonly size: number } {
  const json = JSON.stringify(parameters.only(KEPT_PARAMETERS));
  const size = Math.ceil(Buffer.byteLength(json) / 1024);
  if (size > LARGEST_REQUEST)
    throw new InvalidRequest(`the parameters have more than ${LARGEST_REQUEST} KiB together; shorten them`);
  return { json, size };
}

/** RFC 9126 §2.2: how the authorization endpoint recognises a request that this server keeps. */
const REQUEST_URI_PREFIX = 'urn:ietf:params:oauth:request_uri:';

export function requestUriOf(reference: string): string {
  return REQUEST_URI_PREFIX + reference;
}

/** The reference in a request URI of this server, or undefined for any other URI. */
export function referenceOf(requestUri: string): string | undefined {
  return requestUri.startsWith(REQUEST_URI_PREFIX) ? requestUri.slice(REQUEST_URI_PREFIX.length) : undefined;
}
