import type { AuditEventTypes } from '../audit/audit-event-type.js';

/** What is recorded of clients. */
export const CLIENT_EVENTS = {
  created: { name: 'client.created', description: 'A client was registered.' },
  updated: { name: 'client.updated', description: 'The metadata of a client changed.' },
  deleted: { name: 'client.deleted', description: 'A client was removed.' },
  secretRotated: { name: 'client.secret_rotated', description: 'A client got a new secret.' },
} satisfies AuditEventTypes;
