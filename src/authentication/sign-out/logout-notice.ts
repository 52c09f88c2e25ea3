import type { Client } from '../../clients/client.js';
import { withParameters } from '../../oauth/redirect-uri.js';
import { type Instant, MINUTE, numericDate } from '../../platform/clock.js';

/** A session that has ended, and the clients that hear of it. */
export interface EndedSession {
  readonly sid: string;
  readonly userId: string;
  readonly clientIds: readonly string[];
}

/** OIDC Back-Channel Logout §4: logout tokens should live for two minutes at most. */
const LIFETIME = 2 * MINUTE;

const EVENT = 'http://schemas.openid.net/event/backchannel-logout';

/** Whether the client wants to hear of the end of a session in which it got an ID token. */
export function hearsOfLogout({ metadata }: Client): boolean {
  return metadata.backchannel_logout_uri !== undefined || metadata.frontchannel_logout_uri !== undefined;
}

/** OIDC Front-Channel Logout §2: the page that ends the client's session in the browser; undefined if it has none. */
export function frontchannelAddress({ metadata }: Client, issuer: string, sid: string): string | undefined {
  const { frontchannel_logout_uri: uri, frontchannel_logout_session_required: named = false } = metadata;
  if (uri === undefined || !named) return uri;
  return withParameters(uri, { iss: issuer, sid });
}

/** OIDC Back-Channel Logout §2.4: the claims of a logout token. */
export function logoutClaims(
  about: { readonly issuer: string; readonly clientId: string; readonly subject: string; readonly sid: string },
  jti: string,
  now: Instant,
) {
  return {
    iss: about.issuer,
    sub: about.subject,
    aud: about.clientId,
    iat: numericDate(now),
    exp: numericDate(now) + LIFETIME,
    jti,
    events: { [EVENT]: {} },
    sid: about.sid,
  };
}
