import { existsSync } from 'node:fs';
import { migrations } from '#migrations';
import type { CommandLine } from '../../admin/terminal/command-line.js';
import { Clock } from '../../platform/clock.js';
import type { Config } from '../../platform/config/config.js';
import { ConfigViolations } from '../../platform/config/settings.js';
import type { Database } from '../../platform/database/database.js';
import { openDatabase } from '../../platform/database/open-database.js';
import { DOCTOR_CHECKS, type DoctorCheck, type StoredState } from '../../platform/doctor/doctor-check.js';
import { type Finding, fail, ok } from '../../platform/doctor/finding.js';
import { explain } from '../../platform/telemetry/explain.js';
import { diskFinding } from './disk-check.js';
import { issuerFindings } from './issuer-checks.js';
import { ownAccessToken } from './own-access-token.js';

/** Where the doctor's own findings stand among those of rooms. */
const ORDER = { migrations: 50, disk: 60, start: 70 };

/** A part of the report. */
interface Part {
  readonly order: number;
  readonly findings: readonly Finding[];
}

interface Diagnosis {
  readonly findings: readonly Finding[];
  /** To ask the running server with, if there are keys to sign it. */
  readonly accessToken?: string | undefined;
}

/** Looks at everything that the server needs to work. */
export async function diagnose(cli: CommandLine): Promise<readonly Finding[]> {
  let config: Config;
  try {
    config = cli.config('read');
  } catch (error) {
    if (!(error instanceof ConfigViolations)) throw error;
    return error.violations.map((detail) => fail('configuration', detail));
  }
  const { findings, accessToken } = await diagnoseDatabase(cli, config);
  return [ok('configuration', 'complete'), ...findings, ...(await issuerFindings(config, accessToken))];
}

async function diagnoseDatabase(cli: CommandLine, config: Config): Promise<Diagnosis> {
  const path = config.databaseUrl.replace(/^sqlite:/, '');
  const isFile = path !== config.databaseUrl && path !== ':memory:';
  if (isFile && !existsSync(path))
    return { findings: [fail('database', `there is none at ${path} yet; make it with: npx gatehouse migrate`)] };
  let database: Database | undefined;
  try {
    database = await openDatabase(config.databaseUrl, { entities: [], migrations });
    const pending = await database.pendingMigrations();
    if (pending.length > 0)
      return { findings: [ok('database', `${database.dialect} answers`), pendingFinding(pending, config)] };
    const own = [
      { order: ORDER.migrations, findings: [ok('migrations', 'all have run')] },
      { order: ORDER.disk, findings: isFile ? [diskFinding(path)] : [] },
    ];
    return await askRooms(cli, { config, database, declarations: cli.declarations, now: new Clock().now() }, own);
  } catch (error) {
    return { findings: [fail('database', `cannot be used; look at DATABASE_URL: ${explain(error)}`)] };
  } finally {
    await database?.close();
  }
}

function pendingFinding(pending: readonly string[], { migrateOnStart }: Config): Finding {
  const when = migrateOnStart ? 'start the server or run' : 'run';
  return fail('migrations', `${pending.join(', ')} did not run yet; ${when}: npx gatehouse migrate`);
}

/** @param own what the doctor itself has found */
async function askRooms(cli: CommandLine, stored: StoredState, own: readonly Part[]): Promise<Diagnosis> {
  const checks: DoctorCheck[] = [];
  for (const load of cli.declarations.all(DOCTOR_CHECKS)) checks.push(...(await load()).checks);
  const parts = [...own];
  let wasStarted = true;
  for (const check of checks) {
    if (check.stage !== 'database') continue;
    parts.push({ order: check.order, findings: await check.find(stored) });
    wasStarted &&= (await check.wasStarted?.(stored)) ?? true;
  }
  const started = wasStarted ? await askServer(cli, checks) : { parts: [] };
  const report = [...parts, ...started.parts].sort((one, other) => one.order - other.order);
  return { findings: report.flatMap(({ findings }) => findings), accessToken: started.accessToken };
}

async function askServer(
  cli: CommandLine,
  checks: readonly DoctorCheck[],
): Promise<{ readonly parts: readonly Part[]; readonly accessToken?: string }> {
  try {
    return await cli.reading(async (server) => {
      const parts: Part[] = [];
      for (const check of checks)
        if (check.stage === 'server') parts.push({ order: check.order, findings: await check.find(server) });
      return { parts, accessToken: await ownAccessToken(server, cli.operator().actor) };
    });
  } catch (error) {
    // The keys are what starts first, and what another ENCRYPTION_SECRET does not open.
    return { parts: [{ order: ORDER.start, findings: [fail('signing keys', explain(error))] }] };
  }
}
