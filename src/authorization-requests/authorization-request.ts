import type { Client } from '../clients/client.js';
import type { AskedClaims } from '../oauth/claims-request.js';
import type { Parameters } from '../oauth/parameters.js';
import type { Scope } from '../oauth/scope.js';
import type { AuthenticationDemand } from './authentication-demand.js';

/** An authorization request whose client and redirect URI are known, so that it can be answered by a redirect. */
export interface AskedRequest {
  readonly client: Client;
  readonly parameters: Parameters;
  readonly redirectUri: string;
}

/** OIDC Core §3.1.2.1, and `create` of OpenID Initiating User Registration 1.0 §4.1, which is there only if people may register. */
export const PROMPTS = ['none', 'login', 'consent', 'select_account', 'create'] as const;
export type Prompt = (typeof PROMPTS)[number];

/** OIDC Core §3.1.2.1. The pages are the same for each: they fit any window, and need neither scripts nor styles. */
export const DISPLAYS = ['page', 'popup', 'touch', 'wap'] as const;

/** What the checks make of the parameters: each fills in its part. */
export interface AuthorizationRequest {
  readonly scope: Scope;
  readonly resources: readonly string[];
  readonly prompt: readonly Prompt[];
  /** Seconds since the last login, at most. */
  readonly maxAge: number | undefined;
  readonly nonce: string | undefined;
  /** The `sub` of the `id_token_hint`. */
  readonly hintedSubject: string | undefined;
  /** Those that the `claims` parameter names; undefined if anyone may sign in. */
  readonly claimedSubjects: readonly string[] | undefined;
  readonly demand: AuthenticationDemand;
  /** Claims asked for by name. */
  readonly askedClaims: AskedClaims | null;
  readonly codeChallenge: string | undefined;
}

type Expectation = Pick<AuthorizationRequest, 'hintedSubject' | 'claimedSubjects'>;

/** Whether the request says who has to sign in. */
export function namesEndUser({ hintedSubject, claimedSubjects }: Expectation): boolean {
  return hintedSubject !== undefined || claimedSubjects !== undefined;
}

/** Whether the request may be answered about the end-user whom the client knows by this subject identifier. */
export function mayBeAbout({ hintedSubject, claimedSubjects }: Expectation, subject: string): boolean {
  return (hintedSubject ?? subject) === subject && (claimedSubjects?.includes(subject) ?? true);
}
