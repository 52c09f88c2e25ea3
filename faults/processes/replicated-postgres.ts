import { type ChildProcess, execFile, execFileSync, spawn } from 'node:child_process';
import { chmodSync, chownSync, existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import pg from 'pg';
import { freePort } from '../../bench/ports.js';
import { FOLDER } from './folder.js';
import { unprivileged } from './pgbouncer.js';

/** Where Debian's package puts PostgreSQL; the one from npm cannot be copied to a standby. */
const PROGRAMS = process.env.POSTGRES_PATH ?? '/usr/lib/postgresql/15/bin';

/** Why nothing can be replicated on this machine; undefined if it can. */
export const noReplication = existsSync(join(PROGRAMS, 'pg_basebackup'))
  ? undefined
  : `there is no pg_basebackup in ${PROGRAMS}; install postgresql-15, or set POSTGRES_PATH`;

const running = new Set<ChildProcess>();
process.once('exit', () => {
  for (const child of running) child.kill('SIGQUIT');
});

/** One PostgreSQL server of a primary and its standby. */
export class ReplicatedPostgres {
  private constructor(
    private readonly child: ChildProcess,
    private readonly data: string,
    readonly port: number,
  ) {}

  /** @param synchronous whether a commit waits until the standby has it on its disk */
  static async primary(synchronous: boolean): Promise<ReplicatedPostgres> {
    const data = newFolder();
    await call('initdb', ['-D', data, '-U', 'faults', '--auth=trust']);
    return ReplicatedPostgres.start(data, synchronous ? ['synchronous_standby_names=second'] : []);
  }

  /** @param port by which it reaches the primary */
  static async standby(port: number): Promise<ReplicatedPostgres> {
    const data = newFolder();
    const source = `host=127.0.0.1 port=${port} user=faults application_name=second`;
    await call('pg_basebackup', ['-D', data, '-d', source, '-R', '-X', 'stream', '-c', 'fast']);
    return ReplicatedPostgres.start(data, []);
  }

  private static async start(data: string, flags: readonly string[]): Promise<ReplicatedPostgres> {
    const port = await freePort();
    const all = ['listen_addresses=127.0.0.1', 'unix_socket_directories=', 'fsync=on', 'hot_standby=on', ...flags];
    const words = ['-D', data, '-p', String(port), ...all.flatMap((flag) => ['-c', flag])];
    const child = spawn(join(PROGRAMS, 'postgres'), words, { stdio: ['ignore', 'ignore', 'pipe'], ...unprivileged() });
    running.add(child);
    child.once('exit', () => running.delete(child));
    let output = '';
    await new Promise<void>((resolve, reject) => {
      child.once('exit', () => reject(new Error(`PostgreSQL ended: ${output}`)));
      child.stderr.on('data', (chunk: Buffer) => {
        output = (output + chunk.toString()).slice(-5_000);
        if (/ready to accept (read-only )?connections/.test(output)) resolve();
      });
    });
    return new ReplicatedPostgres(child, data, port);
  }

  /** Resolves when a standby streams from this one. */
  async isFollowed(state: 'sync' | 'async'): Promise<void> {
    const ask = `SELECT 1 FROM pg_stat_replication WHERE state = 'streaming' AND sync_state = '${state}'`;
    while ((await this.run(ask)).length === 0) await pause(50);
  }

  /** Makes a primary of this standby. */
  async promote(): Promise<void> {
    await this.run('SELECT pg_promote(true)');
  }

  /** Waits for no standby. */
  async createDatabase(name: string): Promise<void> {
    await this.run(`CREATE DATABASE ${name}`, '-c synchronous_commit=local');
  }

  private async run(text: string, options = ''): Promise<readonly pg.QueryResultRow[]> {
    const client = new pg.Client({ connectionString: `postgres://faults@127.0.0.1:${this.port}/postgres`, options });
    await client.connect();
    try {
      return (await client.query(text)).rows;
    } finally {
      await client.end();
    }
  }

  /** Ends every process of it at once. */
  async kill(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const ended = new Promise((resolve) => this.child.once('exit', resolve));
    const ps = execFileSync('ps', ['-o', 'pid=', '--ppid', String(this.child.pid)], { encoding: 'utf8' });
    for (const pid of [this.child.pid, ...ps.trim().split(/\s+/).map(Number)]) process.kill(pid ?? 0, 'SIGKILL');
    await ended;
  }

  async remove(): Promise<void> {
    await this.kill();
    rmSync(this.data, { recursive: true, force: true });
  }
}

let count = 0;

function newFolder(): string {
  const folder = join(FOLDER, `replicated-${count++}`);
  mkdirSync(folder);
  chmodSync(FOLDER, 0o755);
  const { uid, gid } = unprivileged();
  if (uid !== undefined && gid !== undefined) chownSync(folder, uid, gid);
  chmodSync(folder, 0o700);
  return folder;
}

/** Not in one go: what it talks to may be by way of this process. */
async function call(program: string, words: readonly string[]): Promise<void> {
  await promisify(execFile)(join(PROGRAMS, program), words, { cwd: '/', ...unprivileged() });
}
