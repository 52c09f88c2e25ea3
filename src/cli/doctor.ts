import { existsSync } from 'node:fs';
import { configFromEnvironment, explain } from '../environment.js';
import { KeysService } from '../keys/keys.service.js';
import { Clock } from '../platform/clock.js';
import type { Config } from '../platform/config/config.js';
import { ConfigMistakes } from '../platform/config/settings.js';
import { type Database, statement } from '../platform/database/database.js';
import { openDatabase } from '../platform/database/open-database.js';
import { withServer } from './server-context.js';

/** What was looked at, and what it is like or what to do about it. */
export interface Finding {
  readonly check: string;
  readonly ok: boolean;
  readonly detail: string;
}

/** Milliseconds by which the clocks of the server and of its database may differ. */
const CLOCK_SKEW = 5_000;

/** A clock that shows less was never set: 2026-01-01. */
const PLAUSIBLE_NOW = 1_767_225_600_000;

const POSTGRES_NOW = statement(
  'doctor-now',
  'SELECT CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000 AS BIGINT) AS now',
);
const COUNT_KEYS = statement('doctor-keys', 'SELECT COUNT(*) AS count FROM signing_keys');

/** Looks at everything that the server needs to work. */
export async function diagnose(): Promise<readonly Finding[]> {
  let config: Config;
  try {
    config = configFromEnvironment();
  } catch (error) {
    if (!(error instanceof ConfigMistakes)) throw error;
    return error.mistakes.map((detail) => ({ check: 'configuration', ok: false, detail }));
  }
  const findings = [{ check: 'configuration', ok: true, detail: 'complete' }, issuerFinding(config)];
  return [...findings, ...(await databaseFindings(config))];
}

function issuerFinding({ issuer, production }: Config): Finding {
  const ok = !production || issuer.startsWith('https:');
  const detail = ok
    ? issuer
    : `${issuer} cannot be reached from elsewhere; set ISSUER to the https address that people use`;
  return { check: 'issuer', ok, detail };
}

async function databaseFindings(config: Config): Promise<readonly Finding[]> {
  const path = config.databaseUrl.replace(/^sqlite:/, '');
  if (path !== config.databaseUrl && path !== ':memory:' && !existsSync(path)) {
    return [
      { check: 'database', ok: false, detail: `there is none at ${path} yet; make it with: npx gatehouse migrate` },
    ];
  }
  let database: Database | undefined;
  try {
    const { migrations } = await import('#migrations');
    database = await openDatabase(config.databaseUrl, { entities: [], migrations });
    const reachable = { check: 'database', ok: true, detail: `${database.dialect} answers` };
    const migrated = migrationsFinding(await database.pendingMigrations(), config);
    const keys = migrated.ok ? [await keysFinding(database)] : [];
    return [reachable, await clockFinding(database), migrated, ...keys];
  } catch (error) {
    return [{ check: 'database', ok: false, detail: `cannot be used; look at DATABASE_URL: ${explain(error)}` }];
  } finally {
    await database?.close();
  }
}

function migrationsFinding(pending: readonly string[], { migrateOnStart }: Config): Finding {
  const when = migrateOnStart ? 'start the server or run' : 'run';
  const detail =
    pending.length === 0 ? 'all have run' : `${pending.join(', ')} did not run yet; ${when}: npx gatehouse migrate`;
  return { check: 'migrations', ok: pending.length === 0, detail };
}

async function clockFinding(database: Database): Promise<Finding> {
  const now = new Clock().now();
  const [row] = database.dialect === 'postgres' ? await database.query<{ now: number }>(POSTGRES_NOW) : [];
  const skew = Math.abs(now - (row?.now ?? now));
  const ok = now > PLAUSIBLE_NOW && skew <= CLOCK_SKEW;
  const detail = ok
    ? 'plausible'
    : `differs from the database's by ${skew} ms, or was never set; synchronise it with NTP`;
  return { check: 'clock', ok, detail };
}

/** Loading the keys opens each of them with `ENCRYPTION_SECRET`. */
async function keysFinding(database: Database): Promise<Finding> {
  const check = 'signing keys';
  const [row] = await database.query<{ count: number }>(COUNT_KEYS);
  if (Number(row?.count) === 0) return { check, ok: true, detail: 'none yet; the first start makes them' };
  try {
    const keys = await withServer((server) => server.get(KeysService).list(), { migrateOnStart: false });
    const active = keys.filter(({ state }) => state === 'active').map(({ alg }) => alg);
    return { check, ok: active.length > 0, detail: `active: ${active.join(', ')}; ENCRYPTION_SECRET opens them` };
  } catch (error) {
    return { check, ok: false, detail: explain(error) };
  }
}
