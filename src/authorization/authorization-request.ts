import type { Client } from '../clients/client.js';
import type { Parameters } from '../oauth/parameters.js';
import type { Scope } from '../oauth/scope.js';

/** An authorization request whose client and redirect URI are known, so that it can be answered by a redirect. */
export interface AskedRequest {
  readonly client: Client;
  readonly parameters: Parameters;
  readonly redirectUri: string;
}

/** OIDC Core §3.1.2.1. */
export const PROMPTS = ['none', 'login', 'consent', 'select_account'] as const;
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
  /** Who has to sign in; undefined where anybody may. */
  readonly expectedUserId: string | undefined;
  readonly codeChallenge: string | undefined;
}
