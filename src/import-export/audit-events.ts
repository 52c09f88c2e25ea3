import type { AuditEventTypes } from '../audit/audit-event-type.js';

/** What is recorded of exports. */
export const EXPORT_EVENTS = {
  userExported: { name: 'user.exported', description: 'What is stored of a user was exported.' },
} satisfies AuditEventTypes;
