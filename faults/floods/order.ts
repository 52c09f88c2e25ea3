/** What a process of its own does to the server; goes from process to process. */
export interface Order {
  readonly kind: FloodKind;
  /** Of the server on this machine. */
  readonly port: number;
  /** Where it is reached; left out: on this machine, from addresses of strangers. */
  readonly host?: string;
  /** How many connections, or requests, as the kind has it. */
  readonly count: number;
  /** Milliseconds after which it ends in any case. */
  readonly limit: number;
}

export type FloodKind =
  | 'idle'
  | 'half-open'
  | 'slow-clients'
  | 'headers'
  | 'bodies'
  | 'sign-ins'
  | 'wrong-passwords'
  | 'junk';

/** What came of it. */
export interface Outcome {
  /** Connections that were open at the same time, or requests that were sent. */
  readonly made: number;
  /** How often each status was answered; 0: the connection was closed instead. */
  readonly statuses: Readonly<Record<number, number>>;
  readonly bytes: number;
  /** Connections that the server still has at the end, though it should have let go of them. */
  readonly left?: number;
  /** What else is to be said. */
  readonly note?: string;
}
