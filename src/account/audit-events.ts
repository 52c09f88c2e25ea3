import type { AuditEventTypes } from '../audit/audit-event-type.js';
import { OCSF } from '../audit/ocsf-activity.js';

/** What is recorded of what people do with their own accounts. */
export const ACCOUNT_EVENTS = {
  dataDownloaded: {
    name: 'user.data_downloaded',
    ocsf: OCSF.account,
    description: 'A user downloaded what is stored about them.',
  },
  keepingRequired: {
    name: 'login.keeping_required',
    ocsf: OCSF.authentication,
    description:
      'A person proved who they are, and must keep the account that they have deleted before they are signed in.',
  },
} satisfies AuditEventTypes;
