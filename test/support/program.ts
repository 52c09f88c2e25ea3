import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** How a program ended and what it said. */
export interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A built program of the server, running in a process of its own. */
export class Program {
  stdout = '';
  stderr = '';
  readonly ended: Promise<Outcome>;
  private readonly child: ChildProcess;

  /** @param name such as `main.js`; `npm test` builds it first */
  constructor(name: string, args: readonly string[], environment: Readonly<Record<string, string>>, input = '') {
    const path = fileURLToPath(new URL(`../../dist/program/${name}`, import.meta.url));
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
