import { type Client, clientOf } from '../../clients/client.js';
import type { StoredHost } from './protected-hosts.repository.js';

/** What client identifiers of protected hosts begin with; no one can register one. */
export const HOST_CLIENT_PREFIX = 'forward-auth:';

/** Below it, proxies of protected hosts pass requests on to this server. */
export const FORWARD_AUTH_PATH = '/forward-auth';

const CALLBACK = `${FORWARD_AUTH_PATH}/callback`;

/** The origin at which browsers reach the host: by https, unless this server itself is reached by http. */
export function originOf(host: string, issuer: string): string {
  return `${new URL(issuer).protocol}//${host}`;
}

export function callbackOf(host: string, issuer: string): string {
  return originOf(host, issuer) + CALLBACK;
}

export function clientIdOf(host: string): string {
  return HOST_CLIENT_PREFIX + host;
}

/**
 * The client as which people sign in at a protected host. It is no more than that: it learns who is signed in, and this server
 * alone redeems its codes. It has no secret, but authenticates by one, so no one can use it at the token endpoint.
 */
export function hostClient({ host, name, createdAt }: StoredHost, issuer: string): Client {
  const metadata = {
    client_name: name,
    redirect_uris: [callbackOf(host, issuer)],
    post_logout_redirect_uris: [],
    grant_types: ['authorization_code'],
    response_types: ['code'],
    token_endpoint_auth_method: 'client_secret_basic',
    scope: 'openid',
    id_token_signed_response_alg: 'RS256',
    first_party: true,
    require_pkce: true,
  };
  return clientOf(clientIdOf(host), metadata, [], { registeredBy: 'administrator', createdAt });
}
