import { InsufficientScope, InvalidBearerRequest, InvalidToken, type OAuthError } from './oauth-error.js';

/**
 * RFC 6750 §3: the `WWW-Authenticate` header of an answer to a request whose bearer token is missing or not good enough.
 * @param realm what the resource calls itself; without quotes
 * @returns undefined if the error is not about a bearer token
 */
export function bearerChallenge(error: OAuthError, realm: string): string | undefined {
  if (!(error instanceof InvalidToken || error instanceof InsufficientScope || error instanceof InvalidBearerRequest))
    return undefined;
  if (lacksCredentials(error)) return `Bearer realm="${realm}"`;
  const { error: code, error_description: description } = error.toJSON();
  const scope = error instanceof InsufficientScope ? `, scope="${error.requiredScope}"` : '';
  return `Bearer realm="${realm}", error="${code}", error_description="${description}"${scope}`;
}

/** RFC 6750 §3.1: a request without any credentials is told the scheme, and no error, neither in the header nor in a body. */
export function lacksCredentials(error: OAuthError): boolean {
  return error instanceof InvalidToken && error.description === '';
}
