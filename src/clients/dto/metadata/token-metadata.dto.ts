import { CONTENT_ENCRYPTION_ALGORITHMS, KEY_ENCRYPTION_ALGORITHMS } from '../../../keys/encryption.js';
import { SIGNING_ALGORITHMS } from '../../../keys/signing-algorithm.js';
import { TextMember, UriMember } from './members.js';

/** What the client's ID tokens and userinfo answers look like. */
export class TokenMetadataDto {
  @TextMember({
    description: 'Whether its subject identifiers are those of all clients, or its own. Default: public.',
    enum: ['public', 'pairwise'],
    example: 'public',
  })
  readonly subject_type?: string;

  @UriMember({
    description:
      'JSON list of redirect URIs, which is read at once; clients that name the same one, by its host, see the same pairwise subjects.',
  })
  readonly sector_identifier_uri?: string;

  @TextMember({
    description: 'Algorithm of its ID tokens. Default: RS256.',
    enum: SIGNING_ALGORITHMS,
    example: 'RS256',
  })
  readonly id_token_signed_response_alg?: string;

  @TextMember({
    description: 'How the keys of encrypted ID tokens are encrypted; left out: ID tokens are not encrypted.',
    enum: KEY_ENCRYPTION_ALGORITHMS,
  })
  readonly id_token_encrypted_response_alg?: string;

  @TextMember({
    description: 'How the content of encrypted ID tokens is encrypted. Default: A128CBC-HS256.',
    enum: CONTENT_ENCRYPTION_ALGORITHMS,
  })
  readonly id_token_encrypted_response_enc?: string;

  @TextMember({
    description: 'Algorithm of userinfo answers; left out: they are plain JSON.',
    enum: SIGNING_ALGORITHMS,
    example: 'RS256',
  })
  readonly userinfo_signed_response_alg?: string;

  @TextMember({
    description: 'How the keys of encrypted userinfo answers are encrypted; left out: they are not encrypted.',
    enum: KEY_ENCRYPTION_ALGORITHMS,
  })
  readonly userinfo_encrypted_response_alg?: string;

  @TextMember({
    description: 'How the content of encrypted userinfo answers is encrypted. Default: A128CBC-HS256.',
    enum: CONTENT_ENCRYPTION_ALGORITHMS,
  })
  readonly userinfo_encrypted_response_enc?: string;
}
