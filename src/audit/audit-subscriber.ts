import type { Type } from '@nestjs/common';
import type { Transaction } from '../platform/database/database.js';
import { Kind } from '../platform/declarations.js';
import type { SealedEvent } from './stored-event.js';

/** Who hears of every event of the audit log, about a second after it was written. */
export interface AuditSubscriber {
  /**
   * Takes events that get their places in the chain, oldest first.
   * @param transaction the one that seals them, which waits for this and is undone if it throws: store what is to be done,
   *   such as a delivery, and do it later
   */
  announce(events: readonly SealedEvent[], transaction: Transaction): Promise<void>;
}

/** Subscribers of the audit log, as providers of the modules that declare them. */
export const AUDIT_SUBSCRIBERS = new Kind<Type<AuditSubscriber>>('subscribers of the audit log');
