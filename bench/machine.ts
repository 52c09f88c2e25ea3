import { execFileSync } from 'node:child_process';
import { cpus, totalmem } from 'node:os';

/** Which cores a program may use, as `taskset` writes them; undefined: any. */
export type Cores = string | undefined;

/** Who runs where. With few cores the database shares what the load generator leaves over. */
export interface Placement {
  readonly server: Cores;
  readonly load: Cores;
  readonly postgres: Cores;
  /** In words, for the report. */
  readonly description: string;
}

export const coreCount = cpus().length;

function hasTaskset(): boolean {
  try {
    execFileSync('taskset', ['-p', String(process.pid)], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

export function choosePlacement(): Placement {
  const free = { server: undefined, load: undefined, postgres: undefined };
  if (coreCount < 2) return { ...free, description: 'one core for everything, nothing is pinned' };
  if (!hasTaskset()) return { ...free, description: 'taskset is missing, so nothing is pinned' };
  if (coreCount < 4) {
    const description = 'the server on core 0, the load generator and PostgreSQL on core 1';
    return { server: '0', load: '1', postgres: '1', description };
  }
  const rest = `2-${coreCount - 1}`;
  return {
    server: '0',
    load: '1',
    postgres: rest,
    description: `the server on core 0, load on core 1, PostgreSQL on ${rest}`,
  };
}

/** Moves a running process and all its threads; children that it forks later follow. */
export function pin(pid: number, cores: Cores): void {
  if (cores !== undefined) execFileSync('taskset', ['-a', '-c', '-p', cores, String(pid)], { stdio: 'ignore' });
}

export function describeMachine(): string {
  const memory = Math.round(totalmem() / 2 ** 30);
  return `${coreCount} × ${cpus()[0]?.model.trim() ?? 'unknown core'}, ${memory} GiB, ${process.platform}, Node ${process.versions.node}`;
}
