import { type AccountPreference, only, preferably } from '../authentication/accounts/accounts.js';
import type { Session } from '../authentication/sessions/session.js';
import {
  type AskedRequest,
  type AuthorizationRequest,
  mayBeAbout,
  namesEndUser,
} from '../authorization-requests/authorization-request.js';
import type { ParkedRequest } from '../authorization-requests/parked-request.js';
import type { SecondFactorStep } from '../factors/policy/second-factor-step.js';
import {
  AccessDenied,
  AccountSelectionRequired,
  ConsentRequired,
  LoginRequired,
  type OAuthError,
  UnmetAuthenticationRequirements,
} from '../oauth/oauth-error.js';
import { covers, type Scope } from '../oauth/scope.js';
import type { Instant } from '../platform/clock.js';

/** Everything the decision depends on besides the request. */
export interface Facts {
  readonly now: Instant;
  readonly firstParty: boolean;
  /**
   * Who is signed in, as whom the client knows them, and since when; undefined if no one is who is meant, or if
   * it is not clear who is.
   */
  readonly session:
    | { readonly userId: string; readonly subject: string; readonly authenticatedAt: Instant }
    | undefined;
  /** What the person has to do to be authenticated strongly enough for the request, if no one is signed in: nothing. */
  readonly strength: SecondFactorStep;
  /** Whether the session is so young that what protects the account may be changed in it. */
  readonly isRecent: boolean;
  /** Whether the browser is signed in to any account. */
  readonly anyAccount: boolean;
  /** What the pages have noted, if the request comes back from them. */
  readonly parked: ParkedRequest | undefined;
  /** What would be granted: the requested scope without what this user may not have. */
  readonly scope: Scope;
  /** What the end-user has to consent to: the scope, and those that claims asked for by name belong to. */
  readonly askedScope: Scope;
  /** What the user has allowed this client before. */
  readonly consented: Scope;
}

/** What happens next: a page, an error for the client, or the code. */
export type Interaction = 'login' | 'register' | 'select-account' | 'step-up' | 'consent' | 'go' | OAuthError;

/**
 * Which of the browser's accounts a request is about: the one picked on our pages, or else the one that it hints at.
 * @param subjectOf by which identifier the client knows the end-user
 */
export function accountPreferenceOf(
  request: AuthorizationRequest,
  { parameters, parked }: Pick<AskedRequest, 'parameters'> & { readonly parked: ParkedRequest | undefined },
  subjectOf: (account: Session) => string,
): AccountPreference | undefined {
  if (parked?.userId != null) return only(parked.userId);
  if (namesEndUser(request)) return { isMeant: (account) => mayBeAbout(request, subjectOf(account)), only: true };
  const loginHint = parameters.get('login_hint');
  return loginHint === undefined ? undefined : preferably(loginHint);
}

/** OIDC Core §3.1.2.3 and §3.1.2.4: whether the end-user must choose an account, sign in or consent first. */
export function decide(request: AuthorizationRequest, facts: Facts): Interaction {
  const silent = request.prompt.includes('none');
  // OpenID Initiating User Registration 1.0 §4.1: instead of the sign-in page, also if someone is signed in.
  if (request.prompt.includes('create') && !hasChosen(facts)) return 'register';
  if (mustSelectAccount(request, facts)) {
    return silent
      ? new AccountSelectionRequired('the end-user has to choose an account; repeat the request without prompt=none')
      : 'select-account';
  }
  // OIDC Core §3.1.2.2: no answer about another end-user than the expected one.
  if (isAnother(request, facts) && (silent || hasChosen(facts)))
    return new LoginRequired('another end-user signed in than the one of id_token_hint or claims');
  if (mustSignIn(request, facts)) {
    return silent ? new LoginRequired('the end-user has to sign in; repeat the request without prompt=none') : 'login';
  }
  if (facts.strength.kind === 'impossible')
    return new UnmetAuthenticationRequirements('the end-user cannot reach the acr that is needed');
  if (mustStepUp(request, facts)) {
    if (silent) return new LoginRequired('the end-user has to prove more; repeat the request without prompt=none');
    return facts.strength.kind === 'enrol' && !facts.isRecent ? 'login' : 'step-up';
  }
  if (facts.scope.length === 0) return new AccessDenied('the end-user may have nothing of what was requested');
  if (decided(facts) === 'deny') return new AccessDenied('the end-user denied the request');
  if (mustConsent(request, facts)) {
    return silent
      ? new ConsentRequired('the end-user has to consent; repeat the request without prompt=none')
      : 'consent';
  }
  return 'go';
}

/** Asked for, or necessary: someone is signed in, but neither the request nor the person has said who is meant. */
function mustSelectAccount(request: AuthorizationRequest, facts: Facts): boolean {
  if (!facts.anyAccount || hasChosen(facts)) return false;
  if (request.prompt.includes('select_account')) return true;
  const isNamed = namesEndUser(request) || facts.parked?.userId != null;
  return !facts.session && !isNamed && !request.prompt.includes('login');
}

function mustSignIn(request: AuthorizationRequest, facts: Facts): boolean {
  if (!facts.session) return true;
  if (signedInForThis(facts)) return false;
  const { prompt, maxAge } = request;
  const tooOld = maxAge !== undefined && facts.now > facts.session.authenticatedAt + maxAge * 1000;
  // Another sign-in may reach what this session cannot.
  const tooWeak = facts.strength.kind === 'impossible';
  return prompt.includes('login') || tooOld || isAnother(request, facts) || tooWeak;
}

function isAnother(request: AuthorizationRequest, { session }: Facts): boolean {
  return session !== undefined && !mayBeAbout(request, session.subject);
}

/** OIDC Core §5.5.1.1: a mere wish is left unfulfilled if no one may be asked. */
function mustStepUp({ prompt }: AuthorizationRequest, { strength }: Facts): boolean {
  if (strength.kind === 'enrol') return true;
  return strength.kind === 'verify' && !(strength.by === 'wish' && prompt.includes('none'));
}

/** Whether the person said on our pages with which account to go on. */
function hasChosen(facts: Facts): boolean {
  return facts.parked?.accountSelectedAt != null || signedInForThis(facts);
}

function mustConsent({ prompt }: AuthorizationRequest, facts: Facts): boolean {
  if (decided(facts) === 'allow') return !covers(facts.consented, facts.askedScope) && !facts.firstParty;
  return prompt.includes('consent') || !(facts.firstParty || covers(facts.consented, facts.askedScope));
}

/** Whether the end-user signed in on our page after this very request had arrived. */
function signedInForThis({ session, parked }: Facts): boolean {
  return session !== undefined && parked !== undefined && session.authenticatedAt >= parked.createdAt;
}

/** What the person who is signed in now decided about this very request. */
export function decided({ session, parked }: Facts): 'allow' | 'deny' | null {
  return parked && session && parked.decidedBy === session.userId ? parked.decision : null;
}
