import { keyedHash } from '../platform/crypto/secrets.js';
import type { SealedEvent, StoredEvent } from './stored-event.js';

/** The beginning and the end of the chain. */
export interface Anchor {
  /** Sequence number of the oldest event that is kept. */
  readonly firstSequence: number;
  /** Hash of the event before it; empty if there never was one. */
  readonly firstPrevious: string;
  readonly lastSequence: number;
  readonly lastHash: string;
}

/** The chain before its first event. */
export const EMPTY: Anchor = { firstSequence: 1, firstPrevious: '', lastSequence: 0, lastHash: '' };

/** The seal of an event. */
export interface Seal {
  readonly id: string;
  readonly sequence: number;
  readonly hash: string;
}

/** An event that was tampered with, or that stands in the place of a missing one. */
export interface Fault {
  readonly sequence: number;
  /** Identifier of the event that is stored there, if any. */
  readonly id?: string;
  readonly problem: string;
}

/** HMAC-SHA-256 over everything that is stored of the event, its place, and the hash of the event before it. */
function hashOf(event: StoredEvent, sequence: number, previous: string, key: Buffer): string {
  const { id, at, type, actor, clientId, address, requestId, details } = event;
  const content = JSON.stringify([sequence, id, at, type, actor, clientId, address, requestId, details]);
  return keyedHash(key, 'event', previous, content).toString('base64url');
}

export function macOf({ firstSequence, firstPrevious, lastSequence, lastHash }: Anchor, key: Buffer): string {
  const content = JSON.stringify([firstSequence, firstPrevious, lastSequence, lastHash]);
  return keyedHash(key, 'anchor', content).toString('base64url');
}

/** The seals of further events, in this order, and the chain that ends with them. */
export function extend(
  anchor: Anchor,
  events: readonly StoredEvent[],
  key: Buffer,
): { readonly seals: readonly Seal[]; readonly anchor: Anchor } {
  const seals: Seal[] = [];
  let { lastSequence, lastHash } = anchor;
  for (const event of events) {
    lastSequence++;
    lastHash = hashOf(event, lastSequence, lastHash, key);
    seals.push({ id: event.id, sequence: lastSequence, hash: lastHash });
  }
  return { seals, anchor: { ...anchor, lastSequence, lastHash } };
}

/** Follows a chain and finds the first event that is not as it was sealed. */
export class ChainWalk {
  private sequence: number;
  private hash: string;

  constructor(
    { firstSequence, firstPrevious }: Anchor,
    private readonly key: Buffer,
  ) {
    this.sequence = firstSequence - 1;
    this.hash = firstPrevious;
  }

  /** The last event that was found as it was sealed. */
  get last(): { readonly sequence: number; readonly hash: string } {
    return { sequence: this.sequence, hash: this.hash };
  }

  /** @param event the next one in the order of sequence numbers @returns what is wrong with it */
  step(event: SealedEvent): Fault | undefined {
    const expected = this.sequence + 1;
    if (event.sequence > expected) return { sequence: expected, problem: 'is missing' };
    const fault = { sequence: event.sequence, id: event.id };
    if (event.sequence < expected) return { ...fault, problem: 'has a place that the chain does not have' };
    if (hashOf(event, expected, this.hash, this.key) !== event.hash)
      return { ...fault, problem: 'is not what was sealed: it was changed, moved or exchanged' };
    this.sequence = expected;
    this.hash = event.hash;
    return undefined;
  }
}
