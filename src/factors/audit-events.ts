import type { AuditEventTypes } from '../audit/audit-event-type.js';

/** What is recorded of factors. */
export const FACTOR_EVENTS = {
  required: {
    name: 'login.second_factor_required',
    description: 'A person proved one factor, and must prove or set up a second one before they are signed in.',
  },
  failed: {
    name: 'login.second_factor_failed',
    description: 'A second factor was tried, and was not right.',
  },
  recoveryCodesRenewed: {
    name: 'factor.recovery_codes_renewed',
    description: 'A user made new recovery codes; the old ones are void.',
  },
  recoveryCodeUsed: {
    name: 'factor.recovery_code_used',
    description: 'A user proved the second factor by a recovery code.',
  },
  added: { name: 'factor.added', description: 'A user set up a factor.' },
  removed: { name: 'factor.removed', description: 'A factor of a user was removed.' },
  reset: { name: 'factor.reset', description: 'All factors of a user were removed by an administrator.' },
} satisfies AuditEventTypes;
