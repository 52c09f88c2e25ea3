import type { Client } from '../clients/client.js';
import type { Scope } from '../oauth/scope.js';
import type { Claims } from '../resource-server/verify-jwt.js';
import type { Place, ReadyMapping } from '../resources/claims/claim-mapping.js';
import type { User } from '../users/user.js';
import { knownOf } from '../users/user-claims.js';

/** What is told in one place about a person, beside the claims of scopes. */
interface Telling {
  readonly client: Client;
  readonly user: User;
  readonly scope: Scope;
  /** The mappings of resources and scopes. */
  readonly others: readonly ReadyMapping[];
  /** Claims that were asked for by name; the client may have them. */
  readonly asked?: readonly string[] | undefined;
}

/**
 * The claims that administrators map. What people allow by a scope is told to a client of others only with that scope.
 * A claim without a value is undefined, and takes the place of one of the same name: no one is called by another name
 * because the mapped one is missing.
 * @returns undefined if there are no mappings, so that nothing has to be merged
 */
export function mappedClaims(place: Place, { client, user, scope, others, asked = [] }: Telling): Claims | undefined {
  const own = client.claimMappings.at(place);
  const named = asked.length > 0 ? asked.flatMap((name) => client.claimMappings.named(name) ?? []) : [];
  if (own.length === 0 && others.length === 0 && named.length === 0) return undefined;
  const known = knownOf(user);
  const claims: Record<string, unknown> = {};
  for (const { claim, scope: needed, read } of [...others, ...own]) {
    const isCovered = needed === undefined || client.firstParty || scope.includes(needed);
    claims[claim] = isCovered ? read(known) : undefined;
  }
  for (const { claim, read } of named) claims[claim] = read(known);
  return claims;
}
