import { type PostgresServer, startPostgresServer } from './postgres-server.ts';

declare global {
  var testPostgres: PostgresServer | undefined;
}

/** Starts a real PostgreSQL for the whole test run; its URL is in `TEST_POSTGRES_URL`. */
export default async function startPostgres(): Promise<void> {
  globalThis.testPostgres = await startPostgresServer(['-c', 'max_connections=300']);
  process.env.TEST_POSTGRES_URL = globalThis.testPostgres.url;
}
