import { formatScope, STANDARD_SCOPES } from '../../oauth/scope.js';
import { FlowMetadataDto } from '../dto/metadata/flow-metadata.dto.js';
import type { MetadataConcern, RawMetadata } from './concern.js';
import { validateRedirectUris } from './redirect-uris.js';
import { eachOneOf, type Rule, violation } from './rule.js';
import { validateScopes } from './scopes.js';

const RESPONSE_TYPES = ['code'];

/** Grant types, response types and redirect URIs that fit each other (RFC 7591 §2.1), and the rules of each grant. */
const validateFlows: Rule = (metadata, context) => {
  const { grant_types, response_types, redirect_uris, token_endpoint_auth_method, require_pkce } = metadata;
  const interactive = grant_types.includes('authorization_code');
  const grantTypes = context.grants.map(({ grantType }) => grantType);
  const used = context.grants.filter(({ grantType }) => grant_types.includes(grantType));
  return [
    ...eachOneOf('grant_types', grant_types, grantTypes),
    ...eachOneOf('response_types', response_types, RESPONSE_TYPES),
    ...(grant_types.length === 0 ? violation('/grant_types', 'must name at least one grant type') : []),
    ...(interactive && !response_types.includes('code')
      ? violation('/response_types', 'must have code, which the grant type authorization_code needs')
      : []),
    ...(!interactive && response_types.includes('code')
      ? violation('/response_types', 'must not have code without the grant type authorization_code')
      : []),
    ...(interactive && redirect_uris.length === 0
      ? violation('/redirect_uris', 'must have at least one URI, which the grant type authorization_code needs')
      : []),
    ...used.flatMap(({ clientRules }) => clientRules?.(metadata, context) ?? []),
    // RFC 9700 §2.1.1: public clients must use PKCE.
    ...(token_endpoint_auth_method === 'none' && require_pkce === false
      ? violation('/require_pkce', 'must not be false, because the client is public (token_endpoint_auth_method none)')
      : []),
  ];
};

function defaults(raw: RawMetadata) {
  const grantTypes = raw.grant_types ?? ['authorization_code'];
  const interactive = grantTypes.includes('authorization_code');
  return {
    redirect_uris: raw.redirect_uris ?? [],
    grant_types: grantTypes,
    // RFC 7591 §2 says `code`, and §2.1 that it fits no client without the authorization code grant.
    response_types: raw.response_types ?? (interactive ? ['code'] : []),
    scope: raw.scope ?? (interactive ? formatScope(Object.keys(STANDARD_SCOPES)) : ''),
  };
}

/** How the client obtains tokens, and where browsers may be sent. */
export const flowMetadata: MetadataConcern = {
  members: FlowMetadataDto,
  defaults,
  rules: [validateFlows, validateRedirectUris, validateScopes],
};
