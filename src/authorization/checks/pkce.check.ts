import { Injectable } from '@nestjs/common';
import type { AskedRequest, AuthorizationRequest } from '../../authorization-requests/authorization-request.js';
import { isPublic } from '../../clients/client.js';
import { readCodeChallenge } from '../../oauth/pkce.js';
import type { Check } from './check.js';

/** RFC 7636 §4.3 and RFC 9700 §2.1.1: PKCE with S256, required unless a confidential client is registered without. */
@Injectable()
export class PkceCheck implements Check {
  check({ client, parameters }: AskedRequest): Pick<AuthorizationRequest, 'codeChallenge'> {
    const required = client.requirePkce || isPublic(client);
    return {
      codeChallenge: readCodeChallenge(
        parameters.get('code_challenge'),
        parameters.get('code_challenge_method'),
        required,
      ),
    };
  }
}
