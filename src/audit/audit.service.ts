import { Injectable } from '@nestjs/common';
import { type Actor, type AuditContext, identifierOfActor } from '../admin/actor.js';
import { Clock } from '../platform/clock.js';
import { type BoundStatement, type Connection, Database, type Transaction } from '../platform/database/database.js';
import type { RequestFacts } from '../platform/http/request-facts.js';
import { AuditRepository, type NewEvent } from './audit.repository.js';
import { AuditEventCatalogue } from './audit-event-catalogue.js';
import type { AuditEventType } from './audit-event-type.js';

/** One security-relevant act. */
export interface AuditEvent {
  /** What happened, as a room declares it. */
  readonly type: AuditEventType;
  /** Who did it; someone who is known here. */
  readonly actor?: Actor | undefined;
  /** The registered client that it was about; the one that the actor used is known by the request. Identifiers that no one registered belong in `details`. */
  readonly clientId?: string;
  /** What else there is to know; never a secret. */
  readonly details?: Record<string, unknown>;
}

/** Characters that are kept of a user agent, which may send any number. */
const LONGEST_USER_AGENT = 512;

/** Records who did what, and when. */
@Injectable()
export class AuditService {
  private readonly listeners: ((event: AuditEvent) => void)[] = [];

  constructor(
    private readonly database: Database,
    private readonly repository: AuditRepository,
    private readonly clock: Clock,
    private readonly catalogue: AuditEventCatalogue,
  ) {}

  /** Called when this process has written an event; its transaction may not be committed yet. */
  onRecord(listener: (event: AuditEvent) => void): void {
    this.listeners.push(listener);
  }

  /**
   * Adds one event to the log.
   * @param facts the request that caused it; left out if the server acted by itself
   * @param connection the transaction that does what is recorded, so that neither exists without the other
   */
  async record(event: AuditEvent, facts?: RequestFacts, connection: Connection = this.database): Promise<void> {
    await this.repository.append(connection, this.row(event, facts));
    this.tell(event);
  }

  /** As {@link record}, of a change in this transaction. @param by left out: the server itself makes it */
  recordChange(
    type: AuditEventType,
    details: Record<string, unknown>,
    { actor, facts }: AuditContext = {},
    transaction: Transaction,
  ): Promise<void> {
    return this.record({ type, actor, details }, facts, transaction);
  }

  /** Adds one event together with the single statement that does what is recorded: neither exists without the other. */
  async recordWith(work: BoundStatement, event: AuditEvent, facts?: RequestFacts): Promise<void> {
    await this.database.together([work, this.repository.appending(this.row(event, facts))]);
    this.tell(event);
  }

  private row(event: AuditEvent, facts?: RequestFacts): NewEvent {
    this.catalogue.demand(event.type);
    return {
      at: this.clock.now(),
      type: event.type.name,
      actor: event.actor === undefined ? null : identifierOfActor(event.actor),
      clientId: event.clientId ?? null,
      address: facts?.address ?? null,
      requestId: facts?.requestId ?? null,
      details: { ...event.details, ...typeOf(event.actor), ...senderOf(facts) },
    };
  }

  private tell(event: AuditEvent): void {
    for (const listener of this.listeners) listener(event);
  }
}

/** The fact that a client acted for itself, which has no column. */
function typeOf(actor: Actor | undefined): { actorType?: 'client' } {
  return typeof actor === 'object' ? { actorType: 'client' } : {};
}

/** The user agent and the client of the request, which have no column. */
function senderOf({ userAgent, clientId }: Partial<RequestFacts> = {}): { userAgent?: string; actorClientId?: string } {
  return {
    ...(userAgent === undefined ? {} : { userAgent: userAgent.slice(0, LONGEST_USER_AGENT) }),
    ...(clientId === undefined ? {} : { actorClientId: clientId }),
  };
}
