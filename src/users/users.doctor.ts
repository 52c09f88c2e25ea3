import { statement } from '../platform/database/database.js';
import type { DoctorCheck, StoredState } from '../platform/doctor/doctor-check.js';
import { type Finding, ok, warn } from '../platform/doctor/finding.js';

/** Whose address is only a claim, because someone else signs in by it. */
const DOUBLES = statement(
  'doctor-doubles',
  `SELECT u.username FROM users u WHERE u.normalized_email IS NOT NULL
     AND NOT EXISTS (SELECT 1 FROM sign_in_names n WHERE n.name = u.normalized_email AND n.user_id = u.id) ORDER BY u.created_at, u.id LIMIT 6`,
);

export const checks: readonly DoctorCheck[] = [{ order: 40, stage: 'database', find }];

/** More than a handful are a matter for a list of users. */
async function find({ database }: StoredState): Promise<readonly Finding[]> {
  const check = 'sign-in addresses';
  const doubles = await database.query<{ username: string }>(DOUBLES);
  if (doubles.length === 0) return [ok(check, 'no two people have the same')];
  const named = doubles.slice(0, 5).map(({ username }) => username);
  const who = `${named.join(', ')}${doubles.length > named.length ? ' and others' : ''}`;
  return [
    warn(
      check,
      `someone else signs in by the email address of ${who}, who sign in by username; give them addresses of their own`,
    ),
  ];
}
