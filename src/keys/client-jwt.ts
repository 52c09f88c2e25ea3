import {
  createLocalJWKSet,
  decodeJwt,
  decodeProtectedHeader,
  errors,
  type JSONWebKeySet,
  type JWTVerifyGetKey,
  type JWTVerifyOptions,
  jwtVerify,
  UnsecuredJWT,
} from 'jose';
import { after, type Instant, numericDate, toDate } from '../platform/clock.js';
import type { Claims } from '../resource-server/verify-jwt.js';

/** RFC 7517 §5: the public keys of a client. */
export type JwkSet = JSONWebKeySet;

/** RFC 7518 §3.1, RFC 8037 §3.1, RFC 9864 §2.2: the algorithms by which clients may sign with keys of their own. */
export const CLIENT_SIGNING_ALGORITHMS = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
  'Ed25519',
] as const;

/** What request objects may be signed with; `none` only if the client is registered so. */
export const REQUEST_OBJECT_ALGORITHMS = ['none', ...CLIENT_SIGNING_ALGORITHMS] as const;

/** The algorithm by which clients may sign with their secret; longer digests want longer secrets than ours (RFC 7518 §3.2). */
export const CLIENT_MAC_ALGORITHMS = ['HS256'] as const;

/** Seconds by which the clock of a client may differ from ours. */
export const CLIENT_CLOCK_TOLERANCE = 30;

/** A JWT made by a client, and what is expected of it. */
export interface ClientJwt {
  readonly jwt: string;
  /** Its name in messages, such as `the client assertion`. */
  readonly name: string;
  readonly algorithms: readonly string[];
  readonly now: Instant;
  /** Accepted `typ` headers, in lower case and without `application/`; a JWT without one is accepted too. */
  readonly types: readonly string[];
  readonly requiredClaims: readonly string[];
  /** Who must have issued it, if it says who. */
  readonly issuer: string;
  /** The audiences of which it must name one, if it names any. */
  readonly audiences: readonly string[];
}

/** A JWT of a client is not accepted; the message tells the client why. */
export class ClientJwtRefused extends Error {
  override readonly name: string = 'ClientJwtRefused';
}

/** None of the known keys has signed it. */
class UnknownKey extends ClientJwtRefused {}

const encoder = new TextEncoder();

/**
 * The claims of a JWT that is not verified yet.
 * @throws ClientJwtRefused if it is not even a JWT
 */
export function readUnverified(jwt: string, name: string): { readonly alg: string; readonly claims: Claims } {
  try {
    return { alg: decodeProtectedHeader(jwt).alg ?? '', claims: decodeJwt(jwt) };
  } catch (cause) {
    throw new ClientJwtRefused(`${name} is no well-formed signed JWT`, { cause });
  }
}

/**
 * Verifies a JWT by the client's public keys. If none of them has signed it, they are asked for once more.
 * @param find the keys; `again`: those found before were not good enough
 * @throws ClientJwtRefused, and what `find` throws
 */
export async function verifyByKeys(jwt: ClientJwt, find: (again: boolean) => Promise<JwkSet>): Promise<Claims> {
  const known = await find(false);
  try {
    return await verifyByKeySet(jwt, known);
  } catch (error) {
    if (!(error instanceof UnknownKey)) throw error;
    const fresh = await find(true);
    if (fresh === known) throw error;
    return verifyByKeySet(jwt, fresh);
  }
}

/** Verifies a JWT by secrets that the client shares with us, one of which is enough. @throws ClientJwtRefused */
export async function verifyBySecrets(jwt: ClientJwt, secrets: readonly string[]): Promise<Claims> {
  for (const secret of secrets) {
    try {
      return await verify(jwt, async () => encoder.encode(secret));
    } catch (error) {
      if (!(error instanceof UnknownKey)) throw error;
    }
  }
  throw new UnknownKey(`the signature of ${jwt.name} does not match the client secret`);
}

/** Reads a JWT that is not signed: `alg` is `none`. @throws ClientJwtRefused */
export function readUnsigned(jwt: ClientJwt): Claims {
  try {
    const { payload, header } = UnsecuredJWT.decode(jwt.jwt, timesOf(jwt));
    requireClaims(payload, header.typ, jwt);
    return payload;
  } catch (error) {
    throw refusalOf(error, jwt);
  }
}

async function verifyByKeySet(jwt: ClientJwt, keys: JwkSet): Promise<Claims> {
  try {
    return await verify(jwt, createLocalJWKSet(keys));
  } catch (error) {
    if (!(error instanceof errors.JWKSMultipleMatchingKeys)) throw refusalOf(error, jwt);
    for await (const key of error) {
      try {
        return await verify(jwt, async () => key);
      } catch (mismatch) {
        if (!(mismatch instanceof UnknownKey)) throw mismatch;
      }
    }
    throw new UnknownKey(`none of the client's keys has signed ${jwt.name}`);
  }
}

async function verify(jwt: ClientJwt, key: JWTVerifyGetKey): Promise<Claims> {
  try {
    const options = { ...timesOf(jwt), algorithms: [...jwt.algorithms] };
    const { payload, protectedHeader } = await jwtVerify(jwt.jwt, key, options);
    requireClaims(payload, protectedHeader.typ, jwt);
    return payload;
  } catch (error) {
    if (error instanceof errors.JWKSMultipleMatchingKeys) throw error;
    throw refusalOf(error, jwt);
  }
}

function timesOf({ now, requiredClaims }: ClientJwt): JWTVerifyOptions {
  return { currentDate: toDate(now), clockTolerance: CLIENT_CLOCK_TOLERANCE, requiredClaims: [...requiredClaims] };
}

/** RFC 8725 §3.8 to §3.11: who made it, for whom, when, and as what. */
function requireClaims({ iss, aud, iat }: Claims, typ: unknown, jwt: ClientJwt): void {
  const { name, issuer, audiences, types, now } = jwt;
  if (iss !== undefined && iss !== issuer) throw new ClientJwtRefused(`the claim iss of ${name} must be ${issuer}`);
  if (aud !== undefined && ![aud].flat().some((each) => audiences.includes(each)))
    throw new ClientJwtRefused(`the claim aud of ${name} must be ${audiences.join(' or ')}`);
  if (iat !== undefined && !(typeof iat === 'number' && iat <= numericDate(after(now, CLIENT_CLOCK_TOLERANCE))))
    throw new ClientJwtRefused(`the claim iat of ${name} must be seconds since 1970, and not in the future`);
  if (
    typ !== undefined &&
    !types.includes(
      String(typ)
        .toLowerCase()
        .replace(/^application\//, ''),
    )
  )
    throw new ClientJwtRefused(`the header typ of ${name} must be ${types.join(' or ')}, or left out`);
}

function refusalOf(cause: unknown, { name, algorithms }: ClientJwt): ClientJwtRefused {
  if (cause instanceof ClientJwtRefused) return cause;
  const options = { cause };
  if (cause instanceof errors.JWTExpired) return new ClientJwtRefused(`${name} has expired`, options);
  if (cause instanceof errors.JWTClaimValidationFailed) return new ClientJwtRefused(mistakeOf(cause, name), options);
  if (cause instanceof errors.JWSSignatureVerificationFailed)
    return new UnknownKey(`the signature of ${name} does not match`, options);
  if (cause instanceof errors.JWKSNoMatchingKey)
    return new UnknownKey(`${name} is signed with a key that is not among the client's keys`, options);
  if (cause instanceof errors.JOSEAlgNotAllowed)
    return new ClientJwtRefused(`${name} must be signed with ${algorithms.join(' or ')}`, options);
  // Any other error of a library about bytes that were sent, such as an RSA key that is too short.
  return new ClientJwtRefused(`${name} is malformed, or the key that has signed it is not acceptable`, options);
}

function mistakeOf({ claim, reason }: errors.JWTClaimValidationFailed, name: string): string {
  if (reason === 'missing') return `the claim ${claim} of ${name} is missing`;
  return claim === 'nbf' && reason === 'check_failed'
    ? `${name} is not valid yet`
    : `the claim ${claim} of ${name} is malformed`;
}
