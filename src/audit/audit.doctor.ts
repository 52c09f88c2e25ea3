import type { INestApplicationContext } from '@nestjs/common';
import { statement } from '../platform/database/database.js';
import type { DoctorCheck, StoredState } from '../platform/doctor/doctor-check.js';
import { type Finding, fail, ok, warn } from '../platform/doctor/finding.js';
import { AuditTrailService } from './audit-trail.service.js';

/** Milliseconds after which an event should be sealed. */
const SEALED_WITHIN = 60_000;

const UNSEALED = statement('doctor-unsealed', 'SELECT MIN(at) AS oldest FROM audit_events WHERE sequence IS NULL');

export const checks: readonly DoctorCheck[] = [
  { order: 30, stage: 'database', find: sealing },
  { order: 80, stage: 'server', find: endOfLog },
];

async function sealing({ database, now }: StoredState): Promise<readonly Finding[]> {
  const [unsealed] = await database.query<{ oldest: number | null }>(UNSEALED);
  return [
    (unsealed?.oldest ?? now) < now - SEALED_WITHIN
      ? warn('audit sealing', 'events wait to be sealed; is a server running, and what does its log say?')
      : ok('audit sealing', 'no event waits'),
  ];
}

async function endOfLog(server: INestApplicationContext): Promise<readonly Finding[]> {
  const fault = await server.get(AuditTrailService).faultAtEnd();
  return [
    fault
      ? fail('audit log', `event ${fault.sequence} ${fault.problem}; run: npx gatehouse audit verify`)
      : ok('audit log', 'ends where it was sealed last'),
  ];
}
