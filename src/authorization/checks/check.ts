import type { AskedRequest, AuthorizationRequest } from '../../authorization-requests/authorization-request.js';

/** One check of an authorization request. It yields its part of the request, or throws an OAuthError for the client. */
export interface Check {
  check(asked: AskedRequest): Partial<AuthorizationRequest> | Promise<Partial<AuthorizationRequest>>;
}

/** The injection token of the checks, in their order. */
export const CHECKS = Symbol('Checks');
