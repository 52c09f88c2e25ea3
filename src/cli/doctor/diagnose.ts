import { existsSync } from 'node:fs';
import type { Config } from '../../platform/config/config.js';
import { ConfigViolations } from '../../platform/config/settings.js';
import type { Database } from '../../platform/database/database.js';
import { openDatabase } from '../../platform/database/open-database.js';
import { configFromEnvironment, explain } from '../../server/environment.js';
import { databaseFindings, migrationsFinding } from './database-checks.js';
import { diskFinding } from './disk-check.js';
import { type Finding, fail, ok } from './finding.js';
import { issuerFindings } from './issuer-checks.js';
import { hasKeys, rotationFinding } from './key-checks.js';
import { serverFindings } from './server-checks.js';

/** Looks at everything that the server needs to work. */
export async function diagnose(): Promise<readonly Finding[]> {
  let config: Config;
  try {
    config = configFromEnvironment();
  } catch (error) {
    if (!(error instanceof ConfigViolations)) throw error;
    return error.violations.map((detail) => fail('configuration', detail));
  }
  const stored = await storedFindings(config);
  return [ok('configuration', 'complete'), ...stored.findings, ...(await issuerFindings(config, stored.accessToken))];
}

/** What is found in the database, and a token to ask the running server with where there are keys to sign one. */
async function storedFindings(
  config: Config,
): Promise<{ readonly findings: readonly Finding[]; readonly accessToken?: string }> {
  const path = config.databaseUrl.replace(/^sqlite:/, '');
  const isFile = path !== config.databaseUrl && path !== ':memory:';
  if (isFile && !existsSync(path))
    return { findings: [fail('database', `there is none at ${path} yet; make it with: npx gatehouse migrate`)] };
  const disk = isFile ? [diskFinding(path)] : [];
  let database: Database | undefined;
  try {
    const { migrations } = await import('#migrations');
    database = await openDatabase(config.databaseUrl, { entities: [], migrations });
    const migrated = migrationsFinding(await database.pendingMigrations(), config);
    if (migrated.result === 'fail') return { findings: [ok('database', `${database.dialect} answers`), migrated] };
    const findings = [...(await databaseFindings(database)), migrated, ...disk];
    if (!(await hasKeys(database)))
      return { findings: [...findings, ok('signing keys', 'none yet; the first start makes them')] };
    const rotation = await rotationFinding(database, config);
    const server = await serverFindings();
    return { ...server, findings: [...findings, ...server.findings, rotation] };
  } catch (error) {
    return { findings: [fail('database', `cannot be used; look at DATABASE_URL: ${explain(error)}`)] };
  } finally {
    await database?.close();
  }
}
