import type { Place } from './claim-mapping.js';

/**
 * Claims that say something of the token itself, or that decide how it is read: what this server sets, and what extensions
 * set (https://www.iana.org/assignments/jwt/jwt.xhtml).
 */
const RESERVED: ReadonlySet<string> = new Set([
  // RFC 7519 §4.1, OIDC Core §2
  ...['iss', 'sub', 'aud', 'exp', 'nbf', 'iat', 'jti'],
  ...['nonce', 'azp', 'at_hash', 'c_hash', 's_hash', 'auth_time', 'acr', 'amr', 'sid', 'sub_jwk'],
  // OIDC Core §5.6, RFC 7662 §2.2, RFC 7800, RFC 8417, RFC 8693, RFC 9068, RFC 9396
  ...['_claim_names', '_claim_sources', 'active', 'token_type', 'client_id', 'scope', 'cnf'],
  ...['events', 'toe', 'txn', 'act', 'may_act', 'entitlements', 'authorization_details', 'token_introspection'],
  // Its own: what is revoked together.
  'family',
]);

/** What tokens say of a person already, so that resource servers and introspection rely on it. */
const RESERVED_AT: Readonly<Record<Place, readonly string[]>> = {
  id_token: [],
  userinfo: [],
  access_token: ['roles'],
  introspection: ['roles', 'username'],
};

/** Whether no mapping may set the claim in one of these places. */
export function isReserved(claim: string, places: readonly Place[]): boolean {
  return RESERVED.has(claim) || places.some((place) => RESERVED_AT[place]?.includes(claim));
}
