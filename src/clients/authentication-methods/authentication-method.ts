import type { Parameters } from '../../oauth/parameters.js';
import type { Instant } from '../../platform/clock.js';
import { PeerKind } from '../../platform/peers.js';
import type { Client } from '../client.js';
import type { BasicCredentials } from './basic-credentials.js';

/** What a request says about who sends it. */
export interface AuthenticationRequest {
  /** The `Authorization` header. */
  readonly authorization: string | undefined;
  /** What is in it, if its scheme is Basic. */
  readonly basic: BasicCredentials | undefined;
  readonly form: Parameters;
  /** Of the endpoint that the request was sent to. */
  readonly path: string;
}

/** The client that a request claims to come from, and how it proves that. */
export interface Claim {
  readonly clientId: string;
  /**
   * @param client undefined if there is none; takes the same time then
   * @throws InvalidClient if a proof can be told what is wrong with it
   */
  proves(client: Client | undefined, now: Instant): boolean | Promise<boolean>;
}

/** One way in which clients authenticate (RFC 6749 §2.3); `name` is that of IANA's registry. */
export interface AuthenticationMethod {
  readonly name: string;
  /** The algorithms by which clients sign what proves who they are, if they do (OIDC Discovery §3). */
  readonly signingAlgorithms?: readonly string[];
  /**
   * The claim of a request that uses this method, or undefined if it does not.
   * @throws InvalidClient if the credentials are malformed
   */
  claim(request: AuthenticationRequest): Claim | undefined;
}

/** The methods that rooms declare. */
export const AUTHENTICATION_METHODS = new PeerKind<AuthenticationMethod>('authentication methods', ({ name }) => [
  name,
]);
