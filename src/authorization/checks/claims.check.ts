import { Injectable } from '@nestjs/common';
import { type AuthenticationDemand, demandOf } from '../../authorization-requests/authentication-demand.js';
import type { AskedRequest, AuthorizationRequest } from '../../authorization-requests/authorization-request.js';
import { ReachableLevels } from '../../factors/levels/reachable-levels.js';
import { readClaimsRequest, textsOf } from '../../oauth/claims-request.js';
import { UnmetAuthenticationRequirements } from '../../oauth/oauth-error.js';
import { intersect } from '../../oauth/scope.js';
import { askedClaims } from '../../users/asked-claims.js';
import type { Check } from './check.js';

type Part = Pick<AuthorizationRequest, 'askedClaims' | 'claimedSubjects' | 'demand'>;

/** OIDC Core §5.5: claims that are asked for by name. `auth_time` is in every ID token. */
@Injectable()
export class ClaimsCheck implements Check {
  constructor(private readonly levels: ReachableLevels) {}

  check({ client, parameters }: AskedRequest): Part {
    const { userinfo, idToken } = readClaimsRequest(parameters.get('claims'));
    const [one, other] = [userinfo, idToken].map((requests) => textsOf('sub', requests.get('sub')));
    return {
      askedClaims: askedClaims(parameters, client),
      claimedSubjects: one && other ? intersect(one, other) : (one ?? other),
      demand: this.reachable(demandOf(parameters, client)),
    };
  }

  /** OIDC Core §5.5.1.1. @throws UnmetAuthenticationRequirements if no sign-in here reaches an essential `acr` */
  private reachable(demand: AuthenticationDemand): AuthenticationDemand {
    const { essential } = demand;
    const { all } = this.levels;
    if (essential === undefined || all.some((level) => essential.includes(level))) return demand;
    throw new UnmetAuthenticationRequirements(`the essential acr must be one of ${all.join(', ')}`);
  }
}
