import type { Client } from '../clients/client.js';
import type { AskedClaims } from '../oauth/claims-request.js';
import type { Scope } from '../oauth/scope.js';
import type { Instant } from '../platform/clock.js';
import type { AccessTokenFormat } from '../resources/access-token-format.js';
import type { User } from '../users/user.js';

/** What a grant has approved; the token issuer makes the tokens of it. */
export interface Approval {
  readonly client: Client;
  readonly scope: Scope;
  /** RFC 8707: who the access token is for. */
  readonly audience: readonly string[];
  /** Of the access token, in seconds. */
  readonly lifetime: number;
  /** Of the access token, as those whom it is for want it. */
  readonly format: AccessTokenFormat;
  /** On whose behalf; left out if the client acts for itself. */
  readonly endUser?: EndUserApproval;
}

/** How the end-user took part. */
export interface EndUserApproval {
  readonly user: User;
  readonly authorizationId: string;
  readonly sid: string;
  readonly authenticatedAt: Instant;
  readonly acr: string;
  readonly amr: readonly string[];
  /** OIDC Core §5.5: what was asked for by name. */
  readonly askedClaims: AskedClaims | null;
  /** Left out at a refresh: OIDC Core §12.2. */
  readonly nonce?: string | undefined;
  readonly refreshToken: string | undefined;
}
