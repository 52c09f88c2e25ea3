import type { Instant } from '../platform/clock.js';
import type { UsableKey } from './key-material.js';
import { type KeyState, type PublicJwk, stateOf } from './signing-key.js';

/** A signing key as administrators see it. */
export interface SigningKeyInfo {
  readonly kid: string;
  readonly alg: string;
  readonly state: KeyState;
  readonly createdAt: Instant;
  readonly activeAt: Instant;
  readonly expiresAt: Instant | null;
  readonly publicJwk: PublicJwk;
}

/** @param peers all keys of its algorithm */
export function signingKeyInfo(key: UsableKey, peers: readonly UsableKey[], now: Instant): SigningKeyInfo {
  const { kid, alg, createdAt, activeAt, expiresAt, publicJwk } = key;
  return { kid, alg, state: stateOf(key, peers, now), createdAt, activeAt, expiresAt, publicJwk };
}
