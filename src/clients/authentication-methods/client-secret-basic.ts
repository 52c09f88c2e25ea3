import { Injectable } from '@nestjs/common';
import { provesBySecret } from '../client-secrets.js';
import type { AuthenticationMethod, AuthenticationRequest, Claim } from './authentication-method.js';

/** RFC 6749 §2.3.1: identifier and secret as HTTP Basic credentials. Without a secret they are those of {@link None}. */
@Injectable()
export class ClientSecretBasic implements AuthenticationMethod {
  readonly name = 'client_secret_basic';

  claim({ basic }: AuthenticationRequest): Claim | undefined {
    if (!basic || basic.secret === '') return undefined;
    const { clientId, secret } = basic;
    return { clientId, proves: (client, now) => provesBySecret(client, secret, now) };
  }
}
