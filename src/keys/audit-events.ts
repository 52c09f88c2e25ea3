import type { AuditEventTypes } from '../audit/audit-event-type.js';

/** What is recorded of signing keys. */
export const KEY_EVENTS = {
  created: {
    name: 'signing-key.created',
    description: 'A signing key was made that replaces no other.',
    isOldName: true,
  },
  rotated: {
    name: 'signing-key.rotated',
    description: 'A signing key takes the place of another one.',
    isOldName: true,
  },
  revoked: { name: 'signing-key.revoked', description: 'A signing key was taken back at once.', isOldName: true },
} satisfies AuditEventTypes;
