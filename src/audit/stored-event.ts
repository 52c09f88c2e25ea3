import type { Instant } from '../platform/clock.js';

/** An event as it is stored. */
export interface StoredEvent {
  readonly id: string;
  readonly at: Instant;
  readonly type: string;
  readonly actor: string | null;
  readonly clientId: string | null;
  readonly address: string | null;
  readonly requestId: string | null;
  /** JSON text, byte for byte as it was written. */
  readonly details: string;
  /** Null until it is sealed. */
  readonly sequence: number | null;
  readonly hash: string | null;
}

export interface SealedEvent extends StoredEvent {
  readonly sequence: number;
  readonly hash: string;
}

/** The columns of {@link EventRow}. */
export const COLUMNS = 'id, at, type, actor, client_id, address, request_id, details, sequence, hash';

export interface EventRow extends Omit<StoredEvent, 'clientId' | 'requestId'> {
  readonly client_id: string | null;
  readonly request_id: string | null;
}

export function eventOf({ client_id: clientId, request_id: requestId, ...row }: EventRow): StoredEvent {
  return { ...row, clientId, requestId };
}
