import { Injectable } from '@nestjs/common';
import type { AskedRequest, AuthorizationRequest } from '../../authorization-requests/authorization-request.js';
import { mayAskFor } from '../../clients/client.js';
import { InvalidScope } from '../../oauth/oauth-error.js';
import { parseScope } from '../../oauth/scope.js';
import { ResourcesService } from '../../resources/resources.service.js';
import type { Check } from './check.js';

/**
 * RFC 6749 §3.3. Without `scope` the client's registered scope is asked for. A scope no one knows is left out, as OIDC Core
 * §3.1.2.1 wishes; one that exists but that the client is not registered for is an error.
 * RFC 8707 §2: every `resource` must be known.
 */
@Injectable()
export class ScopeCheck implements Check {
  constructor(private readonly resources: ResourcesService) {}

  async check({ client, parameters }: AskedRequest): Promise<Pick<AuthorizationRequest, 'scope' | 'resources'>> {
    const asked = parameters.has('scope') ? parseScope(parameters.get('scope')) : client.scope;
    const scope = await this.resources.known(asked);
    if (!mayAskFor(client, scope)) {
      const beyond = scope.filter((each) => !client.scope.includes(each));
      throw new InvalidScope(`the client is not registered for the scope ${beyond.join(' ')}`);
    }
    if (scope.length === 0)
      throw new InvalidScope('none of the requested scopes exists; ask for at least one that does');
    const resources = parameters.all('resource');
    await this.resources.demandTarget(scope, resources);
    return { scope, resources };
  }
}
