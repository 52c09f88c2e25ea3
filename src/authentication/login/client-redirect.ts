import type { ParkedRequest } from '../../authorization-requests/parked-request.js';
import type { Client } from '../../clients/client.js';

/** Where the parked request returns to: a left-out URI is the client's only one (RFC 6749 §3.1.2.3). */
export function clientRedirectUri(parked: ParkedRequest, client: Client | undefined): string | undefined {
  return parked.parameters.get('redirect_uri') ?? client?.redirectUris[0];
}
