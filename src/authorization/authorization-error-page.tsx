import { type OAuthError, TooManyRequests } from '../oauth/oauth-error.js';
import { message, type TextKey } from '../platform/texts/message.js';
import { ErrorPage, type ErrorPageProps, ForDevelopers } from '../ui/error-page.js';
import { leavingPage, type Onward } from '../ui/leaving-page.js';
import type { PageContent } from '../ui/pages.js';

const TITLE = 'authorization-error.title';

const REFUSED = { heading: 'authorization-error.refused', lead: 'authorization-error.refused-lead' } as const;
const TOO_MANY = { heading: 'authorization-error.too-many', lead: 'authorization-error.too-many-lead' } as const;

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
    heading: 'authorization-error.stranger',
    lead: 'authorization-error.stranger-lead',
    onward,
    rest: <ForDevelopers details={detailsOf(error, requestId)} />,
  });
}

function detailsOf(error: OAuthError, requestId: string): ErrorPageProps['details'] {
  return [
    ['developers.error', error.code],
    ['developers.wrong', error.description],
    ['developers.advice', message(adviceOn(error))],
    ['developers.request', requestId],
  ];
}

/** What the app's developers change. */
function adviceOn({ code, description }: OAuthError): TextKey {
  if (code === 'temporarily_unavailable') return 'developers.wait';
  if (code === 'invalid_client') return 'developers.register-client';
  if (code.includes('_request_') || code.startsWith('request_')) return 'developers.correct-request-object';
  if (description.startsWith('redirect_uri')) return 'developers.register-uri';
  if (description.startsWith('the parameter')) return 'developers.correct-request';
  return 'developers.authorize-again';
}
