import type { ResourceScope } from '../resources/resource.js';
import type { DeclaredUser } from '../users/declared-user.js';

/** A protected resource as the bootstrap file describes one. */
export interface DeclaredResource {
  readonly identifier: string;
  readonly name: string;
  readonly scopes?: Readonly<Record<string, string | Omit<ResourceScope, 'name'>>>;
  /** Seconds. */
  readonly access_token_lifetime?: number;
}

/** The bootstrap file as `schemas/bootstrap.json` describes it. */
export interface BootstrapDocument {
  readonly resources?: readonly DeclaredResource[];
  /** Client metadata, which the clients' own rules judge. */
  readonly clients?: readonly unknown[];
  readonly users?: readonly DeclaredUser[];
}
