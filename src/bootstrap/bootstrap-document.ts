import type { ClaimMapping } from '../claims/claim-mapping.js';
import type { DeclaredHost } from '../forward-auth/hosts/protected-hosts.service.js';
import type { SecondFactorPolicy } from '../oauth/second-factor-policy.js';
import type { AccessTokenMembers } from '../resources/dto/resource.dto.js';
import type { DeclaredScope } from '../resources/dto/resource-bodies.dto.js';
import type { Role } from '../resources/role.js';
import type { TermsContents } from '../terms/terms.js';
import type { DeclaredUser } from '../users/declared-user.js';

/** A protected resource as the bootstrap file describes one. */
export interface DeclaredResource extends AccessTokenMembers {
  readonly identifier: string;
  readonly name: string;
  readonly scopes?: Readonly<Record<string, DeclaredScope>>;
  readonly claim_mappings?: readonly ClaimMapping[];
}

/** A role as the bootstrap file describes one. */
export interface DeclaredRole extends Pick<Role, 'name'> {
  /** Left out of a built-in role. */
  readonly description?: string;
  readonly scopes?: Role['scopes'];
  readonly second_factor?: SecondFactorPolicy;
}

/** The terms of use: contents as in the admin API. */
export interface DeclaredTerms {
  readonly version: string;
  readonly contents: TermsContents;
}

/** The bootstrap file as `schemas/bootstrap.json` describes it. */
export interface BootstrapDocument {
  /** What each attribute of users says, by the names of those that claims may be made of. */
  readonly user_attributes?: Readonly<Record<string, string>>;
  readonly resources?: readonly DeclaredResource[];
  readonly roles?: readonly DeclaredRole[];
  /** Client metadata, which the clients' own rules judge. */
  readonly clients?: readonly unknown[];
  readonly protected_hosts?: readonly DeclaredHost[];
  readonly users?: readonly DeclaredUser[];
  readonly terms?: DeclaredTerms;
}
