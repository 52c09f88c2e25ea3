import { PeerKind } from '../../platform/peers.js';
import type { Rule } from './rule.js';

/** What clients have to know of a way to obtain a token, to be registered for it. */
export interface GrantDescription {
  /** What a token request and the client metadata `grant_types` call it. */
  readonly grantType: string;
  /** What is wrong with the metadata of a client that is registered for it; left out: nothing. */
  readonly clientRules?: Rule;
}

/** The grants that rooms declare, as far as clients know them. */
export const GRANT_DESCRIPTIONS = new PeerKind<GrantDescription>('grants', ({ grantType }) => [grantType]);
