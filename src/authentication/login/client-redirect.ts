import type { ParkedRequest } from '../../authorization-requests/parked-request.js';
import type { Client } from '../../clients/client.js';
import { formActionSource } from '../../oauth/redirect-uri.js';

/** Where the parked request returns to: a left-out URI is the client's only one (RFC 6749 §3.1.2.3). */
export function clientRedirectUri(parked: ParkedRequest, client: Client | undefined): string | undefined {
  return parked.parameters.get('redirect_uri') ?? client?.redirectUris[0];
}

/** The CSP source that a page's form needs: once the form is answered, the chain of redirects may end at the client. */
export function clientRedirectSource(parked: ParkedRequest | undefined, client: Client | undefined): readonly string[] {
  const uri = parked && clientRedirectUri(parked, client);
  return uri === undefined ? [] : [formActionSource(uri)];
}
