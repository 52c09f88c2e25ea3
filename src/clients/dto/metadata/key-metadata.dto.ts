import { IsObject } from 'class-validator';
import { CLIENT_MAC_ALGORITHMS, CLIENT_SIGNING_ALGORITHMS } from '../../../keys/client-jwt.js';
import { FlagMember, Member, TextMember, UriMember } from './members.js';

/** How the client proves who it is, and its keys. */
export class KeyMetadataDto {
  @TextMember({
    description: 'How the client authenticates; none makes it a public client. Default: client_secret_basic.',
    enum: ['client_secret_basic', 'client_secret_post', 'client_secret_jwt', 'private_key_jwt', 'none'],
    example: 'client_secret_basic',
  })
  readonly token_endpoint_auth_method?: string;

  @FlagMember({
    description:
      'Whether the client has to authenticate by exactly that method; otherwise client_secret_basic and client_secret_post stand in for each other. Default: false.',
    example: false,
  })
  readonly strict_client_authentication?: boolean;

  @TextMember({
    description: 'Algorithm of the JWTs by which the client authenticates; left out: any that fits its method.',
    enum: [...CLIENT_MAC_ALGORITHMS, ...CLIENT_SIGNING_ALGORITHMS],
    example: 'ES256',
  })
  readonly token_endpoint_auth_signing_alg?: string;

  @UriMember({ description: 'Where the client publishes its public keys, such as `https://rp.example/jwks`.' })
  readonly jwks_uri?: string;

  @Member(
    {
      type: 'object',
      additionalProperties: true,
      description: 'The public keys of a client that cannot publish them itself (RFC 7517 JWK set).',
      example: { keys: [{ kty: 'OKP', crv: 'Ed25519', x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo', kid: 'a' }] },
    },
    IsObject({ message: 'must be a JWK set: an object with the list keys' }),
  )
  readonly jwks?: Readonly<Record<string, unknown>>;
}
