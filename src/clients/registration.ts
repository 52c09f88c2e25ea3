import type { Transaction } from '../platform/database/database.js';
import type { Violation } from '../platform/validation/violations.js';
import type { ClientRecord, Registrar } from './clients.repository.js';

/** Who registers a client, and whether that is still allowed when it is stored. */
export interface DynamicRegistrar extends Registrar {
  /** Throws if it is not; then nothing is stored. */
  admit?(transaction: Transaction): Promise<void>;
}

/** A client as it is after a change. */
export interface Registration {
  readonly client: ClientRecord;
  /** The client's new secret, if it got one. It is known now and never again. */
  readonly clientSecret?: string;
  /** What was accepted and is of no use. */
  readonly warnings: readonly Violation[];
}

export interface ClientsQuery {
  readonly limit: number;
  readonly cursor?: string | undefined;
  /** Part of the name. */
  readonly clientName?: string | undefined;
}

/** A new secret as a member of {@link Registration}. */
export function shown(clientSecret: string | undefined): Pick<Registration, 'clientSecret'> {
  return clientSecret === undefined ? {} : { clientSecret };
}
