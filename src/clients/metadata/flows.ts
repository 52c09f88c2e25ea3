import type { Violation } from '../../platform/validation/violations.js';
import type { ClientMetadata } from '../client.js';
import { eachOneOf, type Rule, violation } from './rule.js';

const GRANT_TYPES = ['authorization_code', 'refresh_token', 'client_credentials'];
const RESPONSE_TYPES = ['code'];

/** Grant types, response types and redirect URIs that fit each other (RFC 7591 §2.1). */
export const validateFlows: Rule = (metadata, { registeredBy }) => {
  const { grant_types, response_types, redirect_uris } = metadata;
  const interactive = grant_types.includes('authorization_code');
  return [
    ...eachOneOf('grant_types', grant_types, GRANT_TYPES),
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
    ...publicClientMistakes(metadata),
    // Anyone could have tokens of its own, for which no user is asked.
    ...(registeredBy === 'open' && grant_types.includes('client_credentials')
      ? violation('/grant_types', 'must not have client_credentials without an initial access token')
      : []),
  ];
};

/** RFC 6749 §4.4: client credentials are for confidential clients only. RFC 9700 §2.1.1: public clients must use PKCE. */
function publicClientMistakes({
  token_endpoint_auth_method,
  grant_types,
  require_pkce,
}: ClientMetadata): readonly Violation[] {
  if (token_endpoint_auth_method !== 'none') return [];
  return [
    ...(grant_types.includes('client_credentials')
      ? violation(
          '/grant_types',
          'must not have client_credentials, because the client is public (token_endpoint_auth_method none)',
        )
      : []),
    ...(require_pkce
      ? []
      : violation('/require_pkce', 'must be true, because the client is public (token_endpoint_auth_method none)')),
  ];
}
