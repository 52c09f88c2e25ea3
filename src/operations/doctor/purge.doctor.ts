import { statement } from '../../platform/database/database.js';
import type { DoctorCheck, StoredState } from '../../platform/doctor/doctor-check.js';
import { type Finding, ok, warn } from '../../platform/doctor/finding.js';

/** Milliseconds after which a row that has expired should be gone. */
const PURGED_WITHIN = 3_600_000;

const SHORT_LIVED = ['sessions', 'parked_requests', 'throttles', 'revoked_tokens', 'client_assertions'] as const;

const OLDEST = statement(
  'doctor-oldest',
  `SELECT MIN(oldest) AS oldest FROM (${SHORT_LIVED.map((table) => `SELECT MIN(expires_at) AS oldest FROM ${table}`).join(' UNION ALL ')}) tables`,
);

export const checks: readonly DoctorCheck[] = [{ order: 20, stage: 'database', find }];

async function find({ database, now }: StoredState): Promise<readonly Finding[]> {
  const [expired] = await database.query<{ oldest: number | null }>(OLDEST);
  return [
    (expired?.oldest ?? now) < now - PURGED_WITHIN
      ? warn('purge', 'rows that expired an hour ago are still there; is a server running, and what does its log say?')
      : ok('purge', 'what has expired is gone'),
  ];
}
