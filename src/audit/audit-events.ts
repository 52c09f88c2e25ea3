import type { AuditEventTypes } from './audit-event-type.js';

/** What the audit log records of itself. */
export const AUDIT_LOG_EVENTS = {
  exported: { name: 'audit.exported', description: 'The audit log was exported.' },
} satisfies AuditEventTypes;
