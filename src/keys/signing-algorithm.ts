import { hash } from 'node:crypto';

/**
 * The algorithms this server signs with, and the only ones it accepts on what it signed: RFC 7518 §3.1, RFC 8037 §3.1,
 * and `Ed25519`, the name that RFC 9864 gives to what `EdDSA` means here. Each has keys of its own (RFC 8725 §3.1).
 * HMAC is not among them, because of a client's secret only the digest is known.
 */
export const SIGNING_ALGORITHMS = ['ES256', 'RS256', 'PS256', 'EdDSA', 'Ed25519'] as const;

/** Access tokens and, by default, ID tokens: what the first start must have keys for. */
export const FIRST_ALGORITHMS = ['ES256', 'RS256'] as const;

/** Whether its keys are of the type OKP (RFC 8037 §2), which not every library knows. */
export function isEdwards(alg: string): boolean {
  return alg.startsWith('Ed');
}

/**
 * OIDC Core §3.1.3.6: the left half of the digest of a token, such as `at_hash`.
 * @param alg of the ID token that carries it; the digest is the one that belongs to it: SHA-512 for Ed25519 (RFC 8032 §5.1)
 */
export function leftHalfHash(token: string, alg: string): string {
  const digest = hash(isEdwards(alg) ? 'sha512' : 'sha256', token, 'buffer');
  return digest.subarray(0, digest.length / 2).toString('base64url');
}
