import { type OAuthError, TooManyRequests } from '../oauth/oauth-error.js';
import { ErrorPage } from '../platform/http/error-page.js';
import type { PageContent } from '../platform/http/pages.js';

const REFUSED = {
  heading: 'This sign-in link does not work',
  lead: 'The app that sent you here made a request we cannot answer, so we stopped to protect you. Go back to the app and try again, or tell its support team what is below.',
};
const TOO_MANY = {
  heading: 'Too many sign-ins are waiting',
  lead: 'Too many were begun from your network and not finished. Go back to the app and try again in a minute.',
};

/** A mistake in an authorization request that must not be sent to the redirect URI (RFC 6749 §4.1.2.1). */
export function authorizationErrorPage(error: OAuthError, requestId: string): PageContent {
  const details = [
    ['error', error.code],
    ['what is wrong', error.description],
    ['what to do', adviceOn(error)],
    ['request', requestId],
  ] as const;
  return {
    title: 'Sign-in cannot continue',
    status: error instanceof TooManyRequests ? error.status : 400,
    body: <ErrorPage {...(error instanceof TooManyRequests ? TOO_MANY : REFUSED)} details={details} />,
  };
}

/** What the app's developers change. */
function adviceOn({ code, description }: OAuthError): string {
  if (code === 'temporarily_unavailable') return 'wait as long as Retry-After says, then start again';
  if (code === 'invalid_client') return 'register the client, or send the client_id that it is registered under';
  if (code.includes('_request_') || code.startsWith('request_'))
    return 'correct the request object, or send the parameters without it';
  if (description.startsWith('redirect_uri')) return 'register exactly this URI, or send one of the registered ones';
  if (description.startsWith('the parameter')) return 'correct the request to /oauth2/authorize';
  return 'send the browser to /oauth2/authorize again';
}
