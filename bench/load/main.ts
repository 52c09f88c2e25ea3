import { setTimeout as sleep } from 'node:timers/promises';
import { quantile } from '../statistics.js';
import { Checks } from './checks.js';
import { Connection } from './connection.js';
import type { Order, Outcome, Report, WorkName } from './order.js';
import { Station, type Work } from './station.js';
import { clientCredentials } from './works/client-credentials.js';
import { codeFlow } from './works/code-flow.js';
import { get } from './works/get.js';
import { introspection } from './works/introspection.js';
import { login } from './works/login.js';
import { refresh } from './works/refresh.js';
import { userinfo } from './works/userinfo.js';

const WORKS: Readonly<Record<WorkName, Work>> = {
  'code-flow': codeFlow,
  refresh,
  introspection,
  userinfo,
  'client-credentials': clientCredentials,
  login,
  get,
};

/** Milliseconds on a clock that never jumps. */
const now = () => performance.now();

/** The load generator: a program of its own, so that it does not share a core with what it measures. */
process.on('message', (order: Order) => {
  carryOut(order).then(
    (outcome) => report({ outcome }),
    (error: Error) => report({ failure: error.message }),
  );
});
process.on('disconnect', () => process.exit());

function report(message: Report): void {
  process.send?.(message);
}

async function carryOut(order: Order): Promise<Outcome> {
  const checks = new Checks();
  const connections: Connection[] = [];
  try {
    const units: (() => Promise<void>)[] = [];
    for (let index = 0; index < order.connections; index++) {
      const connection = await Connection.open(order.target.port);
      connections.push(connection);
      units.push(await WORKS[order.work](new Station(order, connection, index, checks)));
    }
    return await measure(order, units, checks);
  } finally {
    for (const connection of connections) connection.close();
  }
}

async function measure(order: Order, units: readonly (() => Promise<void>)[], checks: Checks): Promise<Outcome> {
  const start = now() + order.warmUp * 1000;
  const end = start + order.seconds * 1000;
  const latencies: number[] = [];
  let cpu = process.cpuUsage();
  const begin = sleep(order.warmUp * 1000).then(() => {
    cpu = process.cpuUsage();
    report({ measuring: true });
  });
  const finish = sleep((order.warmUp + order.seconds) * 1000).then(() => {
    cpu = process.cpuUsage(cpu);
    report({ measuring: false });
  });
  const interval = order.perSecond === undefined ? 0 : (1000 * units.length) / order.perSecond;
  await Promise.all([
    begin,
    finish,
    ...units.map((unit, index) => repeat(unit, { start, end, interval, latencies, offset: index / units.length })),
  ]);
  return {
    count: latencies.length,
    rate: latencies.length / order.seconds,
    p50: quantile(latencies, 0.5),
    p99: quantile(latencies, 0.99),
    loadCpu: (cpu.user + cpu.system) / 1e6 / order.seconds,
    samples: checks.samples,
    signatures: checks.signatures,
  };
}

interface Window {
  readonly start: number;
  readonly end: number;
  /** Milliseconds from one unit to the next; 0: at once. A unit that is late counts from when it was due. */
  readonly interval: number;
  /** Where in the first interval to begin, 0 to 1. */
  readonly offset: number;
  readonly latencies: number[];
}

async function repeat(unit: () => Promise<void>, { start, end, interval, offset, latencies }: Window): Promise<void> {
  let due = now() + offset * interval;
  for (;;) {
    if (interval === 0) due = now();
    else await sleep(Math.max(0, due - now()));
    if (due >= end) return;
    await unit();
    const done = now();
    if (done > end) return;
    if (done >= start) latencies.push(done - due);
    due += interval;
  }
}
