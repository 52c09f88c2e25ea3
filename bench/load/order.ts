import type { Target } from '../contestants/contestant.js';

/** What the load generator is told to do; goes from process to process. */
export interface Order {
  readonly work: WorkName;
  readonly target: Target;
  readonly connections: number;
  /** Seconds before anything is counted. */
  readonly warmUp: number;
  /** Seconds that count. */
  readonly seconds: number;
  /** Units of work per second over all connections; left out: as many as the server does. */
  readonly perSecond?: number;
  /** For the work `login`: 429 is right too. */
  readonly mayBeTurnedAway?: boolean;
  /** For the work `get`: the path, and header lines that each end in CRLF. */
  readonly get?: { readonly path: string; readonly headers?: string };
}

export type WorkName = 'code-flow' | 'refresh' | 'introspection' | 'userinfo' | 'client-credentials' | 'login' | 'get';

export interface Outcome {
  readonly count: number;
  /** Units of work per second. */
  readonly rate: number;
  /** Milliseconds. */
  readonly p50: number;
  readonly p99: number;
  /** How much of one core the load generator itself used, 0 to 1. */
  readonly loadCpu: number;
  /** Answers of the token endpoint whose signatures are to be verified. */
  readonly samples: readonly TokenAnswer[];
  /** JWTs in each answer of the token endpoint. */
  readonly signatures: number;
}

/** RFC 6749 §5.1. */
export interface TokenAnswer {
  readonly access_token: string;
  readonly id_token?: string;
  readonly refresh_token?: string;
}

/** `measuring` is true when the warm-up is over, and false when the time is up, before units that are under way end. */
export type Report = { readonly measuring: boolean } | { readonly outcome: Outcome } | { readonly failure: string };
