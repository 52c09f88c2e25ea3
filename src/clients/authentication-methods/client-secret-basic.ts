import { Injectable } from '@nestjs/common';
import { InvalidClient } from '../../oauth/oauth-error.js';
import { provesBySecret } from '../client-secrets.js';
import type { AuthenticationMethod, AuthenticationRequest, Claim } from './authentication-method.js';

/** RFC 6749 §2.3.1: identifier and secret, each form-urlencoded, as HTTP Basic credentials. */
@Injectable()
export class ClientSecretBasic implements AuthenticationMethod {
  readonly name = 'client_secret_basic';

  claim({ authorization }: AuthenticationRequest): Claim | undefined {
    const encoded = /^Basic +(\S*) *$/i.exec(authorization ?? '')?.[1];
    if (encoded === undefined) return undefined;
    const text = Buffer.from(encoded, 'base64').toString('utf8');
    const colon = text.indexOf(':');
    if (colon < 1) throw malformed();
    const clientId = formDecode(text.slice(0, colon));
    const secret = formDecode(text.slice(colon + 1));
    return { clientId, proves: (client, now) => provesBySecret(client, secret, now) };
  }
}

/** RFC 6749 appendix B. */
function formDecode(text: string): string {
  if (!/[+%]/.test(text)) return text;
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch (cause) {
    throw malformed(cause);
  }
}

function malformed(cause?: unknown): InvalidClient {
  return new InvalidClient('send Authorization: Basic with base64 of client_id:client_secret, each form-urlencoded', {
    cause,
  });
}
