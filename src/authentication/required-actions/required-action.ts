import type { AuditEventType } from '../../audit/audit-event-type.js';
import type { ParkedRequest } from '../../authorization-requests/parked-request.js';
import type { SentCookies } from '../../platform/http/cookies.js';
import { PeerKind } from '../../platform/peers.js';
import type { User } from '../../users/user.js';

/** What has been proven when it is asked what else is required. */
export interface SignInFacts {
  /** RFC 8176 authentication methods that were used. */
  readonly amr: readonly string[];
  /** What the browser has sent. */
  readonly sent: SentCookies;
  /** Of the parked request that is gone on with; empty if there is none. */
  readonly reference: string;
  /** That request, if it is known already. */
  readonly parked?: Pick<ParkedRequest, 'clientId' | 'parameters'> | undefined;
  /** Whether it is asked of a session that runs, not of a sign-in. */
  readonly isSignedIn?: boolean;
  /** Whether the person has just put off what may be put off. */
  readonly isPutOff?: boolean | undefined;
}

/** What some people have to do between proving who they are and being signed in. */
export interface RequiredAction {
  readonly name: string;
  /** The audit event that says that it was demanded. */
  readonly event: AuditEventType;
  /** Where its page is; the page gets the reference of the authorization request as `request`. */
  readonly path: string;
  /** Whether it makes sure who someone is: it is demanded before what changes something of the account. Left out: no. */
  readonly provesMore?: boolean;
  /** Asked at every sign-in: for most people it has to know the answer without a statement. */
  isRequired(user: User, facts: SignInFacts): boolean | Promise<boolean>;
}

/** The required actions that rooms declare; they are demanded in this order, those that prove more before the others. */
export const REQUIRED_ACTIONS = new PeerKind<RequiredAction>('required actions', ({ name }) => [name]);
