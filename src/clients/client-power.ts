import type { AuditContext } from '../admin/actor.js';
import { type Administrator, demandScope, holdsScope } from '../admin/admin-api.js';
import { readScope } from '../oauth/scope.js';
import type { ClientMetadata } from './client.js';

/** Who changes a client. Without `scope` it is the server itself, or its bootstrap file, and nothing is withheld. */
export type ClientChanger = AuditContext & Partial<Pick<Administrator, 'scope' | 'isOperator'>>;

/**
 * No one can give what they do not hold. Control over a client is control over its scopes: a new secret, key or redirect
 * URI obtains tokens that carry them. So each scope of the admin API that the client has before or after the change must
 * be held by the caller. The scope `roles:write` stands in for all of them, because it decides who holds which.
 * @param versions the metadata before and after the change, as far as there are such
 * @param adminScopes the names of all scopes of the admin API
 * @throws InsufficientScope that names the first scope that the caller lacks
 */
export function demandPowerOver(
  versions: readonly Pick<ClientMetadata, 'scope'>[],
  { scope: held, isOperator = false }: ClientChanger,
  adminScopes: ReadonlySet<string>,
): void {
  if (held === undefined) return;
  const by = { scope: held, isOperator };
  if (holdsScope(by, 'roles:write')) return;
  const given = versions.flatMap(({ scope }) => [...readScope(scope)]).filter((scope) => adminScopes.has(scope));
  for (const scope of given) demandScope(by, scope, `change a client that has the scope ${scope}`);
}
