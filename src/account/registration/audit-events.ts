import type { AuditEventTypes } from '../../audit/audit-event-type.js';
import { OCSF } from '../../audit/ocsf-activity.js';

/** What is recorded of people who register. */
export const USER_REGISTRATION_EVENTS = {
  registered: {
    name: 'user_registration.completed',
    ocsf: OCSF.accountCreated,
    description: 'A person registered, and has an account now.',
  },
  approved: {
    name: 'user_registration.approved',
    ocsf: OCSF.accountEnabled,
    description: 'An administrator approved the account of a person who had registered.',
  },
  refused: {
    name: 'user_registration.refused',
    ocsf: OCSF.accountDeleted,
    description: 'An administrator did not approve the account of a person who had registered, and it was deleted.',
  },
  invitationCreated: {
    name: 'registration_invitation.created',
    description: 'An invitation to register was made, which is bound to no account.',
  },
  invitationDeleted: {
    name: 'registration_invitation.deleted',
    description: 'An invitation to register was withdrawn.',
  },
} satisfies AuditEventTypes;
