import { PeerKind } from '../../platform/peers.js';
import type { GrantDescription } from './rule.js';

/** The grants that rooms declare, as far as clients know them. */
export const GRANT_DESCRIPTIONS = new PeerKind<GrantDescription>('grants', ({ grantType }) => [grantType]);
