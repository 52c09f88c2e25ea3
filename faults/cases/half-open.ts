import { readdirSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { carryOut } from '../floods/carry-out.js';
import type { Order, Outcome } from '../floods/order.js';
import { FarNetwork } from '../processes/far-network.js';
import type { Server } from '../processes/server.js';

/** Milliseconds in which all have connected, and after which half of them vanish: no sooner than all have sent something. */
const CONNECTING = 10_000;
const SENDING = 500;

/** Milliseconds before the end of the order, at which it is counted how many the server has let go of. */
const MARGIN = 500;

/** Half of them go silent, and half of them vanish, if this machine lets that be done. */
export async function fallSilent({ running: { pid } }: Server, order: Order): Promise<Outcome> {
  const network = FarNetwork.make();
  const before = descriptorsOf(pid);
  const half = { ...order, count: order.count / 2 };
  const there = network ? carryOut({ ...half, host: network.here }, network.prefix) : carryOut(half);
  const all = Promise.all([carryOut(half), there]);
  const began = performance.now();
  while (descriptorsOf(pid) < before + order.count && performance.now() < began + CONNECTING) await pause(100);
  await pause(SENDING);
  network?.vanish();
  await pause(began + order.limit - MARGIN - performance.now());
  const left = Math.max(0, descriptorsOf(pid) - before);
  const [near, far] = await all;
  network?.remove();
  const made = near.made + far.made;
  return { made, statuses: { 0: made - left }, bytes: 0, left, note: `${network ? far.made : 0} of them vanished` };
}

function descriptorsOf(pid: number): number {
  return readdirSync(`/proc/${pid}/fd`).length;
}
