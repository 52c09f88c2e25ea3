import { Inject, Injectable } from '@nestjs/common';
import type { AskedRequest, AuthorizationRequest } from '../../authorization-requests/authorization-request.js';
import { type Client, isPublic } from '../../clients/client.js';
import { CLIENT_SETTINGS } from '../../clients/client-settings.js';
import { InvalidRequest } from '../../oauth/oauth-error.js';
import type { Parameters } from '../../oauth/parameters.js';
import { readCodeChallenge } from '../../oauth/pkce.js';
import type { ValuesOf } from '../../platform/config/room-settings.js';
import { asksForOpenId } from '../received-requests.service.js';
import type { Check } from './check.js';

const BY_CHALLENGE =
  'turn on PKCE in the OAuth library of your app, so that it sends code_challenge with code_challenge_method=S256';
const BY_NONCE = 'send the scope openid with a nonce, and check that the ID token has this nonce';

/**
 * RFC 7636 §4.3, OAuth 2.1 §4.1.1 and §7.5.1, RFC 9700 §2.1.1: PKCE with S256. A confidential client that an administrator
 * registered may do without if it sends the scope `openid` and a `nonce`, unless its `require_pkce` or the server says otherwise.
 */
@Injectable()
export class PkceCheck implements Check {
  constructor(@Inject(CLIENT_SETTINGS.token) private readonly settings: ValuesOf<typeof CLIENT_SETTINGS>) {}

  check({ client, parameters }: AskedRequest): Pick<AuthorizationRequest, 'codeChallenge'> {
    const codeChallenge = readCodeChallenge(parameters.get('code_challenge'), parameters.get('code_challenge_method'));
    const refusal = codeChallenge === undefined ? this.refusalWithout(client, parameters) : undefined;
    if (refusal !== undefined) throw new InvalidRequest(refusal);
    return { codeChallenge };
  }

  /** What a developer is told whose app sent no challenge; undefined if it may do without. */
  private refusalWithout(client: Client, parameters: Parameters): string | undefined {
    if (isPublic(client)) return `PKCE is required of public clients: ${BY_CHALLENGE}`;
    if (this.settings.requirePkce === 'always') return `PKCE is required of every client here: ${BY_CHALLENGE}`;
    if (client.requirePkce === false) return undefined;
    if (client.registeredBy !== 'administrator')
      return `PKCE is required of clients that registered themselves: ${BY_CHALLENGE}`;
    if (client.requirePkce)
      return `PKCE is required of this client: ${BY_CHALLENGE}; or have an administrator remove require_pkce from the client, then ${BY_NONCE}`;
    return hasNonce(parameters) ? undefined : `PKCE is missing: ${BY_CHALLENGE}; or ${BY_NONCE}`;
  }
}

/** OIDC Core §3.1.2.1: whether the client can tell by the ID token that the code was made for its own request. */
function hasNonce(parameters: Parameters): boolean {
  return asksForOpenId(parameters) && parameters.has('nonce') && parameters.get('response_type') === 'code';
}
