import type { AuditEventTypes } from '../audit/audit-event-type.js';
import { OCSF } from '../audit/ocsf-activity.js';

/** What is recorded of answers of the token endpoint. */
export const TOKEN_EVENTS = {
  issued: {
    name: 'tokens.issued',
    ocsf: OCSF.token,
    description: 'A client got tokens by another grant than a refresh token; only with `AUDIT_TOKENS`.',
    isOldName: true,
  },
  refreshed: {
    name: 'tokens.refreshed',
    ocsf: OCSF.token,
    description: 'A client got tokens by a refresh token; only with `AUDIT_TOKENS`.',
    isOldName: true,
  },
} satisfies AuditEventTypes;
