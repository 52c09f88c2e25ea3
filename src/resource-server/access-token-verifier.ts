import { InvalidToken } from '../oauth/oauth-error.js';
import { ACCESS_TOKEN_TYPE } from './access-token-type.js';
import { type Claims, type KeySet, verifyJwt } from './verify-jwt.js';

/** RFC 9068 §2.2: what a JWT access token says. */
export interface AccessTokenClaims {
  readonly iss: string;
  readonly sub: string;
  readonly aud: string | readonly string[];
  readonly client_id: string;
  /** Space-delimited; left out if nothing was granted. */
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
  /** The present, in milliseconds since 1970-01-01T00:00:00Z. Left out: the system's clock. */
  readonly now?: () => number;
  /** Lets a verifier hear that a key is gone, so that it forgets what it has verified. */
  readonly onKeyGone?: (listener: () => void) => void;
}

/** The injection token of this server itself as a {@link TrustedIssuer}. */
export const OWN_ISSUER = Symbol('OwnIssuer');

export interface AccessTokenExpectations extends TrustedIssuer {
  /** The resource's own identifier; must be among the token's audiences. Left out: any audience will do. */
  readonly audience?: string;
  /** RFC 7518 §3.1; by default all that the issuer signs with: ES256, RS256, PS256, EdDSA and Ed25519. */
  readonly algorithms?: readonly string[];
}

/**
 * Verifies one access token.
 * @throws InvalidToken that says what is wrong
 * @throws KeySetUnavailable if the issuer's keys cannot be fetched
 */
export type AccessTokenVerifier = (jwt: string) => Promise<AccessTokenClaims>;

/** All that this server signs with; a key of its key set is for one of them. */
const DEFAULT_ALGORITHMS = ['ES256', 'RS256', 'PS256', 'EdDSA', 'Ed25519'] as const;

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
  const now = expected.now ?? Date.now;
  const verified = new VerifiedTokens((jwt, at) => verifyAccessToken(jwt, expected, at));
  expected.onKeyGone?.(() => verified.clear());
  return async (jwt) => {
    const claims = await verified.get(jwt, now());
    if (now() < claims.exp * 1000) return claims;
    throw new InvalidToken('the token has expired: get a new one');
  };
}

interface VerifiedToken {
  readonly claims: Promise<AccessTokenClaims>;
  /** When its verification began. */
  readonly verifiedAt: number;
}

/** Tokens that were verified a moment ago; the one verified longest ago makes room. Those that fail are not kept. */
class VerifiedTokens {
  private readonly tokens = new Map<string, VerifiedToken>();

  constructor(private readonly verify: (jwt: string, now: number) => Promise<AccessTokenClaims>) {}

  get(jwt: string, now: number): Promise<AccessTokenClaims> {
    const known = this.tokens.get(jwt);
    // A clock that was set back does not make it younger.
    if (known && known.verifiedAt <= now && now - known.verifiedAt < VERIFIED_LIFETIME_MS) return known.claims;
    const token = { claims: this.verify(jwt, now), verifiedAt: now };
    this.tokens.delete(jwt);
    this.tokens.set(jwt, token);
    if (this.tokens.size > VERIFIED_TOKENS_KEPT) this.tokens.delete(this.tokens.keys().next().value as string);
    token.claims.catch(() => {
      if (this.tokens.get(jwt) === token) this.tokens.delete(jwt);
    });
    return token.claims;
  }

  /** What is being verified at this moment is not kept either. */
  clear(): void {
    this.tokens.clear();
  }
}

async function verifyAccessToken(
  jwt: string,
  expected: AccessTokenExpectations,
  now: number,
): Promise<AccessTokenClaims> {
  const { issuer, audience, keySet, algorithms = DEFAULT_ALGORITHMS } = expected;
  const claims = await verifyJwt(jwt, {
    issuer,
    keySet,
    algorithms,
    typ: ACCESS_TOKEN_TYPE,
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
