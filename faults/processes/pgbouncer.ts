import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { freePort } from '../../bench/ports.js';

/** Where Debian's package puts it; `PGBOUNCER_PATH` names another place. */
export const PGBOUNCER = {
  name: 'PgBouncer',
  path: process.env.PGBOUNCER_PATH ?? '/usr/sbin/pgbouncer',
  variable: 'PGBOUNCER_PATH',
};

/** Why there is none on this machine; undefined if there is one. */
export const noPgBouncer = existsSync(PGBOUNCER.path)
  ? undefined
  : `there is no pgbouncer at ${PGBOUNCER.path}; install it, or set PGBOUNCER_PATH`;

const running = new Set<ChildProcess>();
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

export interface Pooling {
  /** For its files. */
  readonly folder: string;
  /** `pool_mode`. */
  readonly mode: 'session' | 'transaction' | 'statement';
  /** `default_pool_size`. */
  readonly size?: number;
  /** `server_round_robin`: what was returned first is given out first. */
  readonly roundRobin?: boolean;
}

/** A real PgBouncer before a PostgreSQL. */
export class PgBouncer {
  private child: ChildProcess | undefined;

  private constructor(
    private readonly configuration: string,
    private readonly port: number,
    private readonly database: URL,
  ) {}

  /** @param databaseUrl with the user and the password by which it connects */
  static async start(databaseUrl: string, pooling: Pooling): Promise<PgBouncer> {
    const port = await freePort();
    const database = new URL(databaseUrl);
    mkdirSync(pooling.folder, { recursive: true });
    chmodSync(pooling.folder, 0o777); // it refuses to run as root
    const configuration = join(pooling.folder, 'pgbouncer.ini');
    writeFileSync(configuration, configurationOf(port, database, pooling));
    const bouncer = new PgBouncer(configuration, port, database);
    await bouncer.startAgain();
    return bouncer;
  }

  /** Leads to the same database by way of the pooler. */
  get url(): string {
    const url = new URL(this.database);
    url.port = String(this.port);
    return url.href;
  }

  async startAgain(): Promise<void> {
    const child = spawn(PGBOUNCER.path, [this.configuration], { stdio: ['ignore', 'pipe', 'pipe'], ...unprivileged() });
    running.add(child);
    child.once('exit', () => running.delete(child));
    let output = '';
    child.stderr.on('data', (chunk: Buffer) => {
      output += chunk;
    });
    child.stdout.resume();
    this.child = child;
    while (!(await listens(this.port))) {
      if (child.exitCode !== null) throw new Error(`pgbouncer ended: ${output}`);
      await pause(10);
    }
  }

  async kill(): Promise<void> {
    const { child } = this;
    if (!child || child.exitCode !== null) return;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await ended;
  }
}

function configurationOf(port: number, database: URL, { mode, size = 30, roundRobin = false }: Pooling): string {
  const { hostname, port: upstream, username, password } = database;
  return `[databases]
* = host=${hostname} port=${upstream} user=${username} password=${password}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${port}
unix_socket_dir =
auth_type = any
pool_mode = ${mode}
default_pool_size = ${size}
max_client_conn = 500
server_round_robin = ${roundRobin ? 1 : 0}
`;
}

/** As whom it is started: root may not start it. */
export function unprivileged(): { uid?: number; gid?: number } {
  if (process.getuid?.() !== 0) return {};
  const ask = (option: string) => Number(execFileSync('id', [option, 'postgres'], { encoding: 'utf8' }));
  return { uid: ask('-u'), gid: ask('-g') };
}

function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}
