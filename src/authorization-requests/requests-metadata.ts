import { Injectable } from '@nestjs/common';
import { REQUEST_OBJECT_ALGORITHMS } from '../keys/client-jwt.js';
import type { Members, MetadataSource } from '../platform/metadata/server-metadata.js';
import { DISPLAYS } from './authorization-request.js';

/** What authorization requests may ask for, and in which form. */
@Injectable()
export class RequestsMetadata implements MetadataSource {
  members(): Members {
    return {
      display_values_supported: DISPLAYS,
      claims_parameter_supported: true,
      request_parameter_supported: true,
      request_uri_parameter_supported: true,
      require_request_uri_registration: true,
      // Not `none`: named here, it would be for every client that registered no algorithm (OIDC Registration §2).
      request_object_signing_alg_values_supported: REQUEST_OBJECT_ALGORITHMS.filter((alg) => alg !== 'none'),
    };
  }
}
