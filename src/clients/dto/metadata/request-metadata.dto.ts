import { REQUEST_OBJECT_ALGORITHMS } from '../../../keys/client-jwt.js';
import { FlagMember, TextMember, UriListMember } from './members.js';

/** Request objects: authorization requests as JWTs (RFC 9101). */
export class RequestMetadataDto {
  @TextMember({
    description: 'Algorithm of its request objects; none: not signed. Left out: any but none.',
    enum: REQUEST_OBJECT_ALGORITHMS,
    example: 'ES256',
  })
  readonly request_object_signing_alg?: string;

  @FlagMember({
    description: 'Whether every authorization request must be a signed request object. Default: false.',
    example: false,
  })
  readonly require_signed_request_object?: boolean;

  @UriListMember({
    description: 'Where its request objects may be fetched from. The fragment, if any, is a digest of the content.',
    example: ['https://rp.example/request.jwt'],
  })
  readonly request_uris?: readonly string[];
}
