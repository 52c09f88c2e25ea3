import { formatScope, IDENTITY_SCOPES } from '../oauth/scope.js';
import { type Mistake, pointer } from '../platform/validation/mistakes.js';
import type { ClientMetadata, RegisteredBy } from './client.js';
import type { ClientMetadataDto } from './dto/client-metadata.dto.js';
import { judgeAuthentication } from './metadata/authentication.js';
import { judgeFlows } from './metadata/flows.js';
import { judgeLinks } from './metadata/links.js';
import { judgeLogout } from './metadata/logout.js';
import { isRegistered, nameMistakes } from './metadata/names.js';
import { applicationTypeOf, judgeRedirectUris } from './metadata/redirect-uris.js';
import { judgeRequests } from './metadata/requests.js';
import type { Offer, Rule } from './metadata/rule.js';
import { judgeScopes } from './metadata/scopes.js';
import { DEFAULT_CONTENT_ENCRYPTION, judgeTokens } from './metadata/tokens.js';
import { UNUSED } from './registered-metadata.js';

/** What is judged, each concern in a file of its own. */
const RULES: readonly Rule[] = [
  judgeFlows,
  judgeRedirectUris,
  judgeAuthentication,
  judgeTokens,
  judgeRequests,
  judgeLogout,
  judgeScopes,
  judgeLinks,
];

export interface JudgedMetadata {
  /** Complete, with defaults; only to be used where there is no mistake. */
  readonly metadata: ClientMetadata;
  readonly mistakes: readonly Mistake[];
  /** Names that were accepted and are of no use in this version. */
  readonly warnings: readonly Mistake[];
}

type RawMetadata = ClientMetadataDto & Readonly<Record<string, unknown>>;

/**
 * Completes client metadata by the defaults of RFC 7591 §2 and OIDC Registration §2, and judges it.
 * @param raw members whose shapes are those of {@link ClientMetadataDto}, and any others
 * @param clientId the name of a client that has no other
 */
export function judgeMetadata(
  raw: RawMetadata,
  clientId: string,
  offer: Offer,
  registeredBy: RegisteredBy = 'administrator',
): JudgedMetadata {
  const metadata = complete(raw, clientId, registeredBy);
  const circumstances = { ...offer, registeredBy };
  const unused = Object.keys(metadata).filter((name) => UNUSED.has(name));
  return {
    metadata,
    mistakes: [...nameMistakes(raw), ...RULES.flatMap((rule) => rule(metadata, circumstances))],
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
