import { Injectable } from '@nestjs/common';
import { reachesMinimum } from '../../authorization-requests/authentication-demand.js';
import type { Authorization } from '../../authorizations/authorization.js';
import { AuthorizationsService } from '../../authorizations/authorizations.service.js';
import { type Client, wasIssuedTo } from '../../clients/client.js';
import { InvalidGrant, InvalidScope } from '../../oauth/oauth-error.js';
import type { Parameters } from '../../oauth/parameters.js';
import { covers, parseScope, type Scope } from '../../oauth/scope.js';
import type { LazyRequestFacts } from '../../platform/http/request-facts.js';
import { ResourcesService } from '../../resources/resources.service.js';
import { isBarred } from '../../users/user.js';
import { UserStore } from '../../users/user-store.js';
import type { Approval } from '../approval.js';
import type { Grant } from './grant.js';
import { demandPermitted, targetOf } from './target.js';

/** RFC 6749 §6, RFC 9700 §4.14: a refresh token for new tokens; it rotates. */
@Injectable()
export class RefreshTokenGrant implements Grant {
  readonly grantType = 'refresh_token';
  readonly forEndUser = true;

  constructor(
    private readonly authorizations: AuthorizationsService,
    private readonly resources: ResourcesService,
    private readonly users: UserStore,
  ) {}

  async approve(client: Client, parameters: Parameters, facts: LazyRequestFacts): Promise<Approval> {
    const found = await this.authorizations.findToRotate(parameters.require('refresh_token'));
    if (!found || !wasIssuedTo(client, found.authorization)) {
      throw new InvalidGrant('the refresh token is not known, or was issued to another client');
    }
    const { token, authorization } = found;
    if (!reachesMinimum(authorization.amr, client))
      throw new InvalidGrant('the client demands a stronger authentication by now: the end-user has to sign in again');
    const user = await this.users.find(authorization.userId);
    if (!user || isBarred(user)) throw new InvalidGrant('the end-user can no longer sign in');

    const wanted = await demandPermitted(this.resources, askedScope(authorization, parameters), client, user);
    const target = await targetOf(this.resources, wanted, authorization.resources, parameters.all('resource'));
    const refreshToken = await this.authorizations.rotate(token, authorization, target.lifetime, facts);
    const { id: authorizationId, sid, authenticatedAt, acr, amr, askedClaims } = authorization;
    const endUser = { user, authorizationId, sid, authenticatedAt, acr, amr, askedClaims, refreshToken };
    return { client, ...target, endUser };
  }
}

/** RFC 6749 §6: no scope beyond what was granted originally; left out, all of it. */
function askedScope(authorization: Authorization, parameters: Parameters): Scope {
  if (!parameters.has('scope')) return authorization.scope;
  const asked = parseScope(parameters.get('scope'));
  if (!covers(authorization.scope, asked)) throw new InvalidScope('the scope goes beyond what was granted originally');
  return asked;
}
