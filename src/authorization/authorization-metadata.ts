import { Inject, Injectable } from '@nestjs/common';
import { RegistrationPolicy } from '../account/registration/registration-policy.service.js';
import { CODE_CHALLENGE_METHODS } from '../oauth/pkce.js';
import { CONFIG, type Config } from '../platform/config/config.js';
import type { Members, MetadataSource } from '../platform/metadata/server-metadata.js';
import type { Peers } from '../platform/peers.js';
import { RESPONSE_TYPES } from './checks/response-type.check.js';
import { RESPONSE_MODES, type ResponseMode } from './response-modes/response-mode.js';

/** The authorization endpoint. */
@Injectable()
export class AuthorizationMetadata implements MetadataSource {
  constructor(
    @Inject(CONFIG) private readonly config: Pick<Config, 'issuer'>,
    @Inject(RESPONSE_MODES.token) private readonly responseModes: Peers<ResponseMode>,
    private readonly registration: RegistrationPolicy,
  ) {}

  members(): Members {
    return {
      authorization_endpoint: `${this.config.issuer}/oauth2/authorize`,
      response_types_supported: RESPONSE_TYPES,
      prompt_values_supported: this.registration.promptValues,
      response_modes_supported: this.responseModes.keys,
      code_challenge_methods_supported: CODE_CHALLENGE_METHODS,
      authorization_response_iss_parameter_supported: true,
    };
  }
}
