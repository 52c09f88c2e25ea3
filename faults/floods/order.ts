/** What a process of its own does to the server; goes from process to process. */
export interface Order {
  readonly kind: FloodKind;
  /** Of the server on this machine. */
  readonly port: number;
  /** How many connections, or requests, as the kind has it. */
  readonly count: number;
  /** Milliseconds after which it ends in any case. */
  readonly limit: number;
}

export type FloodKind = 'idle' | 'slow-clients' | 'headers' | 'bodies' | 'sign-ins' | 'wrong-passwords' | 'junk';

/** What came of it. */
export interface Outcome {
  /** Connections that were open at the same time, or requests that were sent. */
  readonly made: number;
  /** How often each status was answered; 0: the connection was closed instead. */
  readonly statuses: Readonly<Record<number, number>>;
  readonly bytes: number;
}
