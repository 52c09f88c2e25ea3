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
  retired: {
    name: 'signing_key.retired',
    description: 'A signing key signs no more: nothing uses its algorithm. It stays published for what it has signed.',
  },
  resumed: {
    name: 'signing_key.resumed',
    description: 'A retired signing key signs again: its algorithm is used again.',
  },
  revoked: { name: 'signing-key.revoked', description: 'A signing key was taken back at once.', isOldName: true },
} satisfies AuditEventTypes;
