import { Injectable } from '@nestjs/common';
import { type Page, pageUntil, parseCursor } from '../admin/cursor.js';
import { Clock, type Instant } from '../platform/clock.js';
import type { AuditEventType } from './audit-event-type.js';
import { type AuditFilter, type AuditPosition, AuditSearchRepository } from './audit-search.repository.js';
import { AuditVerifier, type Checkpoint, type Verification } from './audit-verifier.js';
import type { Fault } from './chain.js';
import type { StoredEvent } from './stored-event.js';

/** Events that an export reads at a time. */
const PAGE = 500;

/** Reads the audit log: search, export and verification. */
@Injectable()
export class AuditTrailService {
  constructor(
    private readonly events: AuditSearchRepository,
    private readonly verifier: AuditVerifier,
    private readonly clock: Clock,
  ) {}

  /** Newest first. A page may hold few events, or none, and yet not be the last. @throws Violations if the cursor is none of this list */
  async search(filter: AuditFilter, limit: number, cursor: string | undefined): Promise<Page<StoredEvent>> {
    const after = cursor === undefined ? undefined : parseCursor<AuditPosition>(cursor, [0, '']);
    const { items, next } = await this.events.search(filter, 'newest', limit, after);
    return pageUntil(items, next);
  }

  /** What a user did, and what others did to the account; newest first. @throws Violations if the cursor is none of this list */
  async concerning(user: string, limit: number, cursor: string | undefined): Promise<Page<StoredEvent>> {
    const after = cursor === undefined ? undefined : parseCursor<AuditPosition>(cursor, [0, '']);
    const { items, next } = await this.events.concerning(user, limit, after);
    return pageUntil(items, next);
  }

  find(id: string): Promise<StoredEvent | undefined> {
    return this.events.find(id);
  }

  /**
   * When each of the actors last did this, in one statement for all. One is missing if the log does not tell: never, or
   * before its retention, or before the actor's newest 1000 events.
   */
  async last({ name }: AuditEventType, actors: readonly string[]): Promise<ReadonlyMap<string, Instant>> {
    return actors.length === 0 ? new Map() : this.events.last(name, actors);
  }

  /** Every event that is there when it begins, oldest first; few at a time are held in memory. */
  async *export(filter: AuditFilter): AsyncGenerator<StoredEvent, void, undefined> {
    const bounded = { ...filter, until: filter.until ?? (await this.end()) };
    let after: AuditPosition | undefined;
    do {
      const found = await this.events.search(bounded, 'oldest', PAGE, after);
      yield* found.items;
      after = found.next;
    } while (after);
  }

  /** After all events that are there now, also those of a replica whose clock was ahead. */
  private async end(): Promise<Instant> {
    const [newest] = (await this.events.search({}, 'newest', 1)).items;
    return Math.max(this.clock.now(), newest?.at ?? 0) + 1;
  }

  /** Whether the log is as it was written. @param expected a place of the chain that was noted elsewhere */
  verify(expected?: Checkpoint): Promise<Verification> {
    return this.verifier.verify(expected);
  }

  /** What is wrong with the end of the log, found without reading all of it. */
  faultAtEnd(): Promise<Fault | undefined> {
    return this.verifier.faultAtEnd();
  }
}
