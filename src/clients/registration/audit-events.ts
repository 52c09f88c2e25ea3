import type { AuditEventTypes } from '../../audit/audit-event-type.js';

/** What is recorded of initial access tokens. */
export const REGISTRATION_EVENTS = {
  tokenCreated: {
    name: 'initial_access_token.created',
    description: 'An initial access token was issued, with which clients can be registered.',
  },
  tokenDeleted: { name: 'initial_access_token.deleted', description: 'An initial access token was withdrawn.' },
} satisfies AuditEventTypes;
