import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Cores } from './machine.js';

/** The folder that `package.json` is in. */
export const ROOT = fileURLToPath(new URL('../../', import.meta.url));

const { scripts } = JSON.parse(readFileSync(`${ROOT}package.json`, 'utf8')) as { scripts: { start: string } };
const [, ...startWords] = scripts.start.split(' ');

/** What `npm start` does. */
export const NPM_START = { script: startWords.at(-1) ?? '', nodeOptions: startWords.slice(0, -1) };

/** Milliseconds. */
const LONGEST_START = 60_000;

/** USER_HZ of Linux on every architecture that Node runs on. */
const TICKS_PER_SECOND = 100;

/** Whatever runs when the bench ends, for whatever reason, is ended with it. */
const running = new Set<ChildProcess>();
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

export interface Start {
  readonly script: string;
  readonly environment?: Readonly<Record<string, string>>;
  readonly cores?: Cores;
  readonly nodeOptions?: readonly string[];
}

/** A program of ours in a process of its own, which has printed that it listens. */
export class Program {
  private constructor(
    private readonly child: ChildProcess,
    /** The end of what it wrote. */
    readonly output: () => string,
  ) {}

  /** @throws Error with what it wrote, where it ends before it listens */
  static start({ script, environment = {}, cores, nodeOptions = [] }: Start): Promise<Program> {
    const command = [process.execPath, ...nodeOptions, script];
    const [file = '', ...values] = cores === undefined ? command : ['taskset', '-c', cores, ...command];
    const child = spawn(file, values, {
      cwd: ROOT,
      env: { ...process.env, NODE_ENV: 'production', ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    running.add(child);
    child.once('exit', () => running.delete(child));
    return new Promise((resolve, reject) => {
      let output = '';
      let listens = false;
      const timer = setTimeout(() => fail('did not listen in time'), LONGEST_START);
      const fail = (what: string) => {
        child.kill();
        reject(new Error(`${script} ${what}:\n${output}`));
      };
      const ended = (code: number | null) => fail(`ended with exit code ${code}`);
      const read = (chunk: Buffer) => {
        output = (output + chunk.toString()).slice(-10_000);
        if (listens || !output.includes('listening on')) return;
        listens = true;
        clearTimeout(timer);
        child.off('exit', ended);
        resolve(new Program(child, () => output));
      };
      child.stdout?.on('data', read);
      child.stderr?.on('data', read);
      child.once('exit', ended);
    });
  }

  /** `taskset` replaces itself by the program, so this is the program's own. */
  get pid(): number {
    return this.child.pid as number;
  }

  async stop(): Promise<void> {
    const timer = setTimeout(() => this.child.kill('SIGKILL'), 10_000);
    await this.end('SIGTERM');
    clearTimeout(timer);
  }

  /** Ends it at once, whatever it does. */
  kill(): Promise<void> {
    return this.end('SIGKILL');
  }

  private async end(signal: NodeJS.Signals): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const ended = new Promise((resolve) => this.child.once('exit', resolve));
    this.child.kill(signal);
    await ended;
  }

  /** Seconds of CPU that the process and the workers it started have used so far. */
  cpuSeconds(): number {
    return familyOf(this.pid).reduce((sum, pid) => sum + cpuSecondsOf(pid), 0);
  }

  /** MiB per process: now, and the most there ever was. */
  memory(): { resident: number; peak: number } {
    const each = familyOf(this.pid).map((pid) => readFileSync(`/proc/${pid}/status`, 'utf8'));
    const largest = (field: string) =>
      Math.max(...each.map((status) => Number(new RegExp(`${field}:\\s+(\\d+)`).exec(status)?.[1] ?? 0) / 1024));
    return { resident: largest('VmRSS'), peak: largest('VmHWM') };
  }
}

function familyOf(pid: number): readonly number[] {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim();
  return [pid, ...children.split(' ').filter(Boolean).map(Number)];
}

/** proc(5): fields 14 and 15 of `stat` are user and system time; the name in field 2 may contain spaces. */
function cpuSecondsOf(pid: number): number {
  const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
}
