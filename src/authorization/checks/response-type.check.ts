import { Injectable } from '@nestjs/common';
import type { AskedRequest } from '../../authorization-requests/authorization-request.js';
import { UnauthorizedClient, UnsupportedResponseType } from '../../oauth/oauth-error.js';
import type { Check } from './check.js';

/** The response types of this server. Implicit and hybrid ones are left out on purpose: RFC 9700 §2.1.2. */
export const RESPONSE_TYPES = ['code'] as const;

/** RFC 6749 §3.1.1 and §4.1.1: `response_type` is required, and the client must be registered for it. */
@Injectable()
export class ResponseTypeCheck implements Check {
  check({ client, parameters }: AskedRequest): Record<string, never> {
    const responseType = parameters.require('response_type');
    if (!RESPONSE_TYPES.includes(responseType as 'code')) {
      throw new UnsupportedResponseType(`response_type must be code, not ${responseType}`);
    }
    if (!client.responseTypes.includes(responseType) || !client.grantTypes.includes('authorization_code')) {
      throw new UnauthorizedClient('the client is not registered for the authorization code grant');
    }
    return {};
  }
}
