import type { AuditEventType } from '../audit/audit-event-type.js';
import { OCSF } from '../audit/ocsf-activity.js';

/** That a user signed in: declared and recorded by the room `authentication`, and read by this one. */
export const SIGNED_IN: AuditEventType = {
  name: 'login.succeeded',
  ocsf: OCSF.logon,
  description: 'A person signed in.',
};
