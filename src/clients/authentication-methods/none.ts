import { Injectable } from '@nestjs/common';
import type { AuthenticationMethod, AuthenticationRequest, Claim } from './authentication-method.js';

/** RFC 6749 §3.2.1: a public client only says who it is, by `client_id` in the form. */
@Injectable()
export class None implements AuthenticationMethod {
  readonly name = 'none';

  claim({ authorization, form }: AuthenticationRequest): Claim | undefined {
    const clientId = form.get('client_id');
    if (
      clientId === undefined ||
      authorization !== undefined ||
      form.has('client_secret') ||
      form.has('client_assertion') ||
      form.has('client_assertion_type')
    )
      return undefined;
    return { clientId, proves: (client) => client !== undefined };
  }
}
