import { Injectable } from '@nestjs/common';
import type { AskedRequest } from '../../authorization-requests/authorization-request.js';
import { RegistrationNotSupported } from '../../oauth/oauth-error.js';
import type { Check } from './check.js';

/** OIDC Core §3.1.2.6: what this server does not support is refused, not ignored. */
@Injectable()
export class RegistrationCheck implements Check {
  check({ parameters }: AskedRequest): Record<string, never> {
    if (parameters.has('registration'))
      throw new RegistrationNotSupported('register the client first: registration is not supported');
    return {};
  }
}
