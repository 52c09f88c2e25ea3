import type { Client } from '../clients/client.js';
import type { AccessTokenClaims } from '../keys/access-token-verifier.js';
import { formatScope, intersect, readScope, type Scope } from '../oauth/scope.js';
import type { ResourcesService } from '../resources/resources.service.js';
import type { User } from '../users/user.js';

/**
 * What of a scope that was granted once may still be had: what exists, what the client is registered for, and what the
 * end-user's roles allow. It decides about new tokens as about those that were issued before.
 * @param user left out if the client acts for itself: what it is registered for needs no role
 */
export async function stillPermitted(
  resources: ResourcesService,
  granted: Scope,
  client: Client,
  user: Pick<User, 'roles'> | undefined,
): Promise<Scope> {
  const registered = intersect(granted, client.scope);
  return user ? resources.permitted(registered, user.roles) : resources.known(registered);
}

/**
 * An access token that was issued before, with what is left of its scope and with those of its roles that the end-user
 * still holds. A scope that no resource here has is left as it is: a host application may have scopes of its own, and no
 * role gives those. Without `scope` if nothing is left: RFC 6749 §3.3 has no empty one.
 */
export async function narrowedToken(
  resources: ResourcesService,
  claims: AccessTokenClaims,
  client: Client,
  user?: Pick<User, 'roles'>,
): Promise<AccessTokenClaims> {
  const { scope: granted, ...others } = claims;
  const scope = readScope(granted);
  const [known, permitted] = await Promise.all([
    resources.known(scope),
    stillPermitted(resources, scope, client, user),
  ]);
  const left = scope.filter((each) => permitted.includes(each) || !known.includes(each));
  const roles = user && claims.roles ? intersect(claims.roles, user.roles) : claims.roles;
  return {
    ...(others as AccessTokenClaims),
    ...(left.length > 0 ? { scope: formatScope(left) } : {}),
    ...(roles ? { roles } : {}),
  };
}
