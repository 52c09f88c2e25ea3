import type { User } from '../users/user.js';

/** How pages call a person, and what tells this account from the person's others. */
export function accountNames({ username, claims }: User): { readonly name: string; readonly detail: string } {
  const full = [claims.given_name, claims.family_name].filter((part) => part !== undefined).join(' ');
  return { name: claims.name || full || username, detail: claims.email ?? username };
}
