import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { ROOT } from '../../bench/program.js';
import type { Order, Outcome } from './order.js';

/** Has a process of its own do it. @param prefix before its command, such as one that runs it in another network */
export async function carryOut(order: Order, prefix: readonly string[] = []): Promise<Outcome> {
  const [program = '', ...words] = [...prefix, process.execPath, join(ROOT, 'dist/faults/floods/main.js')];
  const child = spawn(program, words, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  child.send(order);
  const [outcome] = (await once(child, 'message')) as [Outcome];
  child.disconnect();
  return outcome;
}
