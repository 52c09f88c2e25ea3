import type { AuditEventTypes } from '../audit/audit-event-type.js';

/** What is recorded of people who register. */
export const USER_REGISTRATION_EVENTS = {
  registered: { name: 'user_registration.completed', description: 'A person registered, and has an account now.' },
  invitationCreated: {
    name: 'registration_invitation.created',
    description: 'An invitation to register was made, which is bound to no account.',
  },
  invitationDeleted: {
    name: 'registration_invitation.deleted',
    description: 'An invitation to register was withdrawn.',
  },
} satisfies AuditEventTypes;
