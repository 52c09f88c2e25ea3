import { PeerKind } from '../../platform/peers.js';

/** Claims of tokens that a room adds, as far as others have to know them. */
export interface ClaimNames {
  /** No two rooms may add the same, and no administrator can map them. */
  readonly names: readonly string[];
}

/** The claims that rooms add, as far as clients and resources know them. */
export const CLAIM_NAMES = new PeerKind<ClaimNames>('claims of tokens', ({ names }) => names);
