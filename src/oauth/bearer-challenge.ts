import {
  InsufficientScope,
  InsufficientUserAuthentication,
  InvalidBearerRequest,
  InvalidToken,
  type OAuthError,
} from './oauth-error.js';

const CHALLENGED = [InvalidToken, InsufficientScope, InvalidBearerRequest, InsufficientUserAuthentication];

/**
 * RFC 6750 §3, RFC 9470 §3: the `WWW-Authenticate` header of an answer to a request whose bearer token is missing or not good enough.
 * @param realm what the resource calls itself; without quotes
 * @returns undefined if the error is not about a bearer token
 */
export function bearerChallenge(error: OAuthError, realm: string): string | undefined {
  if (!CHALLENGED.some((challenged) => error instanceof challenged)) return undefined;
  if (lacksCredentials(error)) return `Bearer realm="${realm}"`;
  const { error: code, error_description: description } = error.toJSON();
  return `Bearer realm="${realm}", error="${code}", error_description="${description}"${wanted(error)}`;
}

/** What a token must have to be good enough. */
function wanted(error: OAuthError): string {
  if (error instanceof InsufficientScope) return `, scope="${error.requiredScope}"`;
  if (!(error instanceof InsufficientUserAuthentication)) return '';
  const { acr = [], maxAge } = error.required;
  const values = [acr].flat().join(' ');
  return (values === '' ? '' : `, acr_values="${values}"`) + (maxAge === undefined ? '' : `, max_age="${maxAge}"`);
}

/** RFC 6750 §3.1: a request without any credentials is told the scheme, and no error, neither in the header nor in a body. */
export function lacksCredentials(error: OAuthError): boolean {
  return error instanceof InvalidToken && error.description === '';
}
