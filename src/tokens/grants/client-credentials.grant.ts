import { Injectable } from '@nestjs/common';
import { type Client, isPublic, mayAskFor } from '../../clients/client.js';
import { type Rule, violation } from '../../clients/metadata/rule.js';
import { InvalidScope, UnauthorizedClient } from '../../oauth/oauth-error.js';
import type { Parameters } from '../../oauth/parameters.js';
import { parseScope, type Scope } from '../../oauth/scope.js';
import { isIdentityScope } from '../../resources/resource.js';
import { ResourcesService } from '../../resources/resources.service.js';
import type { Approval } from '../approval.js';
import type { Grant } from './grant.js';
import { targetOf } from './target.js';

/** RFC 6749 §4.4: a client acts for itself. There is no end-user, so no identity scope and no refresh token (§4.4.3). */
@Injectable()
export class ClientCredentialsGrant implements Grant {
  readonly grantType = 'client_credentials';
  readonly forEndUser = false;

  /** RFC 6749 §4.4: for confidential clients only. */
  readonly clientRules: Rule = ({ token_endpoint_auth_method }, { registeredBy }) => [
    ...(token_endpoint_auth_method === 'none'
      ? violation(
          '/grant_types',
          'must not have client_credentials, because the client is public (token_endpoint_auth_method none)',
        )
      : []),
    // Anyone could have tokens of its own, for which no user is asked.
    ...(registeredBy === 'open'
      ? violation('/grant_types', 'must not have client_credentials without an initial access token')
      : []),
  ];

  constructor(private readonly resources: ResourcesService) {}

  async approve(client: Client, parameters: Parameters): Promise<Approval> {
    if (isPublic(client)) throw new UnauthorizedClient('a public client cannot use the client credentials grant');
    const wanted = parameters.has('scope')
      ? askedScope(client, parameters)
      : client.scope.filter((each) => !isIdentityScope(each));
    return { client, ...(await targetOf(this.resources, wanted, [], parameters.all('resource'))) };
  }
}

function askedScope(client: Client, parameters: Parameters): Scope {
  const asked = parseScope(parameters.get('scope'));
  if (asked.length === 0) throw new InvalidScope('the parameter scope is empty; leave it out, or name a scope');
  const identity = asked.filter(isIdentityScope);
  if (identity.length > 0)
    throw new InvalidScope(`the scope ${identity.join(' ')} is about an end-user; there is none in this grant`);
  if (!mayAskFor(client, asked)) throw new InvalidScope('the client is not registered for this scope');
  return asked;
}
