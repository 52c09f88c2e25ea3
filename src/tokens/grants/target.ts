import { stillPermitted } from '../../authorizations/still-permitted.js';
import type { Client } from '../../clients/client.js';
import { InvalidScope, InvalidTarget } from '../../oauth/oauth-error.js';
import type { Scope } from '../../oauth/scope.js';
import type { Audience } from '../../resources/resource.js';
import type { ResourcesService } from '../../resources/resources.service.js';
import type { User } from '../../users/user.js';

/** As {@link stillPermitted}. @throws InvalidScope if nothing is left */
export async function demandPermitted(
  resources: ResourcesService,
  granted: Scope,
  client: Client,
  user: Pick<User, 'roles'>,
): Promise<Scope> {
  const left = await stillPermitted(resources, granted, client, user);
  if (left.length === 0) throw new InvalidScope('nothing of this scope may be had any more');
  return left;
}

/**
 * RFC 8707 §2.2: a token request may narrow the access token to some of the resources that were granted.
 * @param granted the resources of the authorization request; empty if it named none
 * @param requested those of the token request
 * @throws InvalidTarget if more is requested than was granted, or no one token suits all resources
 */
export function targetOf(
  resources: ResourcesService,
  scope: Scope,
  granted: readonly string[],
  requested: readonly string[],
): Promise<Audience> {
  const beyond = granted.length > 0 ? requested.find((each) => !granted.includes(each)) : undefined;
  if (beyond !== undefined) throw new InvalidTarget('the requested resource was not part of the authorization request');
  return resources.audienceOf(scope, requested.length > 0 ? requested : granted);
}
