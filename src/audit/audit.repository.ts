import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { type BoundStatement, type Connection, statement } from '../platform/database/database.js';
import type { AuditEventEntity } from './audit-event.entity.js';

const APPEND = statement(
  'audit-append',
  `INSERT INTO audit_events (id, at, type, actor, client_id, address, request_id, details)
   VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
);

/** An event that is about to be recorded. */
export type NewEvent = Omit<AuditEventEntity, 'id' | 'sequence' | 'hash'>;

/** Adds to the audit log. */
@Injectable()
export class AuditRepository {
  async append(connection: Connection, row: NewEvent): Promise<void> {
    await connection.execute(...this.appending(row));
  }

  appending(row: NewEvent): BoundStatement {
    const { at, type, actor, clientId, address, requestId, details } = row;
    return [APPEND, [randomUUID(), at, type, actor, clientId, address, requestId, JSON.stringify(details)]];
  }
}
