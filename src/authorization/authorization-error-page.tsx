import type { OAuthError } from '../oauth/oauth-error.js';
import { ErrorPage } from '../platform/http/error-page.js';
import type { PageContent } from '../platform/http/pages.js';

/** A mistake in an authorization request that must not be sent to the redirect URI (RFC 6749 §4.1.2.1). */
export function authorizationErrorPage(error: OAuthError, requestId: string): PageContent {
  const details = [
    ['error', error.code],
    ['what is wrong', error.description],
    ['what to do', 'compare the request with what is registered for this client'],
    ['request', requestId],
  ] as const;
  return {
    title: 'Sign-in cannot continue',
    status: 400,
    body: (
      <ErrorPage
        heading="This sign-in link does not work"
        lead="The app that sent you here made a request we cannot answer, so we stopped to protect you. Go back to the app and try again, or tell its support team what is below."
        details={details}
      />
    ),
  };
}
