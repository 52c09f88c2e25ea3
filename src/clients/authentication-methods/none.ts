import { Injectable } from '@nestjs/common';
import type { Parameters } from '../../oauth/parameters.js';
import type { AuthenticationMethod, AuthenticationRequest, Claim } from './authentication-method.js';
import { readBasicCredentials } from './basic-credentials.js';

/**
 * RFC 6749 §3.2.1: a public client only says who it is, by `client_id` in the form; many libraries send it as HTTP Basic
 * credentials with an empty secret.
 */
@Injectable()
export class None implements AuthenticationMethod {
  readonly name = 'none';

  claim({ authorization, form }: AuthenticationRequest): Claim | undefined {
    const clientId = authorization === undefined ? namedIn(form) : namedBy(authorization);
    return clientId === undefined ? undefined : { clientId, proves: (client) => client !== undefined };
  }
}

function namedIn(form: Parameters): string | undefined {
  const isProven = ['client_secret', 'client_assertion', 'client_assertion_type'].some((name) => form.has(name));
  return isProven ? undefined : form.get('client_id');
}

function namedBy(authorization: string): string | undefined {
  const credentials = readBasicCredentials(authorization);
  return credentials?.secret === '' ? credentials.clientId : undefined;
}
