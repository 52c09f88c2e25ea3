import { covers, parseScope, type Scope } from '../oauth/scope.js';

/** Client metadata under the names of RFC 7591 §2 and OIDC Registration §2, plus this server's own. */
export interface ClientMetadata {
  readonly client_name: string;
  readonly redirect_uris: readonly string[];
  readonly post_logout_redirect_uris: readonly string[];
  readonly grant_types: readonly string[];
  readonly response_types: readonly string[];
  readonly token_endpoint_auth_method: string;
  /** Space-delimited. */
  readonly scope: string;
  readonly id_token_signed_response_alg: string;
  /** The organisation's own client: no consent page. */
  readonly first_party: boolean;
  /** Whether authorization requests must carry a PKCE challenge; always so for public clients. */
  readonly require_pkce: boolean;
  readonly client_uri?: string;
  readonly logo_uri?: string;
  readonly policy_uri?: string;
  readonly tos_uri?: string;
  readonly contacts?: readonly string[];
  /** Seconds. */
  readonly default_max_age?: number;
  readonly [name: string]: unknown;
}

/** A registered client as the protocol sees it. */
export interface Client {
  readonly clientId: string;
  readonly clientName: string;
  readonly redirectUris: readonly string[];
  readonly postLogoutRedirectUris: readonly string[];
  readonly grantTypes: readonly string[];
  readonly responseTypes: readonly string[];
  readonly tokenEndpointAuthMethod: string;
  readonly scope: Scope;
  readonly idTokenSignedResponseAlg: string;
  readonly firstParty: boolean;
  readonly requirePkce: boolean;
  readonly metadata: ClientMetadata;
  readonly secrets: readonly ClientSecret[];
}

export interface ClientSecret {
  readonly id: string;
  readonly digest: string;
  readonly createdAt: number;
  readonly expiresAt: number | null;
}

/** The client that this metadata describes. */
export function clientOf(clientId: string, metadata: ClientMetadata, secrets: readonly ClientSecret[]): Client {
  return {
    clientId,
    clientName: metadata.client_name,
    redirectUris: metadata.redirect_uris,
    postLogoutRedirectUris: metadata.post_logout_redirect_uris,
    grantTypes: metadata.grant_types,
    responseTypes: metadata.response_types,
    tokenEndpointAuthMethod: metadata.token_endpoint_auth_method,
    scope: parseScope(metadata.scope),
    idTokenSignedResponseAlg: metadata.id_token_signed_response_alg,
    firstParty: metadata.first_party,
    requirePkce: metadata.require_pkce,
    metadata,
    secrets,
  };
}

/** RFC 6749 §2.1: a public client cannot keep a secret. */
export function isPublic(client: Client): boolean {
  return !isConfidential(client.metadata);
}

export function isConfidential(metadata: ClientMetadata): boolean {
  return metadata.token_endpoint_auth_method !== 'none';
}

export function mayUseGrant(client: Client, grantType: string): boolean {
  return client.grantTypes.includes(grantType);
}

export function mayAskFor(client: Client, scope: Scope): boolean {
  return covers(client.scope, scope);
}
