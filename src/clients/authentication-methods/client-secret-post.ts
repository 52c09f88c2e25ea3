import { Injectable } from '@nestjs/common';
import { InvalidClient } from '../../oauth/oauth-error.js';
import { provesBySecret } from '../client-secrets.js';
import type { AuthenticationMethod, AuthenticationRequest, Claim } from './authentication-method.js';

/** RFC 6749 §2.3.1: `client_id` and `client_secret` in the form. */
@Injectable()
export class ClientSecretPost implements AuthenticationMethod {
  readonly name = 'client_secret_post';

  claim({ form }: AuthenticationRequest): Claim | undefined {
    const secret = form.get('client_secret');
    if (secret === undefined) return undefined;
    const clientId = form.get('client_id');
    if (clientId === undefined) throw new InvalidClient('send client_id together with client_secret');
    return { clientId, proves: (client, now) => provesBySecret(client, secret, now) };
  }
}
