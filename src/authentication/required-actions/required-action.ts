import type { User } from '../../users/user.js';

/** What has been proven when it is asked what else is required. */
export interface SignInFacts {
  /** RFC 8176 authentication methods that were used. */
  readonly amr: readonly string[];
}

/** What some people have to do between proving who they are and being signed in. */
export interface RequiredAction {
  readonly name: string;
  /** The type of the audit event that says that it was demanded. */
  readonly event: string;
  /** Where its page is; the page gets the reference of the authorization request as `request`. */
  readonly path: string;
  isRequired(user: User, facts: SignInFacts): boolean;
}

/** The injection token of the list of required actions; they are demanded in its order. */
export const REQUIRED_ACTIONS = Symbol('RequiredActions');
