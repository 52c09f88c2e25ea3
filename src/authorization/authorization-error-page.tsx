import { type OAuthError, TooManyRequests } from '../oauth/oauth-error.js';
import { ErrorPage, type ErrorPageProps, ForDevelopers } from '../ui/error-page.js';
import { leavingPage, type Onward } from '../ui/leaving-page.js';
import type { PageContent } from '../ui/pages.js';

const TITLE = 'Sign-in cannot continue';

const REFUSED = {
  heading: 'This sign-in link does not work',
  lead: 'The app that sent you here made a request we cannot answer, so we stopped to protect you. Go back to the app and try again, or tell its support team what is below.',
};
const TOO_MANY = {
  heading: 'Too many sign-ins are waiting',
  lead: 'Too many were begun from your network and not finished. Go back to the app and try again in a minute.',
};

/** A violation in an authorization request that must not be sent to the redirect URI (RFC 6749 §4.1.2.1). */
export function authorizationErrorPage(error: OAuthError, requestId: string): PageContent {
  const details = detailsOf(error, requestId);
  return {
    title: TITLE,
    status: error instanceof TooManyRequests ? error.status : 400,
    body: <ErrorPage {...(error instanceof TooManyRequests ? TOO_MANY : REFUSED)} details={details} />,
  };
}

/**
 * RFC 9700 §4.11.2: an error for a client that no one vouches for. The browser goes to the client only if the person wants
 * that.
 */
export function strangersErrorPage(error: OAuthError, requestId: string, onward: Onward): PageContent {
  return leavingPage({
    title: TITLE,
    status: 400,
    heading: 'This sign-in cannot continue',
    lead: 'An app made a request that we cannot answer.',
    onward,
    rest: <ForDevelopers details={detailsOf(error, requestId)} />,
  });
}

function detailsOf(error: OAuthError, requestId: string): ErrorPageProps['details'] {
  return [
    ['error', error.code],
    ['what is wrong', error.description],
    ['what to do', adviceOn(error)],
    ['request', requestId],
  ];
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
