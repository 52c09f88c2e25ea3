import type { AskedRequest, AuthorizationRequest } from '../../authorization-requests/authorization-request.js';
import { PeerKind } from '../../platform/peers.js';

/** One check of an authorization request. It yields its part of the request, or throws an OAuthError for the client. */
export interface Check {
  check(asked: AskedRequest): Partial<AuthorizationRequest> | Promise<Partial<AuthorizationRequest>>;
}

/** The checks that rooms declare; they run in this order. */
export const CHECKS = new PeerKind<Check>('checks');
