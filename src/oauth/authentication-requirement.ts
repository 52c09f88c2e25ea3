import { satisfies } from './authentication-levels.js';

/** RFC 9470: how strongly and how recently a person must have been authenticated for what they want to do. */
export interface AuthenticationRequirement {
  /** One of these levels, or a stronger one; the most wanted first. Left out: any will do. */
  readonly acr?: string | readonly string[];
  /** Seconds since then, at most. Left out: however long it is. */
  readonly maxAge?: number;
}

/** What a token says of it (RFC 9068 §2.2.1); left out if no person took part. */
interface Authentication {
  readonly acr?: string;
  /** NumericDate, seconds. */
  readonly auth_time?: number;
}

/** RFC 9470 §3: what is missing, in words. @returns undefined if nothing is. @param now milliseconds since 1970 */
export function missing(
  { acr, maxAge }: AuthenticationRequirement,
  token: Authentication,
  now: number,
): string | undefined {
  const { acr: reached, auth_time: authTime } = token;
  if (acr !== undefined && (reached === undefined || ![acr].flat().some((wanted) => satisfies(reached, wanted))))
    return 'a stronger authentication is required: repeat the authorization request with these acr_values';
  if (maxAge !== undefined && (authTime === undefined || now > (authTime + maxAge) * 1000))
    return 'a more recent authentication is required: repeat the authorization request with this max_age';
  return undefined;
}

/** RFC 9470 §3: both parameters stand in a quoted string. @throws Error if the requirement cannot be said to a client */
export function checkRequirement({ acr = [], maxAge }: AuthenticationRequirement): void {
  const malformed = [acr].flat().find((value) => !/^[\x21\x23-\x5b\x5d-\x7e]+$/.test(value));
  if (malformed !== undefined)
    throw new Error(`an acr must be printable ASCII without spaces and quotes, not "${malformed}"`);
  if (maxAge !== undefined && !(Number.isSafeInteger(maxAge) && maxAge >= 0))
    throw new Error(`maxAge must be a whole number of seconds, not ${maxAge}`);
}
