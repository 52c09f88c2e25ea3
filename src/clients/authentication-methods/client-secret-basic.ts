import { Injectable } from '@nestjs/common';
import { provesBySecret } from '../client-secrets.js';
import type { AuthenticationMethod, AuthenticationRequest, Claim } from './authentication-method.js';
import { readBasicCredentials } from './basic-credentials.js';

/** RFC 6749 §2.3.1: identifier and secret as HTTP Basic credentials. Without a secret they are those of {@link None}. */
@Injectable()
export class ClientSecretBasic implements AuthenticationMethod {
  readonly name = 'client_secret_basic';

  claim({ authorization }: AuthenticationRequest): Claim | undefined {
    const { clientId, secret } = readBasicCredentials(authorization) ?? { clientId: '', secret: '' };
    if (secret === '') return undefined;
    return { clientId, proves: (client, now) => provesBySecret(client, secret, now) };
  }
}
