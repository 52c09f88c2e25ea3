import type { AuditEventTypes } from '../audit/audit-event-type.js';

/** What is recorded of consents. */
export const CONSENT_EVENTS = {
  allowed: { name: 'consent.allowed', description: 'A user allowed a client what it asked for.' },
  denied: { name: 'consent.denied', description: 'A user did not allow a client what it asked for.' },
  withdrawn: {
    name: 'consent.withdrawn',
    description: 'All that a user had allowed a client was withdrawn, and its tokens were revoked.',
  },
} satisfies AuditEventTypes;
