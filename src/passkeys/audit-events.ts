import type { AuditEventTypes } from '../audit/audit-event-type.js';

/** What is recorded of passkeys. */
export const PASSKEY_EVENTS = {
  added: { name: 'passkey.added', description: 'A person added a passkey to the account.' },
  renamed: { name: 'passkey.renamed', description: 'A person gave a passkey another name.' },
  removed: { name: 'passkey.removed', description: 'A passkey was removed from an account.' },
  refused: {
    name: 'passkey.refused',
    description:
      'A passkey of an account was not taken: the details say why. `copied` means that its counter had not gone up, so that there may be two of the authenticator.',
  },
} satisfies AuditEventTypes;
