import { Injectable } from '@nestjs/common';
import { RegistrationNotSupported, RequestNotSupported, RequestUriNotSupported } from '../../oauth/oauth-error.js';
import type { AskedRequest } from '../authorization-request.js';
import type { Check } from './check.js';

/** OIDC Core §3.1.2.6: what this server does not support is refused, not ignored. */
@Injectable()
export class RequestObjectCheck implements Check {
  check({ parameters }: AskedRequest): Record<string, never> {
    if (parameters.has('request'))
      throw new RequestNotSupported('send the parameters themselves: request objects are not supported');
    if (parameters.has('request_uri'))
      throw new RequestUriNotSupported('request_uri must be one that this server issued');
    if (parameters.has('registration'))
      throw new RegistrationNotSupported('register the client first: registration is not supported');
    return {};
  }
}
