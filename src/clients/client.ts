import { covers, readScope, type Scope } from '../oauth/scope.js';
import type { Instant } from '../platform/clock.js';
import { ClaimMappings, type Place } from '../resources/claims/claim-mapping.js';
import type { ClientMetadataDto } from './dto/client-metadata.dto.js';

export const LONGEST_CLIENT_ID = 255;

/** RFC 6749 appendix A.1. */
export const CLIENT_ID = new RegExp(`^[\\x20-\\x7e]{1,${LONGEST_CLIENT_ID}}$`);

/**
 * Complete client metadata under the names of RFC 7591 §2 and OIDC Registration §2, plus this server's own; and under their
 * names those that other rooms declare.
 */
export interface ClientMetadata extends ClientMetadataDto {
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
  /** Whether authorization requests must carry a PKCE challenge; left out: that, or the scope `openid` with a `nonce`. */
  readonly require_pkce?: boolean;
  /** Public keys by value (RFC 7517 §5); never beside `jwks_uri`. */
  readonly jwks?: { readonly keys: readonly ClientKey[] };
  readonly [name: string]: unknown;
}

/** A public key of a client (RFC 7517 §4). */
export interface ClientKey {
  readonly kty: string;
  readonly [parameter: string]: unknown;
}

/**
 * Who registered a client: an administrator (also by the bootstrap file or the command line), someone whom an
 * administrator gave an initial access token (RFC 7591 §1.2), or anyone at all.
 */
export type RegisteredBy = (typeof REGISTERED_BY)[number];

export const REGISTERED_BY = ['administrator', 'initial-access-token', 'open'] as const;

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
  /** Undefined: as of every client (OAuth 2.1 §7.5.1). */
  readonly requirePkce: boolean | undefined;
  readonly registeredBy: RegisteredBy;
  readonly createdAt: Instant;
  /** How claims are made of what is known about people, ready to be applied. */
  readonly claimMappings: ClaimMappings;
  readonly metadata: ClientMetadata;
  readonly secrets: readonly ClientSecret[];
}

export interface ClientSecret {
  readonly id: string;
  readonly digest: string;
  /** The secret itself, sealed; null if its digest is enough. */
  readonly sealed: string | null;
  readonly createdAt: number;
  readonly expiresAt: number | null;
}

/** Where mapped claims go that say nothing of it. */
export const USUAL_PLACES: readonly Place[] = ['id_token', 'userinfo'];

const BUILT_IN = { registeredBy: 'administrator', createdAt: 0 } as const;

/**
 * The client that this metadata describes.
 * @param origin left out: it is built in
 */
export function clientOf(
  clientId: string,
  metadata: ClientMetadata,
  secrets: readonly ClientSecret[],
  { registeredBy, createdAt }: Pick<Client, 'registeredBy' | 'createdAt'> = BUILT_IN,
): Client {
  return {
    clientId,
    clientName: metadata.client_name,
    redirectUris: metadata.redirect_uris,
    postLogoutRedirectUris: metadata.post_logout_redirect_uris,
    grantTypes: metadata.grant_types,
    responseTypes: metadata.response_types,
    tokenEndpointAuthMethod: metadata.token_endpoint_auth_method,
    scope: readScope(metadata.scope),
    idTokenSignedResponseAlg: metadata.id_token_signed_response_alg,
    firstParty: metadata.first_party,
    requirePkce: metadata.require_pkce,
    registeredBy,
    createdAt,
    claimMappings: ClaimMappings.of(metadata.claim_mappings, USUAL_PLACES),
    metadata,
    secrets,
  };
}

/** Whether something was issued to this very client, and not to one of the same identifier that was deleted before. */
export function wasIssuedTo(client: Client, { clientId, issuedAt }: { clientId: string; issuedAt: Instant }): boolean {
  return clientId === client.clientId && issuedAt >= client.createdAt;
}

/** RFC 6749 §2.1: a public client cannot keep a secret. */
export function isPublic(client: Client): boolean {
  return client.tokenEndpointAuthMethod === 'none';
}

/** RFC 6749 §2.3.1: two ways to send one secret, of which libraries often take the other one by default. */
const SECRET_METHODS = ['client_secret_basic', 'client_secret_post'];

/**
 * The methods by which the client may authenticate, the registered one first.
 * @param isStrict whether the server takes the registered one only of every client
 */
export function authenticationMethodsOf(client: Client, isStrict: boolean): readonly string[] {
  const registered = client.tokenEndpointAuthMethod;
  if (isStrict || client.metadata.strict_client_authentication || !SECRET_METHODS.includes(registered))
    return [registered];
  return [registered, ...SECRET_METHODS.filter((each) => each !== registered)];
}

/** RFC 8252: an app on a device, which answers at a port that is free at the moment. */
export function isNative(client: Client): boolean {
  return client.metadata.application_type === 'native';
}

/** Whether someone here vouches for the client: what strangers register is treated with more care. */
export function isTrusted(client: Pick<Client, 'registeredBy'>): boolean {
  return client.registeredBy !== 'open';
}

/** Whether the client authenticates by a secret. */
export function hasSecret(metadata: ClientMetadata): boolean {
  return metadata.token_endpoint_auth_method.startsWith('client_secret_');
}

/** Whether the secret is the key of a signature, so that its digest is not enough. */
export function signsWithSecret(metadata: ClientMetadata): boolean {
  return metadata.token_endpoint_auth_method === 'client_secret_jwt';
}

export function mayUseGrant(client: Client, grantType: string): boolean {
  return client.grantTypes.includes(grantType);
}

export function mayAskFor(client: Client, scope: Scope): boolean {
  return covers(client.scope, scope);
}
