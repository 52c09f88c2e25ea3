import { Injectable } from '@nestjs/common';
import { equal } from '../platform/crypto/secrets.js';
import { ServerSecrets } from '../platform/crypto/server-secrets.js';
import { AuditChainRepository, type StoredAnchor } from './audit-chain.repository.js';
import { type Anchor, ChainWalk, EMPTY, type Fault, macOf } from './chain.js';
import type { SealedEvent } from './stored-event.js';

const PAGE = 1_000;

/** A place of the chain that was noted outside the database, so that it cannot be changed together with it. */
export interface Checkpoint {
  readonly sequence: number;
  readonly hash: string;
}

export interface Verification {
  /** The oldest event that is kept; those before it were deleted by retention. */
  readonly first: number;
  /** The last event up to which everything is as it was sealed. */
  readonly last: Checkpoint;
  /** Events that were written just now and are not part of the chain yet. */
  readonly unsealed: number;
  /** The first event that is not as it was sealed. */
  readonly fault?: Fault;
}

/** Finds out whether the audit log is as it was written. */
@Injectable()
export class AuditVerifier {
  private readonly key: Buffer;

  constructor(
    private readonly repository: AuditChainRepository,
    secrets: ServerSecrets,
  ) {
    this.key = secrets.get('audit-chain');
  }

  /** Reads the whole log, while it may grow and be purged. @param expected must be part of the chain */
  async verify(expected?: Checkpoint): Promise<Verification> {
    for (;;) {
      const anchor = await this.repository.anchor();
      const verification = await this.walk(anchor, expected);
      const isPurged = (await this.repository.anchor())?.firstSequence !== anchor?.firstSequence;
      if (!verification.fault || !isPurged) return verification;
    }
  }

  /** What is wrong with the end of the chain, without reading all of it. */
  async faultAtEnd(): Promise<Fault | undefined> {
    for (;;) {
      const anchor = await this.repository.anchor();
      const last = await this.repository.lastSealed();
      const isGrown = (await this.repository.anchor())?.lastSequence !== anchor?.lastSequence;
      if (!isGrown) return this.anchorFault(anchor) ?? endFault(last, anchor ?? EMPTY);
    }
  }

  private async walk(anchor: StoredAnchor | undefined, expected: Checkpoint | undefined): Promise<Verification> {
    const walk = new ChainWalk(anchor ?? EMPTY, this.key);
    const fault =
      this.anchorFault(anchor) ?? (await this.eventFault(walk, anchor, expected)) ?? missing(walk, expected);
    return {
      first: (anchor ?? EMPTY).firstSequence,
      last: walk.last,
      unsealed: await this.repository.countUnsealed(),
      ...(fault && { fault }),
    };
  }

  private anchorFault(anchor: StoredAnchor | undefined): Fault | undefined {
    if (!anchor || equal(anchor.mac, macOf(anchor, this.key))) return undefined;
    return { sequence: anchor.lastSequence, problem: 'may not be the last: the row of audit_chain was changed' };
  }

  private async eventFault(
    walk: ChainWalk,
    first: StoredAnchor | undefined,
    expected: Checkpoint | undefined,
  ): Promise<Fault | undefined> {
    let before: Anchor = first ?? EMPTY;
    let after: SealedEvent | undefined;
    for (;;) {
      const events = await this.repository.sealed(PAGE, after);
      // Read afterwards, so that it includes all that was sealed in the meantime.
      const anchor = (await this.repository.anchor()) ?? EMPTY;
      for (const event of events) {
        const fault = walk.step(event) ?? beyond(event, anchor) ?? differing(event, expected);
        if (fault) return fault;
      }
      after = events.at(-1);
      const { sequence } = walk.last;
      if (!after) return sequence < before.lastSequence ? cut(sequence) : undefined;
      before = anchor;
    }
  }
}

function endFault(last: SealedEvent | undefined, anchor: Anchor): Fault | undefined {
  // Retention may have deleted every event.
  const { sequence = anchor.firstSequence - 1, hash = anchor.firstPrevious } = last ?? {};
  if (last && sequence > anchor.lastSequence) return beyond(last, anchor);
  if (sequence < anchor.lastSequence) return cut(sequence);
  return hash === anchor.lastHash ? undefined : { sequence, problem: 'has another hash than the end of the chain' };
}

function beyond({ sequence, id }: SealedEvent, { lastSequence }: Anchor): Fault | undefined {
  return sequence > lastSequence ? { sequence, id, problem: 'stands after the end of the chain' } : undefined;
}

function cut(last: number): Fault {
  return { sequence: last + 1, problem: 'is missing, and all after it' };
}

function differing({ sequence, id, hash }: SealedEvent, expected: Checkpoint | undefined): Fault | undefined {
  if (expected?.sequence !== sequence || expected.hash === hash) return undefined;
  return { sequence, id, problem: 'has another hash than you expect' };
}

/** Retention may have deleted the expected event; one with a later number cannot have been noted before. */
function missing(walk: ChainWalk, expected: Checkpoint | undefined): Fault | undefined {
  if (!expected || expected.sequence <= walk.last.sequence) return undefined;
  return { sequence: expected.sequence, problem: 'is missing, although you expect it' };
}
