import type { AuditEventTypes } from '../audit/audit-event-type.js';
import { OCSF } from '../audit/ocsf-activity.js';

/** What is recorded of factors. */
export const FACTOR_EVENTS = {
  required: {
    name: 'login.second_factor_required',
    ocsf: OCSF.authentication,
    description: 'A person proved one factor, and must prove or set up a second one before they are signed in.',
  },
  failed: {
    name: 'login.second_factor_failed',
    ocsf: OCSF.logonFailed,
    description: 'A second factor was tried, and was not right.',
  },
  recoveryCodesRenewed: {
    name: 'factor.recovery_codes_renewed',
    ocsf: OCSF.account,
    description: 'A user made new recovery codes; the old ones are void.',
  },
  recoveryCodeUsed: {
    name: 'factor.recovery_code_used',
    ocsf: OCSF.authentication,
    description: 'A user proved the second factor by a recovery code.',
  },
  added: { name: 'factor.added', ocsf: OCSF.factorEnabled, description: 'A user set up a factor.' },
  removed: { name: 'factor.removed', ocsf: OCSF.factorDisabled, description: 'A factor of a user was removed.' },
  reset: {
    name: 'factor.reset',
    ocsf: OCSF.factorDisabled,
    description: 'All factors of a user were removed by an administrator.',
  },
} satisfies AuditEventTypes;
