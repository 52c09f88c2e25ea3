import type { AuditEventTypes } from '../audit/audit-event-type.js';

/** What is recorded of the server as a whole. */
export const OPERATION_EVENTS = {
  databaseRestored: { name: 'database.restored', description: 'A backup of the database was restored.' },
} satisfies AuditEventTypes;
