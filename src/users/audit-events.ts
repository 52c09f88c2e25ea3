import type { AuditEventTypes } from '../audit/audit-event-type.js';
import { OCSF } from '../audit/ocsf-activity.js';

/** What is recorded of the accounts of users. */
export const USER_EVENTS = {
  created: { name: 'user.created', ocsf: OCSF.accountCreated, description: 'An account was created.' },
  updated: {
    name: 'user.updated',
    ocsf: OCSF.account,
    description:
      'The profile or the roles of an account changed; by the bootstrap file or an import, also its password or whether it is disabled.',
  },
  deleted: { name: 'user.deleted', ocsf: OCSF.accountDeleted, description: 'An account was deleted.' },
  disabled: {
    name: 'user.disabled',
    ocsf: OCSF.accountDisabled,
    description: 'An account was disabled, and its user signed out everywhere.',
  },
  enabled: { name: 'user.enabled', ocsf: OCSF.accountEnabled, description: 'A disabled account was enabled again.' },
  invited: {
    name: 'user.invited',
    ocsf: OCSF.account,
    description: 'An invitation was made, by which a user chooses a password.',
  },
  passwordChanged: {
    name: 'user.password_changed',
    ocsf: OCSF.passwordChanged,
    description: 'The password of an account changed, and everything of its user ended.',
  },
  addressGivenBack: {
    name: 'user.address_given_back',
    ocsf: OCSF.account,
    description: 'The change of an email address was undone by who reads the former one, who chose a new password.',
  },
  passwordResetMailed: {
    name: 'user.password_reset_mailed',
    ocsf: OCSF.passwordReset,
    description: 'Someone said that a password is forgotten, and a link to choose a new one was mailed to its owner.',
  },
  passwordChangeRequired: {
    name: 'user.password_change_required',
    ocsf: OCSF.account,
    description: 'A user must change the password at the next sign-in.',
  },
  passwordChangeWaived: {
    name: 'user.password_change_waived',
    ocsf: OCSF.account,
    description: 'A user need not change the password any more.',
  },
  deletionRequested: {
    name: 'user.deletion_requested',
    ocsf: OCSF.accountDisabled,
    description: 'A user deleted their own account; it goes after the waiting time, and everything of the user ended.',
  },
  deletionWithdrawn: {
    name: 'user.deletion_withdrawn',
    ocsf: OCSF.accountEnabled,
    description: 'An account that its user had deleted is kept, as the user or an administrator wants.',
  },
  setupCompleted: {
    name: 'setup.completed',
    ocsf: OCSF.accountCreated,
    description: 'The first administrator set up the server.',
  },
} satisfies AuditEventTypes;
