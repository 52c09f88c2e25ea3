import type { AuditEventTypes } from '../../audit/audit-event-type.js';
import { OCSF } from '../../audit/ocsf-activity.js';

/** What is recorded of passkeys. */
export const PASSKEY_EVENTS = {
  refused: {
    name: 'passkey.refused',
    ocsf: OCSF.logonFailed,
    description:
      'A passkey of an account was not taken: the details say why. `copied` means that its counter had not gone up, so that there may be two of the authenticator.',
  },
} satisfies AuditEventTypes;
