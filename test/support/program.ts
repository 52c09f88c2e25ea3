import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort } from './free-port.js';

/** How a program ended and what it said. */
export interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A program that runs in a process of its own. */
export class Program {
  stdout = '';
  stderr = '';
  readonly ended: Promise<Outcome>;
  private readonly child: ChildProcess;

  /** @param program a compiled program of the server, such as `main.js`, which `npm test` builds first; or where another one is */
  constructor(
    program: string | URL,
    args: readonly string[],
    environment: Readonly<Record<string, string>>,
    input = '',
  ) {
    const path = fileURLToPath(
      typeof program === 'string' ? new URL(`../../dist/${program}`, import.meta.url) : program,
    );
    if (!existsSync(path))
      throw new Error(`${path} is missing: run the tests with \`npm test\`, or \`npm run build\` first`);
    this.child = spawn(process.execPath, [path, ...args], {
      cwd: environment.CWD ?? newFolder(),
      env: { PATH: process.env.PATH ?? '', ...environment },
    });
    this.child.stdout?.on('data', (chunk: Buffer) => {
      this.stdout += chunk;
    });
    this.child.stderr?.on('data', (chunk: Buffer) => {
      this.stderr += chunk;
    });
    this.child.stdin?.on('error', () => undefined); // it may end without reading what it is told
    this.child.stdin?.end(input);
    this.ended = new Promise((resolve) => {
      this.child.once('close', (code) => resolve({ code, stdout: this.stdout, stderr: this.stderr }));
    });
  }

  /** Resolves as soon as the output has such a line. @throws Error where the program ends before */
  async says(line: RegExp): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      const look = () => line.test(this.stdout) && resolve();
      this.child.stdout?.on('data', look);
      look();
      this.ended.then(({ code, stderr }) => reject(new Error(`ended with ${code} before it said ${line}: ${stderr}`)));
    });
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  signal(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }
}

/** Runs a program to its end. */
export function run(
  name: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
  input?: string,
): Promise<Outcome> {
  return new Program(name, args, environment, input).ended;
}

export function newFolder(): string {
  return mkdtempSync(join(tmpdir(), 'gatehouse-'));
}

/** Settings of a server with a port and a database of its own. */
export async function environment(
  more: Record<string, string> = {},
): Promise<Record<string, string> & { PORT: string }> {
  const port = String(await freePort());
  return {
    PORT: port,
    ENCRYPTION_SECRET: 'a-secret-of-the-tests-0123456789abcdef',
    DATABASE_URL: `sqlite:${newFolder()}/db.sqlite`,
    LOG_LEVEL: 'error',
    ...more,
  };
}
