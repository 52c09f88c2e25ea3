import type { User } from '../../users/user.js';
import type { IdentityHeaders, IdentityPart } from '../hosts/protected-host.js';

/** Bytes of a list; proxies take headers of some thousand in all. */
const LONGEST_LIST = 4_096;

/**
 * What an app is told of the person, by header. Without a person every header is there and empty: a proxy that copies only
 * those that it gets would otherwise let through what the browser claims.
 */
export function identityHeaders(headers: IdentityHeaders, user: User | undefined): Readonly<Record<string, string>> {
  const told = Object.entries(headers).map(([name, part]) => [name, user ? headerValue(partOf(user, part)) : '']);
  return Object.fromEntries(told);
}

function partOf({ id, username, claims, roles, groups = [] }: User, part: IdentityPart): string {
  switch (part) {
    case 'username':
      return username;
    case 'sub':
      return id;
    case 'email':
      // Apps take it for proof of who someone is.
      return claims.email_verified === true ? (claims.email ?? '') : '';
    case 'name':
      return claims.name ?? [claims.given_name, claims.family_name].filter(Boolean).join(' ');
    case 'groups':
      return listed(groups);
    case 'roles':
      return listed(roles);
  }
}

/** With commas between them. One that has a comma would look like two, and is left out. */
function listed(names: readonly string[]): string {
  let list = '';
  for (const name of names.filter((each) => !each.includes(','))) {
    const longer = list === '' ? name : `${list},${name}`;
    if (Buffer.byteLength(longer) > LONGEST_LIST) break;
    list = longer;
  }
  return list;
}

/** UTF-8, as apps expect it; Node writes headers byte by byte. */
function headerValue(text: string): string {
  return Buffer.from(text.replaceAll(/\p{Cc}/gu, ' ')).toString('latin1');
}
