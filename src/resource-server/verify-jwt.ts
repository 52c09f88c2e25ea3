import { type CryptoKey, errors, type JWTHeaderParameters, type JWTPayload, jwtVerify } from 'jose';
import { InvalidToken } from '../oauth/oauth-error.js';
import { normalizeType, typeOf } from './access-token-type.js';

/** The claims of a verified JWT. */
export type Claims = JWTPayload;

/** Finds the public key that a JWT names by `kid` and `alg`; headers such as `jwk`, `jku` and `x5u` mean nothing to it. */
export type KeySet = (header: JWTHeaderParameters) => Promise<CryptoKey>;

/** The keys cannot be fetched now; the caller is not to blame. */
export class KeySetUnavailable extends Error {
  override readonly name = 'KeySetUnavailable';
}

export interface JwtExpectations {
  /** Compared exactly. */
  readonly issuer: string;
  /** Accepted kinds of JWT, as {@link typeOf} tells them; the prefix `application/` and the case of letters do not matter. */
  readonly typ: string | readonly string[];
  /** Must be among the JWT's audiences; left out: any audience will do. */
  readonly audience?: string;
  readonly algorithms: readonly string[];
  readonly keySet: KeySet;
  /** Claims that must be present, besides `iss` and `exp`. */
  readonly requiredClaims?: readonly string[];
  /** Milliseconds since 1970-01-01T00:00:00Z. Left out: the present. */
  readonly now?: number;
  /** Accepts a JWT outside of the time between `nbf` and `exp`. */
  readonly ignoreExpiry?: boolean;
}

/** More seconds than any clock will count. */
const FOR_EVER = Number.MAX_SAFE_INTEGER;

/**
 * RFC 7519 §7.2. Checks signature, algorithm, type, issuer, audience and time.
 * @throws InvalidToken that says what is wrong
 * @throws KeySetUnavailable if the issuer's keys cannot be fetched
 */
export async function verifyJwt(jwt: string, expected: JwtExpectations): Promise<Claims> {
  const { ignoreExpiry = false, requiredClaims = [] } = expected;
  try {
    const { payload, protectedHeader } = await jwtVerify(jwt, expected.keySet, {
      algorithms: [...expected.algorithms],
      issuer: expected.issuer,
      requiredClaims: ['exp', ...requiredClaims],
      ...(expected.audience === undefined ? {} : { audience: expected.audience }),
      ...(expected.now === undefined ? {} : { currentDate: new Date(expected.now) }),
      ...(ignoreExpiry ? { clockTolerance: FOR_EVER } : {}),
    });
    requireType(typeOf(protectedHeader.typ, payload), [expected.typ].flat());
    return payload;
  } catch (error) {
    if (error instanceof errors.JOSEError) throw new InvalidToken(explain(error), { cause: error });
    throw error;
  }
}

/** RFC 8725 §3.11: explicit typing, so that no JWT is taken for another kind. */
function requireType(actual: string | undefined, accepted: readonly string[]): void {
  if (actual !== undefined && accepted.map(normalizeType).includes(actual)) return;
  throw new InvalidToken(`the header typ of the token must be ${accepted.join(' or ')}`);
}

const CLAIM_VIOLATIONS: Readonly<Record<string, string>> = {
  iss: 'the token was issued by another issuer',
  aud: 'the token is meant for another audience: request one for this resource',
  nbf: 'the token is not valid yet',
};

function explain(error: errors.JOSEError): string {
  if (error instanceof errors.JWTExpired) return 'the token has expired: get a new one';
  if (error instanceof errors.JWTClaimValidationFailed) {
    if (error.reason === 'check_failed')
      return CLAIM_VIOLATIONS[error.claim] ?? `the claim ${error.claim} of the token is wrong`;
    return `the claim ${error.claim} of the token is ${error.reason === 'missing' ? 'missing' : 'malformed'}`;
  }
  if (error instanceof errors.JWSSignatureVerificationFailed) return 'the signature of the token does not match';
  if (error instanceof errors.JWKSNoMatchingKey || error instanceof errors.JWKSMultipleMatchingKeys) {
    return 'the token was signed with a key that is not known here';
  }
  if (error instanceof errors.JOSEAlgNotAllowed)
    return 'the token was signed with an algorithm that is not accepted here';
  return 'the token is not a well-formed JWT';
}
