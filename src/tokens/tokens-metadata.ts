import { Inject, Injectable } from '@nestjs/common';
import { CONTENT_ENCRYPTION_ALGORITHMS, KEY_ENCRYPTION_ALGORITHMS } from '../keys/encryption.js';
import { KeysService } from '../keys/keys.service.js';
import { CONFIG, type Config } from '../platform/config/config.js';
import { type Members, type MetadataSource, mergeMembers } from '../platform/metadata/server-metadata.js';
import type { Peers } from '../platform/peers.js';
import { CLAIMS_OF_SCOPE } from '../resources/claims/claims-of-scopes.js';
import { AddedClaims } from './added-claims.service.js';
import { GRANTS, type Grant } from './grants/grant.js';

/** Claims of tokens that are not about the person. */
const TOKEN_CLAIMS = ['iss', 'sub', 'aud', 'exp', 'iat', 'auth_time', 'nonce', 'acr', 'amr', 'sid', 'at_hash'];

/** How tokens are obtained, asked about and revoked, and what they look like. */
@Injectable()
export class TokensMetadata implements MetadataSource {
  constructor(
    @Inject(CONFIG) private readonly config: Pick<Config, 'issuer'>,
    @Inject(GRANTS.token) private readonly grants: Peers<Grant>,
    private readonly keys: KeysService,
    private readonly added: AddedClaims,
  ) {}

  members(): Members {
    const { issuer } = this.config;
    const own = {
      token_endpoint: `${issuer}/oauth2/token`,
      userinfo_endpoint: `${issuer}/oauth2/userinfo`,
      introspection_endpoint: `${issuer}/oauth2/introspect`,
      revocation_endpoint: `${issuer}/oauth2/revoke`,
      grant_types_supported: this.grants.keys,
      id_token_signing_alg_values_supported: this.keys.algorithms,
      id_token_encryption_alg_values_supported: KEY_ENCRYPTION_ALGORITHMS,
      id_token_encryption_enc_values_supported: CONTENT_ENCRYPTION_ALGORITHMS,
      userinfo_signing_alg_values_supported: this.keys.algorithms,
      userinfo_encryption_alg_values_supported: KEY_ENCRYPTION_ALGORITHMS,
      userinfo_encryption_enc_values_supported: CONTENT_ENCRYPTION_ALGORITHMS,
      claim_types_supported: ['normal'],
      claims_supported: [...TOKEN_CLAIMS, ...Object.values(CLAIMS_OF_SCOPE).flat(), ...this.added.names],
    };
    return mergeMembers([own, ...this.grants.list.map(({ metadata = {} }) => metadata)]);
  }
}
