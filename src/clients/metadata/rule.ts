import { pointer, type Violation } from '../../platform/validation/violations.js';
import type { ClaimSources } from '../../resources/claims/claim-mapping-rules.js';
import type { ClientMetadata, RegisteredBy } from '../client.js';

/** What clients have to know of a way to obtain a token, to be registered for it. */
export interface GrantDescription {
  /** What a token request and the client metadata `grant_types` call it. */
  readonly grantType: string;
  /** What is wrong with the metadata of a client that is registered for it; left out: nothing. */
  readonly clientRules?: Rule;
}

/** What this server offers, as far as client metadata may name it. */
export interface ServerCapabilities {
  readonly grants: readonly GrantDescription[];
  readonly authenticationMethods: readonly string[];
  /** Of the JWTs by which clients authenticate. */
  readonly authenticationSigningAlgorithms: readonly string[];
  /** Of ID tokens and userinfo answers. */
  readonly signingAlgorithms: readonly string[];
  /** JWE `alg` of ID tokens and userinfo answers. */
  readonly keyEncryptionAlgorithms: readonly string[];
  /** JWE `enc` of ID tokens and userinfo answers. */
  readonly contentEncryptionAlgorithms: readonly string[];
  /** JWS `alg` of request objects. */
  readonly requestObjectAlgorithms: readonly string[];
  readonly subjectTypes: readonly string[];
  readonly knowsScope: (name: string) => boolean;
  /** Whether users may have the scope who have no role. */
  readonly isForEveryone: (scope: string) => boolean;
  /** Private-use schemes without a dot that redirect URIs may have. */
  readonly redirectUriSchemes: readonly string[];
  /** Of what claims can be made. */
  readonly claimSources: ClaimSources;
  /** The roles that give scopes of the admin API. */
  readonly administrativeRoles: ReadonlySet<string>;
  /** Whether the issuer is on a loopback address, so that clients of its own machine can be reached. */
  readonly onLoopback: boolean;
}

/** What metadata are validated by. */
export interface RuleContext extends ServerCapabilities {
  readonly registeredBy: RegisteredBy;
}

/** What is wrong with one concern of complete metadata. */
export type Rule = (metadata: ClientMetadata, context: RuleContext) => readonly Violation[];

export function violation(at: string, detail: string): readonly Violation[] {
  return [{ pointer: at, detail }];
}

/** Nothing if the value is left out or one of those allowed. */
export function oneOf(name: string, value: string | undefined, allowed: readonly string[]): readonly Violation[] {
  if (value === undefined || allowed.includes(value)) return [];
  return violation(
    pointer(name),
    allowed.length === 0 ? 'is not supported by this server' : `must be one of ${allowed.join(', ')}`,
  );
}

export function eachOneOf(name: string, values: readonly string[], allowed: readonly string[]): readonly Violation[] {
  return values.flatMap((value, index) =>
    allowed.includes(value) ? [] : violation(pointer(name, index), `must be one of ${allowed.join(', ')}`),
  );
}
