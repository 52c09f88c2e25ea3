import type { AuditEventTypes } from '../audit/audit-event-type.js';
import { OCSF } from '../audit/ocsf-activity.js';
import { SIGNED_IN } from '../users/signed-in.js';

/** What is recorded of signing in and out. */
export const AUTHENTICATION_EVENTS = {
  loginSucceeded: SIGNED_IN,
  loginFailed: {
    name: 'login.failed',
    ocsf: OCSF.logonFailed,
    description: 'A username and a password were tried that are not right together.',
  },
  passwordChangeRequired: {
    name: 'login.password_change_required',
    ocsf: OCSF.authentication,
    description: 'A person gave the right password, and must change it before they are signed in.',
  },
  loggedOut: { name: 'logout', ocsf: OCSF.logoff, description: 'A person signed out.', isOldName: true },
  sessionEnded: {
    name: 'session.ended',
    ocsf: OCSF.logoff,
    description:
      'A session was ended by an administrator, by its user from elsewhere, or because the account or its password changed.',
  },
} satisfies AuditEventTypes;
