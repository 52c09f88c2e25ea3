import { FIRST_ALGORITHMS } from '../../keys/signing-algorithm.js';
import { type KeyTimes, nextActiveAt, scheduleFor } from '../../keys/signing-key.js';
import { Clock } from '../../platform/clock.js';
import type { Config } from '../../platform/config/config.js';
import { type Database, statement } from '../../platform/database/database.js';
import { type Finding, ok, warn } from './finding.js';

const COUNT = statement('doctor-keys', 'SELECT COUNT(*) AS count FROM signing_keys');
const TIMES = statement(
  'doctor-key-times',
  'SELECT alg, created_at AS "createdAt", active_at AS "activeAt", expires_at AS "expiresAt" FROM signing_keys',
);

export async function hasKeys(database: Database): Promise<boolean> {
  const [row] = await database.query<{ count: number }>(COUNT);
  return Number(row?.count) > 0;
}

/** Asked before the parts of the server are started, because they make the keys that are due. */
export async function rotationFinding(database: Database, { lifetimes }: Config): Promise<Finding> {
  const keys = await database.query<KeyTimes & { readonly alg: string }>(TIMES);
  const schedule = scheduleFor(lifetimes.signingKey, lifetimes.session);
  const now = new Clock().now();
  const algorithms = [...new Set([...FIRST_ALGORITHMS, ...keys.map(({ alg }) => alg)])];
  const due = algorithms.filter((alg) => {
    const own = keys.filter((key) => key.alg === alg);
    return nextActiveAt(own, now, schedule) !== undefined;
  });
  return due.length === 0
    ? ok('key rotation', 'none is due')
    : warn('key rotation', `was due for ${due.join(', ')}; a running server does it: is there one?`);
}
