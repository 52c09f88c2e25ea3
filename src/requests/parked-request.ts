import type { Parameters } from '../oauth/parameters.js';
import type { Instant } from '../platform/clock.js';

/** An authorization request that waits while a person signs in and decides. */
export interface ParkedRequest {
  readonly clientId: string;
  readonly parameters: Parameters;
  readonly createdAt: Instant;
  /** With whose account the request goes on; null as long as nobody is signed in. */
  readonly userId: string | null;
  readonly accountSelectedAt: Instant | null;
  /** What was decided on the consent page, and by whom. */
  readonly decision: 'allow' | 'deny' | null;
  readonly decidedBy: string | null;
  /** When the client got its answer: what was noted here is used up. */
  readonly answeredAt: Instant | null;
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
