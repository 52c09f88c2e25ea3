import { type JsonObject, objectOf, present, textOf, textsOf } from '../json-value.js';
import type { Unmapped } from '../unmapped.js';
import { claimMappingsOf, idTokenClaimsOf } from './keycloak-mappers.js';
import { isBuiltInClient, WITHOUT_MEANING } from './keycloak-names.js';

/** How clients authenticate. `client_secret_post` stands in for `client_secret_basic`, as in Keycloak. */
const METHODS: Readonly<Record<string, string>> = {
  'client-secret': 'client_secret_basic',
  'client-jwt': 'private_key_jwt',
  'client-secret-jwt': 'client_secret_jwt',
};

/** Attributes that are client metadata here under other names. */
const METADATA_OF_ATTRIBUTE: Readonly<Record<string, string>> = {
  logoUri: 'logo_uri',
  policyUri: 'policy_uri',
  tosUri: 'tos_uri',
  'backchannel.logout.url': 'backchannel_logout_uri',
  'frontchannel.logout.url': 'frontchannel_logout_uri',
  'id.token.signed.response.alg': 'id_token_signed_response_alg',
  'user.info.response.signature.alg': 'userinfo_signed_response_alg',
};

/**
 * The client of a bootstrap file that a client of a realm export is, without its secret; undefined if it is none here.
 * @param realm what it is a client of
 * @param scopeProblem why a client may not have a scope here; undefined if it may
 */
export function keycloakClient(
  client: JsonObject,
  realm: JsonObject,
  scopeProblem: (name: string) => string | undefined,
  unmapped: Unmapped,
): JsonObject | undefined {
  const clientId = textOf(client.clientId) ?? '';
  const skip = reasonToSkip(client, clientId);
  if (skip !== undefined) {
    if (skip !== '') unmapped.note(`client ${clientId}`, skip);
    return undefined;
  }
  const attributes = objectOf(client.attributes);
  const note = (what: string, why: string) => unmapped.note(`${what} of client ${clientId}`, why);
  const method = methodOf(client);
  return present({
    client_id: clientId,
    client_name: nameOf(client),
    client_uri: absolute(client.baseUrl),
    redirect_uris: client.standardFlowEnabled === true ? redirectUris(client, note) : undefined,
    post_logout_redirect_uris: postLogoutRedirectUris(client, attributes, note),
    grant_types: grantTypes(client, note),
    token_endpoint_auth_method: method,
    ...(method === 'none' ? {} : { require_pkce: textOf(attributes['pkce.code.challenge.method']) !== undefined }),
    scope: scopeOf(client, scopeProblem, note),
    first_party: client.consentRequired !== true,
    id_token_claims: idTokenClaimsOf(client, realm),
    claim_mappings: claimMappingsOf(client, realm, note),
    ...keysOf(attributes, note),
    ...metadataOf(attributes),
  });
}

/** Keycloak writes names of its own clients as `${client_account}`. */
function nameOf(client: JsonObject): string | undefined {
  const name = textOf(client.name);
  return name !== undefined && /^\$\{/.test(name) ? undefined : name;
}

/** Why a client has no counterpart here; empty if it needs none. */
function reasonToSkip(client: JsonObject, clientId: string): string | undefined {
  if (isBuiltInClient(clientId)) return '';
  if (textOf(client.protocol) === 'saml') return 'SAML is not spoken here';
  if (client.bearerOnly === true) return 'it only receives tokens: declare it under resources of a bootstrap file';
  if (client.enabled === false) return 'it is disabled there';
  if (client.publicClient !== true && METHODS[authenticatorOf(client)] === undefined)
    return `clients do not authenticate by ${authenticatorOf(client)} here`;
  if (client.standardFlowEnabled !== true && client.serviceAccountsEnabled !== true)
    return 'it uses neither the standard flow nor a service account, and other flows are not offered here';
  return undefined;
}

type NoteIt = (what: string, why: string) => void;

function authenticatorOf(client: JsonObject): string {
  return textOf(client.clientAuthenticatorType) ?? 'client-secret';
}

function methodOf(client: JsonObject): string | undefined {
  return client.publicClient === true ? 'none' : METHODS[authenticatorOf(client)];
}

function grantTypes(client: JsonObject, note: NoteIt): readonly string[] {
  if (client.implicitFlowEnabled === true) note('implicit flow', 'is not offered here (RFC 9700 section 2.1.2)');
  if (client.directAccessGrantsEnabled === true)
    note('direct access grants', 'passwords are typed here only (RFC 9700 section 2.4)');
  return [
    ...(client.standardFlowEnabled === true ? ['authorization_code', 'refresh_token'] : []),
    ...(client.serviceAccountsEnabled === true ? ['client_credentials'] : []),
  ];
}

/** RFC 9700 §2.1: redirect URIs are compared character by character, so patterns have no counterpart. */
function redirectUris(client: JsonObject, note: NoteIt): readonly string[] {
  const uris = textsOf(client.redirectUris).map(
    (uri) => `${uri.startsWith('/') ? (textOf(client.rootUrl) ?? '') : ''}${uri}`,
  );
  return exact(uris, 'redirect URI', note);
}

function postLogoutRedirectUris(client: JsonObject, attributes: JsonObject, note: NoteIt): readonly string[] {
  const uris = (textOf(attributes['post.logout.redirect.uris']) ?? '')
    .split('##')
    .filter((uri) => uri !== '' && uri !== '-');
  // `+` stands for the redirect URIs.
  const all = uris.flatMap((uri) => (uri === '+' ? redirectUris(client, () => undefined) : [uri]));
  return exact([...new Set(all)], 'post-logout redirect URI', note);
}

function exact(uris: readonly string[], what: string, note: NoteIt): readonly string[] {
  const isExact = (uri: string) => !uri.includes('*') && URL.canParse(uri);
  for (const uri of uris.filter((each) => !isExact(each)))
    note(`${what} ${uri}`, 'is no absolute URI without wildcards: register each address');
  return uris.filter(isExact);
}

function scopeOf(client: JsonObject, scopeProblem: (name: string) => string | undefined, note: NoteIt): string {
  const named = [...textsOf(client.defaultClientScopes), ...textsOf(client.optionalClientScopes)];
  const wished = named.filter((name) => !WITHOUT_MEANING.includes(name));
  const problems = wished.map((name) => [name, scopeProblem(name)] as const);
  for (const [name, problem] of problems) if (problem !== undefined) note(`scope ${name}`, problem);
  const openid = client.standardFlowEnabled === true ? ['openid'] : [];
  const mapped = problems.flatMap(([name, problem]) => (problem === undefined ? [name] : []));
  return [...new Set([...openid, ...mapped])].join(' ');
}

function keysOf(attributes: JsonObject, note: (what: string, why: string) => void): JsonObject {
  if (attributes['use.jwks.url'] === 'true') return { jwks_uri: textOf(attributes['jwks.url']) };
  if (attributes['use.jwks.string'] !== 'true') return {};
  try {
    return { jwks: JSON.parse(textOf(attributes['jwks.string']) ?? '') };
  } catch {
    note('the keys (jwks.string)', 'are no JSON: register the keys of the client here');
    return {};
  }
}

function metadataOf(attributes: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(METADATA_OF_ATTRIBUTE).flatMap(([attribute, name]) => {
      const value = textOf(attributes[attribute]);
      return value === undefined || value === 'any' ? [] : [[name, value]];
    }),
  );
}

function absolute(url: unknown): string | undefined {
  const text = textOf(url);
  return text !== undefined && URL.canParse(text) ? text : undefined;
}
