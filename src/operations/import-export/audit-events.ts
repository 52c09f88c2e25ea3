import type { AuditEventTypes } from '../../audit/audit-event-type.js';
import { OCSF } from '../../audit/ocsf-activity.js';

/** What is recorded of exports. */
export const EXPORT_EVENTS = {
  userExported: { name: 'user.exported', ocsf: OCSF.account, description: 'What is stored of a user was exported.' },
} satisfies AuditEventTypes;
