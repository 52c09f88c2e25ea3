import { readdirSync, readFileSync } from 'node:fs';

/** `SCHED_IDLE` of sched(7), and its place in the numbers of `/proc/<process>/stat` after the name (proc(5), field 41). */
const SCHED_IDLE = '5';
const POLICY = 38;

/** How many threads of a process run only while no other wants the processor. */
export function idleThreads(pid: number = process.pid): number {
  const policies = readdirSync(`/proc/${pid}/task`).map((thread) => policyOf(`/proc/${pid}/task/${thread}/stat`));
  return policies.filter((policy) => policy === SCHED_IDLE).length;
}

function policyOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8').split(') ').at(-1)?.split(' ')[POLICY];
  } catch {
    return undefined; // it has just ended
  }
}
