import type { RequestFacts } from '../platform/http/request-facts.js';
import type { Mistake } from '../platform/mistakes.js';
import type { ClientRecord } from './clients.repository.js';

/** Who changes a client; left out: the server itself, or its operator. */
export interface By {
  readonly actor?: string;
  readonly facts?: RequestFacts;
}

/** A client as it is after a change. */
export interface Registration {
  readonly client: ClientRecord;
  /** The client's new secret, if it got one. It is known now and never again. */
  readonly clientSecret?: string;
  /** What was accepted and is of no use. */
  readonly warnings: readonly Mistake[];
}

export interface ClientsQuery {
  readonly limit: number;
  readonly cursor?: string | undefined;
  /** Part of the name. */
  readonly clientName?: string | undefined;
}
