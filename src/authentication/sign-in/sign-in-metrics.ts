import { Injectable } from '@nestjs/common';
import type { AuditEvent } from '../../audit/audit.service.js';
import { AuditService } from '../../audit/audit.service.js';
import { counter } from '../../platform/telemetry/metric.js';
import { Metrics } from '../../platform/telemetry/metrics.js';
import { AUTHENTICATION_EVENTS } from '../audit-events.js';

export const SIGN_INS = counter({
  name: 'sign_ins_total',
  help: 'Sign-ins that ended, as the audit log has them: by what was proven, or by what was not right',
  labels: {
    outcome: '`succeeded`, `failed`',
    authenticator:
      'of a success the methods that were proven (`pwd`, `pwd+otp+mfa`); of a failure the one (`pwd`, `totp`)',
  },
  most: 60,
});

/** Counts sign-ins for operators. */
@Injectable()
export class SignInMetrics {
  constructor(audit: AuditService, metrics: Metrics) {
    const signIns = metrics.counter(SIGN_INS);
    signIns.inc({ outcome: 'failed', authenticator: 'pwd' }, 0);
    signIns.inc({ outcome: 'succeeded', authenticator: 'pwd' }, 0);
    audit.onRecord((event) => {
      if (event.type === AUTHENTICATION_EVENTS.loginSucceeded)
        signIns.inc({ outcome: 'succeeded', authenticator: methodsOf(event) });
      else if (event.type === AUTHENTICATION_EVENTS.loginFailed)
        signIns.inc({ outcome: 'failed', authenticator: 'pwd' });
    });
  }
}

function methodsOf({ details }: AuditEvent): string {
  return [details?.amr ?? []].flat().join('+') || 'none';
}
