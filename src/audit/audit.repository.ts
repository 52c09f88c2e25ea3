import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { type Connection, statement } from '../platform/database/database.js';
import type { AuditEventEntity } from './audit-event.entity.js';

const APPEND = statement(
  'audit-append',
  `INSERT INTO audit_events (id, at, type, actor, client_id, address, request_id, details)
   VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
);

/** Adds to the audit log. */
@Injectable()
export class AuditRepository {
  async append(connection: Connection, row: Omit<AuditEventEntity, 'id' | 'sequence' | 'hash'>): Promise<void> {
    await connection.execute(APPEND, [
      randomUUID(),
      row.at,
      row.type,
      row.actor,
      row.clientId,
      row.address,
      row.requestId,
      JSON.stringify(row.details),
    ]);
  }
}
