import type { Client } from '../clients/client.js';
import { formatScope, intersect, readScope, type Scope } from '../oauth/scope.js';
import type { AccessTokenClaims } from '../resource-server/access-token-verifier.js';
import type { Catalogue } from '../resources/catalogue.js';
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
 * still holds; the same object if that is all of it. A scope that no resource here has is left as it is: a host application
 * may have scopes of its own, and no role gives those. Without `scope` if nothing is left: RFC 6749 §3.3 has no empty one.
 */
export function narrowedToken(
  catalogue: Catalogue,
  claims: AccessTokenClaims,
  client: Client,
  user?: Pick<User, 'roles'>,
): AccessTokenClaims {
  const granted = readScope(claims.scope);
  const isLeft = (name: string) =>
    !catalogue.knows(name) || (client.scope.includes(name) && (!user || catalogue.gives(name, user.roles)));
  const lostRole = user && claims.roles?.some((role) => !user.roles.includes(role));
  if (granted.every(isLeft) && !lostRole) return claims;
  const { scope: _scope, ...others } = claims;
  const left = granted.filter(isLeft);
  return {
    ...(others as AccessTokenClaims),
    ...(left.length > 0 ? { scope: formatScope(left) } : {}),
    ...(user && claims.roles ? { roles: intersect(claims.roles, user.roles) } : {}),
  };
}
