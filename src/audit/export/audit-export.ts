import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { CONFIG, type Config } from '../../platform/config/config.js';
import type { Transaction } from '../../platform/database/database.js';
import { Deliveries } from '../../platform/outbox/deliveries.service.js';
import { AuditChainRepository } from '../audit-chain.repository.js';
import { AuditEventCatalogue } from '../audit-event-catalogue.js';
import type { AuditSubscriber } from '../audit-subscriber.js';
import { activityOf } from '../ocsf-activity.js';
import type { SealedEvent, StoredEvent } from '../stored-event.js';
import { AuditSinks } from './audit-sinks.js';
import { type OcsfEvent, ocsfEvent } from './ocsf-event.js';

/** The events that were sealed together: a delivery names them, and holds none of them. */
interface Batch {
  readonly first: number;
  readonly last: number;
}

/**
 * Exports events as OCSF as soon as they have their places in the chain. What is to be exported is stored with the seal, as a
 * delivery for each place, so that a receiver that is down keeps no one waiting and misses nothing for some hours.
 */
@Injectable()
export class AuditExport implements AuditSubscriber, OnModuleInit {
  constructor(
    private readonly sinks: AuditSinks,
    private readonly deliveries: Deliveries,
    private readonly events: AuditChainRepository,
    private readonly catalogue: AuditEventCatalogue,
    @Inject(CONFIG) private readonly config: Pick<Config, 'issuer'>,
  ) {}

  onModuleInit(): void {
    for (const sink of this.sinks.list)
      this.deliveries.register<Batch>(kindOf(sink.name), async (batch) => {
        const events = await this.read(batch);
        if (events.length > 0) await sink.write(events);
      });
  }

  async announce(events: readonly SealedEvent[], transaction: Transaction): Promise<void> {
    const [first, last] = [events[0], events.at(-1)];
    if (!first || !last) return;
    const batch: Batch = { first: first.sequence, last: last.sequence };
    for (const { name } of this.sinks.list) await this.deliveries.enqueue(kindOf(name), batch, transaction);
  }

  /** An event as it is exported. */
  present(event: StoredEvent): OcsfEvent {
    return ocsfEvent(event, activityOf(this.catalogue.find(event.type) ?? { name: event.type }), this.config.issuer);
  }

  /** None of those that retention has deleted. */
  private async read({ first, last }: Batch): Promise<readonly OcsfEvent[]> {
    const found = await this.events.sealed(last - first + 1, { sequence: first, id: '' });
    return found.filter(({ sequence }) => sequence <= last).map((event) => this.present(event));
  }
}

function kindOf(sink: string): string {
  return `audit-export-${sink}`;
}
