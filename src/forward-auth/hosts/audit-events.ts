import type { AuditEventTypes } from '../../audit/audit-event-type.js';

/** What is recorded of protected hosts. */
export const PROTECTED_HOST_EVENTS = {
  created: { name: 'protected_host.created', description: 'A protected host was added.' },
  updated: {
    name: 'protected_host.updated',
    description: 'The name, the rules or the headers of a protected host changed.',
  },
  deleted: { name: 'protected_host.deleted', description: 'A protected host was removed.' },
  entered: { name: 'protected_host.entered', description: 'A person was signed in at a protected host.' },
} satisfies AuditEventTypes;
