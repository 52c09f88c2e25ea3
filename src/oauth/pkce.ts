import { hash, timingSafeEqual } from 'node:crypto';
import { InvalidRequest } from './oauth-error.js';

/** RFC 7636 §4.1: code-verifier = 43*128unreserved. */
const CODE_VERIFIER = /^[A-Za-z0-9\-._~]{43,128}$/;

/** RFC 7636 §4.2: BASE64URL of a SHA-256 digest is 43 characters without padding. */
const S256_CHALLENGE = /^[A-Za-z0-9\-_]{43}$/;

/** The methods this server accepts; `plain` never (RFC 9700 §2.1.1). */
export const CODE_CHALLENGE_METHODS = ['S256'] as const;

/**
 * RFC 7636 §4.3. Reads the challenge of an authorization request.
 * @returns the S256 challenge, or undefined if none was sent
 * @throws InvalidRequest if it is malformed, or its method is not S256
 */
export function readCodeChallenge(challenge: string | undefined, method: string | undefined): string | undefined {
  if (challenge === undefined) {
    if (method !== undefined) throw new InvalidRequest('code_challenge_method was sent without code_challenge');
    return undefined;
  }
  // RFC 7636 §4.3: a left-out method means "plain", which is not accepted here.
  if (method !== 'S256') throw new InvalidRequest('code_challenge_method must be S256');
  if (!S256_CHALLENGE.test(challenge))
    throw new InvalidRequest('code_challenge must be the base64url SHA-256 digest of the code verifier');
  return challenge;
}

/** RFC 7636 §4.6. Whether the verifier belongs to the challenge; compared in constant time. */
export function verifierMatches(verifier: string, challenge: string): boolean {
  if (!CODE_VERIFIER.test(verifier)) return false;
  const derived = hash('sha256', verifier, 'buffer');
  const expected = Buffer.from(challenge, 'base64url');
  return derived.length === expected.length && timingSafeEqual(derived, expected);
}
