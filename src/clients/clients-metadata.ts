import { Inject, Injectable } from '@nestjs/common';
import type { Members, MetadataSource } from '../platform/metadata/server-metadata.js';
import type { Peers } from '../platform/peers.js';
import { AUTHENTICATION_METHODS, type AuthenticationMethod } from './authentication-methods/authentication-method.js';
import { SUBJECT_TYPES } from './sector.js';

/** How clients authenticate at each endpoint, and by which subjects they know people. */
@Injectable()
export class ClientsMetadata implements MetadataSource {
  constructor(@Inject(AUTHENTICATION_METHODS.token) private readonly methods: Peers<AuthenticationMethod>) {}

  members(): Members {
    const methods = this.methods.keys;
    const algorithms = this.methods.list.flatMap(({ signingAlgorithms = [] }) => signingAlgorithms);
    return {
      subject_types_supported: SUBJECT_TYPES,
      token_endpoint_auth_methods_supported: methods,
      token_endpoint_auth_signing_alg_values_supported: algorithms,
      introspection_endpoint_auth_methods_supported: methods.filter((method) => method !== 'none'),
      introspection_endpoint_auth_signing_alg_values_supported: algorithms,
      revocation_endpoint_auth_methods_supported: methods,
      revocation_endpoint_auth_signing_alg_values_supported: algorithms,
    };
  }
}
