import type { Client } from '../../clients/client.js';
import { InvalidRequest } from '../../oauth/oauth-error.js';
import type { Parameters } from '../../oauth/parameters.js';
import { withParameters } from '../../oauth/redirect-uri.js';
import { preferably } from '../accounts/accounts.js';
import type { Session } from '../sessions/session.js';

/** The claims of an ID token that was sent as a hint. */
export interface Hint {
  readonly sub?: unknown;
  readonly sid?: unknown;
  readonly aud?: unknown;
}

/** OIDC RP-Initiated Logout §2: the client that asks, by `client_id` or as the audience of the hint. */
export function askingClientId(parameters: Parameters, hint: Hint | undefined): string | undefined {
  const audience = [hint?.aud].flat().filter((each) => typeof each === 'string');
  const clientId = parameters.get('client_id');
  if (clientId === undefined) return audience[0];
  if (hint && !audience.includes(clientId))
    throw new InvalidRequest('client_id is not the client that id_token_hint was issued to');
  return clientId;
}

/**
 * OIDC RP-Initiated Logout §3: where the browser goes afterwards; undefined if nothing was asked for.
 * @throws InvalidRequest if the URI is not registered, character for character, for the client that asks
 */
export function postLogoutRedirect(parameters: Parameters, client: Client | undefined): string | undefined {
  const uri = parameters.get('post_logout_redirect_uri');
  if (uri === undefined) return undefined;
  if (!client)
    throw new InvalidRequest('post_logout_redirect_uri needs an id_token_hint or the client_id of a registered client');
  if (!client.postLogoutRedirectUris.includes(uri)) {
    throw new InvalidRequest(`post_logout_redirect_uri ${uri} is not registered for client ${client.clientId}`);
  }
  const state = parameters.get('state');
  return state === undefined ? uri : withParameters(uri, { state });
}

/**
 * Whether the hint is about who is signed in, so that no one needs to be asked.
 * @param subject by which identifier the client that asks knows that person
 */
export function isAbout(session: Session, hint: Hint | undefined, subject = session.user.id): boolean {
  return hint !== undefined && (hint.sid === session.sid || hint.sub === subject);
}

/**
 * OIDC RP-Initiated Logout §2: the session that the hint of a registered client names, which may be in another browser.
 * @returns its `sid`; undefined if the hint names none
 */
export function namedSession(hint: Hint | undefined, client: Client | undefined): string | undefined {
  return client && typeof hint?.sid === 'string' ? hint.sid : undefined;
}

/** Which of the browser's accounts the request is about: the one that the page's form or a hint names, else the active one. */
export function accountToEnd(
  accounts: readonly [Session, ...Session[]],
  parameters: Parameters,
  isHinted: (account: Session) => boolean,
): Session {
  const named = accounts.find(({ sid }) => sid === parameters.get('sid'));
  const logoutHint = parameters.get('logout_hint');
  const hinted = logoutHint === undefined ? undefined : accounts.find(preferably(logoutHint).isMeant);
  return named ?? accounts.find(isHinted) ?? hinted ?? accounts[0];
}
