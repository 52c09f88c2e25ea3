import type { AuditEventTypes } from '../audit/audit-event-type.js';

/** What the audit log records of mails. That one has left is not among it: what caused it is. */
export const MAIL_EVENTS = {
  failed: { name: 'mail.failed', description: 'A mail could not be sent, and no further attempt follows by itself.' },
  retried: { name: 'mail.retried', description: 'Someone let a mail that had not left be tried again.' },
  tested: { name: 'mail.tested', description: 'Someone sent a test mail.' },
} satisfies AuditEventTypes;
