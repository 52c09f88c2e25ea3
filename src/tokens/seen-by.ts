import type { Client } from '../clients/client.js';
import type { Catalogue } from '../resources/catalogue.js';
import type { User } from '../users/user.js';

/**
 * The user as a client may see one. Who administers this server is nothing to applications of others: a role that gives a
 * scope of the admin API is shown to first-party clients only.
 */
export function seenBy(client: Client, user: User, catalogue: Catalogue): User {
  if (client.firstParty) return user;
  const administrative = catalogue.administrativeRoles();
  if (!user.roles.some((role) => administrative.has(role))) return user;
  return { ...user, roles: user.roles.filter((role) => !administrative.has(role)) };
}
