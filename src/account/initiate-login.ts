import { isLoopback } from '../oauth/redirect-uri.js';
import type { Scope } from '../oauth/scope.js';
import type { User } from '../users/user.js';

/**
 * OIDC Core §4: where a person opens a client, which then asks for a sign-in.
 * The `login_hint`, by which the client's request finds this account again, tells no more than the client may know.
 * @param uri the client's `initiate_login_uri`
 * @param granted what the person has allowed the client
 * @returns undefined if the client has no such address, or none that is safe to open
 */
export function initiateLoginUrl(
  uri: string | undefined,
  { issuer, user, granted }: { readonly issuer: string; readonly user: User; readonly granted: Scope },
): string | undefined {
  if (uri === undefined || !URL.canParse(uri)) return undefined;
  const url = new URL(uri);
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLoopback(url))) return undefined;
  url.searchParams.set('iss', issuer);
  const loginHint = nameKnownTo(granted, user);
  if (loginHint !== undefined) url.searchParams.set('login_hint', loginHint);
  return url.href;
}

function nameKnownTo(granted: Scope, { username, claims }: User): string | undefined {
  if (granted.includes('profile')) return username;
  return granted.includes('email') ? claims.email : undefined;
}
