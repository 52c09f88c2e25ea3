import { formatScope, IDENTITY_SCOPES } from '../oauth/scope.js';
import { pointer, type Violation } from '../platform/validation/violations.js';
import type { ClientMetadata, RegisteredBy } from './client.js';
import type { ClientMetadataDto } from './dto/client-metadata.dto.js';
import { validateAuthentication } from './metadata/authentication.js';
import { validateFlows } from './metadata/flows.js';
import { validateLinks } from './metadata/links.js';
import { validateLogout } from './metadata/logout.js';
import { isRegistered, nameMistakes } from './metadata/names.js';
import { applicationTypeOf, validateRedirectUris } from './metadata/redirect-uris.js';
import { validateRequests } from './metadata/requests.js';
import type { Rule, ServerCapabilities } from './metadata/rule.js';
import { validateScopes } from './metadata/scopes.js';
import { DEFAULT_CONTENT_ENCRYPTION, validateTokens } from './metadata/tokens.js';
import { UNUSED } from './registered-metadata.js';

/** What is validated, each concern in a file of its own. */
const RULES: readonly Rule[] = [
  validateFlows,
  validateRedirectUris,
  validateAuthentication,
  validateTokens,
  validateRequests,
  validateLogout,
  validateScopes,
  validateLinks,
];

export interface ValidatedMetadata {
  /** Complete, with defaults; only to be used where there is no violation. */
  readonly metadata: ClientMetadata;
  readonly violations: readonly Violation[];
  /** Names that were accepted and are of no use in this version. */
  readonly warnings: readonly Violation[];
}

type RawMetadata = ClientMetadataDto & Readonly<Record<string, unknown>>;

/**
 * Completes client metadata by the defaults of RFC 7591 §2 and OIDC Registration §2, and judges it.
 * @param raw members whose shapes are those of {@link ClientMetadataDto}, and any others
 * @param clientId the name of a client that has no other
 */
export function validateMetadata(
  raw: RawMetadata,
  clientId: string,
  offer: ServerCapabilities,
  registeredBy: RegisteredBy = 'administrator',
): ValidatedMetadata {
  const metadata = complete(raw, clientId, registeredBy);
  const context = { ...offer, registeredBy };
  const unused = Object.keys(metadata).filter((name) => UNUSED.has(name));
  return {
    metadata,
    violations: [...nameMistakes(raw), ...RULES.flatMap((rule) => rule(metadata, context))],
    warnings: unused.map((name) => ({
      pointer: pointer(name),
      detail: 'is registered client metadata that this version does not use',
    })),
  };
}

function complete(raw: RawMetadata, clientId: string, registeredBy: RegisteredBy): ClientMetadata {
  const given = Object.fromEntries(
    Object.entries(raw).filter(([name, value]) => value !== null && value !== undefined && isRegistered(name)),
  );
  const grantTypes = raw.grant_types ?? ['authorization_code'];
  const interactive = grantTypes.includes('authorization_code');
  const redirectUris = raw.redirect_uris ?? [];
  return {
    ...given,
    client_name: raw.client_name ?? clientId,
    application_type:
      raw.application_type ?? (registeredBy === 'administrator' ? 'web' : applicationTypeOf(redirectUris)),
    redirect_uris: redirectUris,
    post_logout_redirect_uris: raw.post_logout_redirect_uris ?? [],
    grant_types: grantTypes,
    // RFC 7591 §2 says `code`, and §2.1 that it fits no client without the authorization code grant.
    response_types: raw.response_types ?? (interactive ? ['code'] : []),
    token_endpoint_auth_method: raw.token_endpoint_auth_method ?? 'client_secret_basic',
    scope: raw.scope ?? (interactive ? formatScope(Object.keys(IDENTITY_SCOPES)) : ''),
    subject_type: raw.subject_type ?? 'public',
    id_token_signed_response_alg: raw.id_token_signed_response_alg ?? 'RS256',
    ...contentEncryption('id_token', raw),
    ...contentEncryption('userinfo', raw),
    first_party: raw.first_party ?? false,
    require_pkce: raw.require_pkce ?? true,
  };
}

function contentEncryption(what: 'id_token' | 'userinfo', raw: RawMetadata): Readonly<Record<string, string>> {
  const named = raw[`${what}_encrypted_response_alg`] && !raw[`${what}_encrypted_response_enc`];
  return named ? { [`${what}_encrypted_response_enc`]: DEFAULT_CONTENT_ENCRYPTION } : {};
}
