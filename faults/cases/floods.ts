import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { quantile } from '../../bench/statistics.js';
import type { Fault, Row } from '../fault.js';
import { carryOut } from '../floods/carry-out.js';
import type { Order, Outcome } from '../floods/order.js';
import { FOLDER } from '../processes/folder.js';
import { Server } from '../processes/server.js';
import { Trial } from '../trial.js';
import { fallSilent } from './half-open.js';

const MIB = 2 ** 20;

/** What the server may need more for it, in MiB: memory, and room on the disk (`WAITING_REQUESTS_LIMIT` is 50 MB). */
const MOST_MEMORY = 250;
const MOST_DISK = 120;

/** Connections that the server may have more at the end, of the people at work. */
const MOST_LEFT = 30;

/** Milliseconds of load whose latency is compared. */
const USUAL = 2_000;

interface Flood extends Omit<Order, 'port'> {
  readonly what: string;
}

const FLOODS: readonly Flood[] = [
  { kind: 'idle', what: '10,000 idle connections', count: 10_000, limit: 8_000 },
  { kind: 'half-open', what: '600 clients that fall silent or vanish', count: 600, limit: 57_000 },
  { kind: 'slow-clients', what: '500 clients that send a byte a second', count: 500, limit: 8_000 },
  { kind: 'headers', what: 'heads of 60 KiB', count: 2_000, limit: 8_000 },
  { kind: 'bodies', what: 'bodies of 2 MiB', count: 300, limit: 8_000 },
  { kind: 'sign-ins', what: '500 people sign in at once', count: 500, limit: 60_000 },
  { kind: 'wrong-passwords', what: 'wrong passwords, 50 at a time', count: 100_000, limit: 8_000 },
  { kind: 'junk', what: 'junk, at most 1 GiB', count: 2 ** 20, limit: 45_000 },
];

/** Strangers ask for more than is good, and other people go on working meanwhile; each by the name of its kind. */
export const floods: readonly Fault[] = FLOODS.map((flood) => ({
  name: flood.kind,
  run: async ({ quick }) => [await flooded(quick ? shorter(flood) : flood)],
}));

function shorter(flood: Flood): Flood {
  if (flood.kind === 'half-open') return flood;
  return flood.kind === 'junk'
    ? { ...flood, what: 'junk, at most 64 MiB', count: 2 ** 16 }
    : { ...flood, limit: 4_000 };
}

async function flooded({ kind, what, count, limit }: Flood): Promise<Row> {
  const file = join(FOLDER, `${kind}.sqlite`);
  const isHalfOpen = kind === 'half-open';
  // Who vanishes comes from another network.
  const settings = isHalfOpen ? { HOST: '0.0.0.0' } : {};
  const server = await Server.start({ databaseUrl: `sqlite:${file}`, settings });
  const trial = new Trial(what, server.base, server.environment);
  await trial.load.prepare();
  const problems: string[] = [];
  // Who signs in at the same time waits in the same queue.
  const queued = kind === 'sign-ins' || kind === 'wrong-passwords' ? '/login' : undefined;
  await trial.once(async () => {
    await pause(USUAL);
    const before = { memory: server.running.memory().resident, disk: sizeOf(file) };
    const began = performance.now();
    const order = { kind, count, limit, port: Number(server.environment.PORT) };
    const outcome = await (isHalfOpen ? fallSilent(server, order) : carryOut(order));
    const ended = performance.now();
    const memory = server.running.memory().peak - before.memory;
    const disk = (sizeOf(file) - before.disk) / MIB;
    const { operations } = trial.load;
    const usual = operations.took(began - USUAL, began, queued);
    const meanwhile = operations.took(began, ended, queued);
    trial.notes.push(
      `${described(outcome)} in ${((ended - began) / 1000).toFixed(1)} s; p99 of others ${quantile(usual, 0.99).toFixed(0)} ms before, ${quantile(meanwhile, 0.99).toFixed(0)} ms meanwhile (${meanwhile.length} requests); memory +${memory.toFixed(0)} MiB, disk +${disk.toFixed(0)} MiB`,
    );
    if (memory > MOST_MEMORY) problems.push(`the server needed ${memory.toFixed(0)} MiB more`);
    if (disk > MOST_DISK) problems.push(`the database grew by ${disk.toFixed(0)} MiB`);
    const { left = 0 } = outcome;
    if (left > MOST_LEFT) problems.push(`the server still has ${left} connections more`);
    if (meanwhile.length === 0) problems.push('no one else was served');
    return ended;
  });
  const row = await trial.end();
  await server.stop();
  const served = trial.load.operations.failures().filter(({ path }) => path !== queued);
  const failures = served.map((each) => `${each.path}: ${each.problem}`);
  return { ...row, problems: [...row.problems, ...problems, ...failures.slice(0, 3)] };
}

function described({ made, statuses, bytes, note }: Outcome): string {
  const answers = Object.entries(statuses).map(([status, times]) => `${status === '0' ? 'closed' : status}: ${times}`);
  return `${made} made${bytes > 0 ? `, ${(bytes / MIB).toFixed(0)} MiB` : ''} (${answers.join(', ')})${note === undefined ? '' : `, ${note},`}`;
}

/** Of an SQLite database with its log. */
function sizeOf(path: string): number {
  return [path, `${path}-wal`].reduce((sum, each) => sum + (existsSync(each) ? statSync(each).size : 0), 0);
}
