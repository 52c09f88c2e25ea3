import type { JWTPayload } from 'jose';

/** RFC 9068 §2.1. */
export const ACCESS_TOKEN_TYPE = 'at+jwt';

const MARK = 'token_use';
const ACCESS = 'access';

/**
 * What kind of JWT it is (RFC 8725 §3.11). The `typ` header `JWT` does not tell access tokens from ID tokens, so an access token
 * with it carries a mark, and nothing else that the server signs does.
 * @param typ its header
 * @returns in lower case, without the prefix `application/` (RFC 7515 §4.1.9); undefined if the header is missing
 */
export function typeOf(typ: string | undefined, claims: JWTPayload): string | undefined {
  const type = typ === undefined ? undefined : normalizeType(typ);
  return type === 'jwt' && claims[MARK] === ACCESS ? ACCESS_TOKEN_TYPE : type;
}

/** As types are compared. */
export function normalizeType(typ: string): string {
  return typ.toLowerCase().replace(/^application\//, '');
}

/** The claims of an access token with this `typ` header. */
export function marked(claims: JWTPayload, typ: string): JWTPayload {
  return normalizeType(typ) === 'jwt' ? { ...claims, [MARK]: ACCESS } : claims;
}

/** The claims of what is no access token, whatever someone has them say. */
export function unmarked(claims: JWTPayload): JWTPayload {
  return claims[MARK] === ACCESS ? { ...claims, [MARK]: undefined } : claims;
}
