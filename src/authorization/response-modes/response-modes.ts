import { Inject, Injectable } from '@nestjs/common';
import { InvalidRequest } from '../../oauth/oauth-error.js';
import type { Parameters } from '../../oauth/parameters.js';
import type { Peers } from '../../platform/peers.js';
import { RESPONSE_MODES, type ResponseMode } from './response-mode.js';

/** OAuth 2.0 Multiple Response Types §2.1: for `response_type=code`. */
const DEFAULT = 'query';

/** The response modes by their names. */
@Injectable()
export class ResponseModes {
  constructor(@Inject(RESPONSE_MODES.token) private readonly modes: Peers<ResponseMode>) {}

  /** @throws InvalidRequest if the request names one that this server does not have */
  of(parameters: Parameters): ResponseMode {
    return this.named(parameters.get('response_mode') ?? DEFAULT);
  }

  /** As {@link of}, but an error has to reach the client in any case. */
  ofError(parameters: Parameters): ResponseMode {
    return this.modes.get(parameters.get('response_mode') ?? DEFAULT) ?? this.named(DEFAULT);
  }

  private named(name: string): ResponseMode {
    const mode = this.modes.get(name);
    if (!mode) throw new InvalidRequest(`response_mode must be one of ${this.modes.keys.join(', ')}, not ${name}`);
    return mode;
  }
}
