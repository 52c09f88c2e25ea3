import { RequestMetadataDto } from '../dto/metadata/request-metadata.dto.js';
import { addressMistakes, eachAddressMistakes } from './addresses.js';
import type { MetadataConcern } from './concern.js';
import { oneOf, type Rule, violation } from './rule.js';

/** Request objects (RFC 9101, OIDC Core §6) and sign-ins that others begin (OIDC Core §4). */
const validateRequests: Rule = (metadata, context) => {
  const { request_object_signing_alg: algorithm, require_signed_request_object, request_uris = [] } = metadata;
  return [
    ...oneOf('request_object_signing_alg', algorithm, context.requestObjectAlgorithms),
    ...(require_signed_request_object && algorithm === 'none'
      ? violation('/request_object_signing_alg', 'must not be none, because require_signed_request_object is true')
      : []),
    ...eachAddressMistakes('request_uris', request_uris, context, { mayHaveFragment: true }),
    ...addressMistakes('initiate_login_uri', metadata.initiate_login_uri, context),
  ];
};

/** Request objects: authorization requests as JWTs. */
export const requestMetadata: MetadataConcern = { members: RequestMetadataDto, rules: [validateRequests] };
