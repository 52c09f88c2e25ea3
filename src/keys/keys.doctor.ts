import type { INestApplicationContext } from '@nestjs/common';
import { statement } from '../platform/database/database.js';
import type { DoctorCheck, StoredState } from '../platform/doctor/doctor-check.js';
import { type Finding, fail, ok, warn } from '../platform/doctor/finding.js';
import { KeysService } from './keys.service.js';
import { FIRST_ALGORITHMS } from './signing-algorithm.js';
import { isOutOfUse, type KeyTimes, nextActiveAt, scheduleFor } from './signing-key.js';

const COUNT = statement('doctor-keys', 'SELECT COUNT(*) AS count FROM signing_keys');
const TIMES = statement(
  'doctor-key-times',
  'SELECT alg, created_at AS "createdAt", active_at AS "activeAt", expires_at AS "expiresAt" FROM signing_keys',
);

const KEYS = 'signing keys';

export const checks: readonly DoctorCheck[] = [
  { order: 70, stage: 'database', wasStarted: hasKeys, find: firstKeys },
  { order: 70, stage: 'server', find: activeKeys },
  { order: 90, stage: 'database', find: rotation },
];

async function hasKeys({ database }: StoredState): Promise<boolean> {
  const [row] = await database.query<{ count: number }>(COUNT);
  return Number(row?.count) > 0;
}

async function firstKeys(stored: StoredState): Promise<readonly Finding[]> {
  return (await hasKeys(stored)) ? [] : [ok(KEYS, 'none yet; the first start makes them')];
}

/** Starting the parts of the server has opened each key with `ENCRYPTION_SECRET`. */
async function activeKeys(server: INestApplicationContext): Promise<readonly Finding[]> {
  const listed = await server.get(KeysService).list();
  const active = listed.flatMap(({ state, alg }) => (state === 'active' ? [alg] : [])).sort();
  const missing = FIRST_ALGORITHMS.filter((alg) => !active.includes(alg));
  return [
    missing.length === 0
      ? ok(KEYS, `active: ${active.join(', ')}; ENCRYPTION_SECRET opens them`)
      : fail(KEYS, `none is active for ${missing.join(', ')}; run: npx gatehouse keys rotate`),
  ];
}

/** Not with the server, whose parts make the keys that are due. */
async function rotation({ database, config: { lifetimes }, now }: StoredState): Promise<readonly Finding[]> {
  const keys = await database.query<KeyTimes & { readonly alg: string }>(TIMES);
  if (keys.length === 0) return [];
  const schedule = scheduleFor(lifetimes.signingKey, lifetimes.session);
  const algorithms = [...new Set([...FIRST_ALGORITHMS, ...keys.map(({ alg }) => alg)])];
  const due = algorithms.filter((alg) => {
    const own = keys.filter((key) => key.alg === alg);
    return !isOutOfUse(own) && nextActiveAt(own, now, schedule) !== undefined;
  });
  const check = 'key rotation';
  return [
    due.length === 0
      ? ok(check, 'none is due')
      : warn(check, `was due for ${due.join(', ')}; a running server does it: is there one?`),
  ];
}
