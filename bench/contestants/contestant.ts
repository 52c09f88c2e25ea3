import type { Program } from '../program.js';

/** Where the load generator sends what; can be sent to another process. */
export interface Target {
  readonly issuer: string;
  readonly port: number;
  readonly paths: {
    readonly authorize: string;
    readonly token: string;
    readonly introspect: string;
    readonly userinfo: string;
    readonly jwks: string;
  };
  /** The `Cookie` header of a signed-in browser for each connection. */
  readonly cookies: readonly string[];
  /** Asks for an access token for the API: added to authorization and token requests. */
  readonly forApi: Readonly<Record<string, string>>;
}

/** A server under load. */
export interface Contestant {
  readonly name: string;
  readonly target: Target;
  readonly program: Program;
  /** Its database in the PostgreSQL server, if it is there. */
  readonly database?: string;
}
