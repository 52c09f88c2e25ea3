import type { AuditEventTypes } from '../audit/audit-event-type.js';

/** What is recorded of the server as a whole. */
export const OPERATION_EVENTS = {
  databaseRestored: { name: 'database.restored', description: 'A backup of the database was restored.' },
  secretRenewed: {
    name: 'server_secret.renewed',
    description: 'A random key that the server has made for itself was replaced.',
  },
} satisfies AuditEventTypes;
