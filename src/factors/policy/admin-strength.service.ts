import { Injectable } from '@nestjs/common';
import { ONE_FACTOR, satisfies, TWO_FACTORS } from '../../oauth/authentication-levels.js';
import type { AuthenticationRequirement } from '../../oauth/authentication-requirement.js';
import type { AccessTokenClaims } from '../../resource-server/access-token-verifier.js';
import type { ScopeStrength } from '../../resource-server/scope-strength.js';
import { holderOf } from '../../resource-server/token-holder.js';
import { ResourcesService } from '../../resources/resources.service.js';
import { UserStore } from '../../users/user-store.js';
import { SecondFactorPolicy } from './second-factor-policy.service.js';

/** Demands a second factor of administrators (RFC 9470). A token that a client got for itself is of no person. */
@Injectable()
export class AdminStrength implements ScopeStrength {
  constructor(
    private readonly policy: SecondFactorPolicy,
    private readonly resources: ResourcesService,
    private readonly users: UserStore,
  ) {}

  async requiredFor(scope: string, claims: AccessTokenClaims): Promise<AuthenticationRequirement | undefined> {
    const holder = holderOf(claims);
    if (!holder || !this.resources.adminScopes.names.has(scope)) return undefined;
    if (satisfies(claims.acr ?? ONE_FACTOR, TWO_FACTORS)) return undefined;
    const user = await this.users.find(holder.userId);
    const level = user ? await this.policy.administrationLevel(user) : ONE_FACTOR;
    return level === ONE_FACTOR ? undefined : { acr: level };
  }
}
