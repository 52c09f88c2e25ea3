import type { Client } from '../clients/client.js';
import { PeerKind } from '../platform/peers.js';
import type { AccessTokenClaims } from '../resource-server/access-token-verifier.js';
import type { Claims } from '../resource-server/verify-jwt.js';
import { CLAIM_NAMES, type ClaimNames } from '../resources/claims/claim-names.js';
import type { User } from '../users/user.js';
import type { Approval, EndUserApproval } from './approval.js';

/** For whom the userinfo endpoint answers. */
export interface UserinfoRequest {
  readonly user: User;
  readonly client: Client;
  readonly token: AccessTokenClaims;
}

/**
 * Claims that a room adds. They are made of what is at hand: nothing is waited for, and no statement is sent. They never take the
 * place of what the server, a scope or an administrator says.
 */
export interface TokenClaims extends ClaimNames {
  /** Of an access token, and so of what introspection says of it. */
  readonly accessToken?: (approval: Approval) => Claims | undefined;
  readonly idToken?: (approval: Approval, endUser: EndUserApproval) => Claims | undefined;
  readonly userinfo?: (request: UserinfoRequest) => Claims | undefined;
}

/** The claims that rooms add to tokens. */
export const TOKEN_CLAIMS = new PeerKind<TokenClaims, ClaimNames>(
  'claims of tokens',
  ({ names }) => names,
  CLAIM_NAMES,
);
