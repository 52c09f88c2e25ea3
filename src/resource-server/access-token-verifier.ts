import { InvalidToken } from '../oauth/oauth-error.js';
import { Cache } from '../platform/cache/cache.js';
import { Clock, type Instant } from '../platform/clock.js';
import { type Claims, type KeySet, verifyJwt } from './verify-jwt.js';

/** RFC 9068 §2.2: what a JWT access token says. */
export interface AccessTokenClaims {
  readonly iss: string;
  readonly sub: string;
  readonly aud: string | readonly string[];
  readonly client_id: string;
  /** Space-delimited; left out where nothing was granted. */
  readonly scope?: string;
  /** NumericDate, seconds. */
  readonly iat: number;
  readonly exp: number;
  readonly jti: string;
  readonly auth_time?: number;
  readonly acr?: string;
  readonly roles?: readonly string[];
  /** The authorization it came from; what is revoked together. */
  readonly family?: string;
  readonly [claim: string]: unknown;
}

/** An issuer and where its keys come from. */
export interface TrustedIssuer {
  readonly issuer: string;
  readonly keySet: KeySet;
  /** Left out: the system's clock. */
  readonly now?: () => Instant;
  /** Lets a verifier hear that a key is gone, so that it forgets what it has verified. */
  readonly onKeyGone?: (listener: () => void) => void;
}

/** The injection token of this server itself as a {@link TrustedIssuer}. */
export const OWN_ISSUER = Symbol('OwnIssuer');

export interface AccessTokenExpectations extends TrustedIssuer {
  /** The resource's own identifier; must be among the token's audiences. Left out: any audience will do. */
  readonly audience?: string;
  /** RFC 7518 §3.1; by default ES256 and RS256. */
  readonly algorithms?: readonly string[];
}

/**
 * Verifies one access token.
 * @throws InvalidToken that says what is wrong
 * @throws KeySetUnavailable where the issuer's keys cannot be fetched
 */
export type AccessTokenVerifier = (jwt: string) => Promise<AccessTokenClaims>;

const DEFAULT_ALGORITHMS = ['ES256', 'RS256'] as const;

/** RFC 9068 §2.2, besides `iss`, `exp` and `aud`, which are always checked. */
const REQUIRED_CLAIMS = ['sub', 'client_id', 'iat', 'jti'] as const;

/** Milliseconds for which a verified token is not verified again. A key that is gone counts for so long at most. */
const VERIFIED_LIFETIME_MS = 60_000;
const VERIFIED_TOKENS_KEPT = 5_000;

/**
 * Checks access tokens as RFC 9068 §4 tells a resource server to. A token usually comes many times before it expires,
 * so what was verified is remembered for a minute, though never beyond its `exp`.
 */
export function createAccessTokenVerifier(expected: AccessTokenExpectations): AccessTokenVerifier {
  const clock = expected.now ? { now: expected.now } : new Clock();
  const cache = new Cache(clock, {
    load: (jwt) => verifyAccessToken(jwt, expected, clock.now()),
    staleness: VERIFIED_LIFETIME_MS,
    capacity: VERIFIED_TOKENS_KEPT,
  });
  expected.onKeyGone?.(() => cache.forget());
  return async (jwt) => {
    const claims = (await cache.get(jwt)) as AccessTokenClaims;
    if (clock.now() < claims.exp * 1000) return claims;
    throw new InvalidToken('the token has expired: get a new one');
  };
}

async function verifyAccessToken(
  jwt: string,
  expected: AccessTokenExpectations,
  now: Instant,
): Promise<AccessTokenClaims> {
  const { issuer, audience, keySet, algorithms = DEFAULT_ALGORITHMS } = expected;
  const claims = await verifyJwt(jwt, {
    issuer,
    keySet,
    algorithms,
    typ: 'at+jwt',
    requiredClaims: REQUIRED_CLAIMS,
    now,
    ...(audience === undefined ? {} : { audience }),
  });
  return requireTypes(claims);
}

/** jose has checked `iss`, `aud` and the numbers `exp` and `nbf`. */
function requireTypes(claims: Claims): AccessTokenClaims {
  const malformed =
    ['sub', 'client_id', 'jti', 'scope', 'acr', 'family'].find(
      (name) => !['undefined', 'string'].includes(typeof claims[name]),
    ) ??
    ['iat', 'auth_time'].find((name) => !['undefined', 'number'].includes(typeof claims[name])) ??
    (claims.roles === undefined || isTexts(claims.roles) ? undefined : 'roles');
  if (malformed) throw new InvalidToken(`the claim ${malformed} of the token is malformed`);
  return claims as unknown as AccessTokenClaims;
}

function isTexts(value: unknown): boolean {
  return Array.isArray(value) && value.every((each) => typeof each === 'string');
}
