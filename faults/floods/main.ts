import { halfOpen, idle, slow } from './connections.js';
import type { FloodKind, Order, Outcome } from './order.js';
import { bodies, headers, junk, signIns, wrongPasswords } from './requests.js';

const FLOODS: Readonly<Record<FloodKind, (order: Order) => Promise<Outcome>>> = {
  idle,
  'half-open': halfOpen,
  'slow-clients': slow,
  headers,
  bodies,
  'sign-ins': signIns,
  'wrong-passwords': wrongPasswords,
  junk,
};

/** A process of its own, so that it takes no time from those who work and are measured. */
process.on('message', async (order: Order) => process.send?.(await FLOODS[order.kind](order)));
process.on('disconnect', () => process.exit());
