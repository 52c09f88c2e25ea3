import type { AuditEventTypes } from '../audit/audit-event-type.js';

/** What is recorded of the accounts of users. */
export const USER_EVENTS = {
  created: { name: 'user.created', description: 'An account was created.' },
  updated: {
    name: 'user.updated',
    description:
      'The profile or the roles of an account changed; by the bootstrap file or an import, also its password or whether it is disabled.',
  },
  deleted: { name: 'user.deleted', description: 'An account was deleted.' },
  disabled: { name: 'user.disabled', description: 'An account was disabled, and its user signed out everywhere.' },
  enabled: { name: 'user.enabled', description: 'A disabled account was enabled again.' },
  invited: { name: 'user.invited', description: 'An invitation was made, by which a user chooses a password.' },
  passwordChanged: {
    name: 'user.password_changed',
    description: 'The password of an account changed, and everything of its user ended.',
  },
  addressGivenBack: {
    name: 'user.address_given_back',
    description: 'The change of an email address was undone by who reads the former one, who chose a new password.',
  },
  passwordResetMailed: {
    name: 'user.password_reset_mailed',
    description: 'Someone said that a password is forgotten, and a link to choose a new one was mailed to its owner.',
  },
  passwordChangeRequired: {
    name: 'user.password_change_required',
    description: 'A user must change the password at the next sign-in.',
  },
  passwordChangeWaived: {
    name: 'user.password_change_waived',
    description: 'A user need not change the password any more.',
  },
  deletionRequested: {
    name: 'user.deletion_requested',
    description: 'A user deleted their own account; it goes after the waiting time, and everything of the user ended.',
  },
  deletionWithdrawn: {
    name: 'user.deletion_withdrawn',
    description: 'An account that its user had deleted is kept, as the user or an administrator wants.',
  },
  setupCompleted: { name: 'setup.completed', description: 'The first administrator set up the server.' },
} satisfies AuditEventTypes;
