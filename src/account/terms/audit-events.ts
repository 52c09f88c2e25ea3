import type { AuditEventTypes } from '../../audit/audit-event-type.js';
import { OCSF } from '../../audit/ocsf-activity.js';

/** What is recorded of the terms of use. */
export const TERMS_EVENTS = {
  published: {
    name: 'terms.published',
    description: 'A version of the terms of use was published; people have to accept it.',
  },
  withdrawn: { name: 'terms.withdrawn', description: 'The terms of use were withdrawn; no one has to accept any.' },
  accepted: { name: 'terms.accepted', description: 'A person accepted a version of the terms of use.' },
  required: {
    name: 'login.terms_required',
    ocsf: OCSF.authentication,
    description: 'A person signed in who has not accepted the present terms of use, and is asked to first.',
  },
} satisfies AuditEventTypes;
