import type { INestApplicationContext } from '@nestjs/common';
import { Database, statement } from '../../src/platform/database/database.js';

/** An event as it is stored. */
export interface StoredEvent {
  readonly type: string;
  readonly actor: string | null;
  readonly client_id: string | null;
  readonly address: string | null;
  readonly request_id: string | null;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into details of any shape
  readonly details: any;
}

const EVENTS = statement(
  'test-audit-events',
  'SELECT type, actor, client_id, address, request_id, details FROM audit_events ORDER BY at, id',
);

/** Everything that the audit log has, in order. */
export async function auditEvents({ app }: { readonly app: INestApplicationContext }): Promise<readonly StoredEvent[]> {
  const events = await app.get(Database).query<StoredEvent & { readonly details: string }>(EVENTS);
  return events.map((event) => ({ ...event, details: JSON.parse(event.details) }));
}
