import type { SIGNING_ALGORITHMS } from '../keys/signing-algorithm.js';
import { InvalidTarget } from '../oauth/oauth-error.js';

/** The `typ` headers that access tokens can have: that of RFC 9068, and the one that older verifiers insist on. */
export const ACCESS_TOKEN_TYPES = ['at+jwt', 'JWT'] as const;

export type SigningAlgorithm = (typeof SIGNING_ALGORITHMS)[number];
export type AccessTokenType = (typeof ACCESS_TOKEN_TYPES)[number];

/** What a resource says of the access tokens for it. */
export interface WantedFormat {
  /** Left out: ES256. */
  readonly accessTokenSigningAlg?: SigningAlgorithm;
  /** Left out: `at+jwt` (RFC 9068). */
  readonly accessTokenTyp?: AccessTokenType;
}

/** How an access token is signed, and what its `typ` header is. */
export interface AccessTokenFormat {
  readonly alg: SigningAlgorithm;
  readonly typ: AccessTokenType;
}

/** RFC 9068 §2.1. */
const DEFAULT_FORMAT: AccessTokenFormat = { alg: 'ES256', typ: 'at+jwt' };

/**
 * The format of one token for all these resources.
 * @param resources without the server itself, which takes every format
 * @throws InvalidTarget if they want different ones
 */
export function formatFor(resources: readonly (WantedFormat & { readonly identifier: string })[]): AccessTokenFormat {
  const [first = DEFAULT_FORMAT, ...others] = resources.map(formatOf);
  if (others.every(({ alg, typ }) => alg === first.alg && typ === first.typ)) return first;
  const names = resources.map(({ identifier }) => identifier).join(', ');
  throw new InvalidTarget(
    `no access token suits all of ${names}: they want different algorithms or types; name one with the parameter resource`,
  );
}

function formatOf({ accessTokenSigningAlg, accessTokenTyp }: WantedFormat): AccessTokenFormat {
  return { alg: accessTokenSigningAlg ?? DEFAULT_FORMAT.alg, typ: accessTokenTyp ?? DEFAULT_FORMAT.typ };
}
