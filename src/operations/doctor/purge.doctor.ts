import { oldestEnd } from '../../platform/database/oldest-end.js';
import type { DoctorCheck, StoredState } from '../../platform/doctor/doctor-check.js';
import { type Finding, ok, warn } from '../../platform/doctor/finding.js';
import { PURGE_RULES } from '../../platform/schedule/purge-rule.js';

/** Milliseconds after which a row that has expired should be gone. */
const PURGED_WITHIN_MS = 3_600_000;

export const checks: readonly DoctorCheck[] = [{ order: 20, stage: 'database', find }];

async function find({ database, declarations, now }: StoredState): Promise<readonly Finding[]> {
  const columns = declarations
    .all(PURGE_RULES)
    .flatMap(({ table, endsAt }) => (endsAt === undefined ? [] : [{ table, endsAt }]));
  const [expired] = await database.query<{ oldest: number | null }>(oldestEnd(columns));
  return [
    (expired?.oldest ?? now) < now - PURGED_WITHIN_MS
      ? warn('purge', 'rows that expired an hour ago are still there; is a server running, and what does its log say?')
      : ok('purge', 'what has expired is gone'),
  ];
}
