import { Injectable, type OnModuleInit } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import type { Transaction } from '../platform/database/database.js';
import { Declarations } from '../platform/declarations.js';
import { AUDIT_SUBSCRIBERS, type AuditSubscriber } from './audit-subscriber.js';
import type { SealedEvent } from './stored-event.js';

/** Every subscriber of the audit log that a room declares. */
@Injectable()
export class AuditSubscribers implements OnModuleInit {
  private subscribers: readonly AuditSubscriber[] = [];

  constructor(
    private readonly declarations: Declarations,
    private readonly modules: ModuleRef,
  ) {}

  onModuleInit(): void {
    const declared = this.declarations.all(AUDIT_SUBSCRIBERS);
    this.subscribers = declared.map((each) => this.modules.get(each, { strict: false }));
  }

  async announce(events: readonly SealedEvent[], transaction: Transaction): Promise<void> {
    for (const subscriber of this.subscribers) await subscriber.announce(events, transaction);
  }
}
