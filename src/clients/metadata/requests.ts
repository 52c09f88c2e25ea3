import { addressMistakes, eachAddressMistakes } from './addresses.js';
import { mistake, oneOf, type Rule } from './rule.js';

/** Request objects (RFC 9101, OIDC Core §6) and sign-ins that others begin (OIDC Core §4). */
export const judgeRequests: Rule = (metadata, circumstances) => {
  const { request_object_signing_alg: algorithm, require_signed_request_object, request_uris = [] } = metadata;
  return [
    ...oneOf('request_object_signing_alg', algorithm, circumstances.requestObjectAlgorithms),
    ...(require_signed_request_object && algorithm === 'none'
      ? mistake('/request_object_signing_alg', 'must not be none, because require_signed_request_object is true')
      : []),
    ...eachAddressMistakes('request_uris', request_uris, circumstances, { mayHaveFragment: true }),
    ...addressMistakes('initiate_login_uri', metadata.initiate_login_uri, circumstances),
  ];
};
