import { Injectable } from '@nestjs/common';
import { AuditService } from '../audit/audit.service.js';
import { SIGN_INS } from '../authentication/sign-in/sign-in-metrics.js';
import { Metrics } from '../platform/telemetry/metrics.js';
import { FACTOR_EVENTS } from './audit-events.js';

/** Counts second factors that were not right as sign-ins that failed. */
@Injectable()
export class FactorMetrics {
  constructor(audit: AuditService, metrics: Metrics) {
    const signIns = metrics.counter(SIGN_INS);
    audit.onRecord(({ type, details }) => {
      if (type === FACTOR_EVENTS.failed) signIns.inc({ outcome: 'failed', authenticator: String(details?.factor) });
    });
  }
}
