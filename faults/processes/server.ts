import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from '../../bench/ports.js';
import { NPM_START, Program, ROOT } from '../../bench/program.js';
import { BOOTSTRAP, ENCRYPTION_SECRET } from '../scene.js';
import { FOLDER } from './folder.js';

const BOOTSTRAP_FILE = join(FOLDER, 'bootstrap.json');
writeFileSync(BOOTSTRAP_FILE, JSON.stringify(BOOTSTRAP));

export interface Place {
  readonly databaseUrl: string;
  /** Where people reach it, if that is a proxy; left out: the server itself. */
  readonly issuer?: string;
  readonly settings?: Readonly<Record<string, string>>;
  readonly nodeOptions?: readonly string[];
  /** The folder of another version, built; left out: this one. */
  readonly version?: string;
}

/** The built server as it runs in production, in a process that a fault may end. */
export class Server {
  private program: Program | undefined;

  private constructor(
    /** Of the server itself. */
    readonly base: string,
    readonly environment: Readonly<Record<string, string>>,
    private readonly nodeOptions: readonly string[],
  ) {}

  /** Starts it with the clients and people of the scene. */
  static async start({ databaseUrl, issuer, settings = {}, nodeOptions = [], version }: Place): Promise<Server> {
    const port = await freePort();
    const base = `http://localhost:${port}`;
    const environment = {
      HOST: '127.0.0.1',
      PORT: String(port),
      ISSUER: issuer ?? base,
      DATABASE_URL: databaseUrl,
      ENCRYPTION_SECRET,
      BOOTSTRAP_FILE,
      LOG_LEVEL: 'warn',
      LOG_FORMAT: 'json',
      ...settings,
    };
    const server = new Server(base, environment, nodeOptions);
    await server.startAgain(version);
    return server;
  }

  /** @param version the folder of another version, built; left out: this one */
  async startAgain(version = ROOT): Promise<void> {
    const { environment } = this;
    const nodeOptions = [...NPM_START.nodeOptions, ...this.nodeOptions];
    this.program = await Program.start({ script: join(version, NPM_START.script), environment, nodeOptions });
  }

  /** @throws Error if it does not run */
  get running(): Program {
    if (!this.program) throw new Error('the server does not run');
    return this.program;
  }

  kill(): Promise<void> {
    return this.running.kill();
  }

  async stop(): Promise<void> {
    await this.program?.stop();
  }
}
