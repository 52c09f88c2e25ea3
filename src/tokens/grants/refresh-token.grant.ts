import { Injectable } from '@nestjs/common';
import { FamiliesService } from '../../authorizations/families.service.js';
import type { Family } from '../../authorizations/family.js';
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
    private readonly families: FamiliesService,
    private readonly resources: ResourcesService,
    private readonly users: UserStore,
  ) {}

  async approve(client: Client, parameters: Parameters, facts: LazyRequestFacts): Promise<Approval> {
    const found = await this.families.findToRotate(parameters.require('refresh_token'));
    if (!found || !wasIssuedTo(client, found.family)) {
      throw new InvalidGrant('the refresh token is not known, or was issued to another client');
    }
    const { token, family } = found;
    const user = await this.users.find(family.userId);
    if (!user || isBarred(user)) throw new InvalidGrant('the end-user can no longer sign in');

    const wanted = await demandPermitted(this.resources, askedScope(family, parameters), client, user);
    const { scope, audience, lifetime } = await targetOf(
      this.resources,
      wanted,
      family.resources,
      parameters.all('resource'),
    );
    const refreshToken = await this.families.rotate(token, family, lifetime, facts);
    const { id: familyId, sid, authenticatedAt, acr, amr, askedClaims } = family;
    return {
      client,
      scope,
      audience,
      lifetime,
      endUser: { user, familyId, sid, authenticatedAt, acr, amr, askedClaims, refreshToken },
    };
  }
}

/** RFC 6749 §6: no scope beyond what was granted originally; left out, all of it. */
function askedScope(family: Family, parameters: Parameters): Scope {
  if (!parameters.has('scope')) return family.scope;
  const asked = parseScope(parameters.get('scope'));
  if (!covers(family.scope, asked)) throw new InvalidScope('the scope goes beyond what was granted originally');
  return asked;
}
