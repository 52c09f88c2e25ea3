import { Injectable } from '@nestjs/common';
import type { Parameters } from '../../oauth/parameters.js';
import type { AuthenticationMethod, AuthenticationRequest, Claim } from './authentication-method.js';
import type { BasicCredentials } from './basic-credentials.js';

/**
 * RFC 6749 §3.2.1: a public client only says who it is, by `client_id` in the form; many libraries send it as HTTP Basic
 * credentials with an empty secret.
 */
@Injectable()
export class None implements AuthenticationMethod {
  readonly name = 'none';

  claim({ authorization, basic, form }: AuthenticationRequest): Claim | undefined {
    const clientId = authorization === undefined ? namedIn(form) : namedBy(basic);
    return clientId === undefined ? undefined : { clientId, proves: (client) => client !== undefined };
  }
}

function namedIn(form: Parameters): string | undefined {
  const isProven = ['client_secret', 'client_assertion', 'client_assertion_type'].some((name) => form.has(name));
  return isProven ? undefined : form.get('client_id');
}

function namedBy(basic: BasicCredentials | undefined): string | undefined {
  return basic?.secret === '' ? basic.clientId : undefined;
}
