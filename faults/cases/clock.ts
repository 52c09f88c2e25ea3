import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { ROOT } from '../../bench/program.js';
import type { Fault, Row } from '../fault.js';
import { FOLDER } from '../processes/folder.js';
import { noNginx } from '../processes/nginx.js';
import { Postgres } from '../processes/postgres.js';
import type { Server } from '../processes/server.js';
import { Trial } from '../trial.js';
import { startReplicas } from './replicas.js';

const HOUR = 3_600_000;

/** Milliseconds for which only the other replica serves. */
const ALONE = 3_000;

/** The clock of one of two replicas jumps, and later back; the proxy asks whether a replica is ready (decision 34). */
export const clock: Fault = {
  name: 'clock',
  async run() {
    if (noNginx) return noNginx;
    const postgres = await Postgres.start();
    const rows = [
      await jumped('clock of one of two replicas an hour ahead', HOUR, await postgres.createDatabase('ahead')),
      await jumped('clock of one of two replicas an hour behind', -HOUR, await postgres.createDatabase('behind')),
    ];
    await postgres.remove();
    return rows;
  },
};

async function jumped(fault: string, shift: number, databaseUrl: string): Promise<Row> {
  const folder = join(FOLDER, 'clocks');
  mkdirSync(folder, { recursive: true });
  const { issuer, replicas, nginx } = await startReplicas(2, databaseUrl, {
    settings: { FAULTS_CLOCK_FOLDER: folder },
    nodeOptions: ['--import', join(ROOT, 'dist/faults/processes/wrong-clock.js')],
  });
  const [right, wrong] = replicas;
  if (!right || !wrong) throw new Error('there are not two replicas');
  const ports = replicas.map(portOf);
  const trial = new Trial(fault, issuer, right.environment);
  await trial.load.prepare();
  await trial.once(async () => {
    const jumpedAt = performance.now();
    writeFileSync(join(folder, `${portOf(wrong)}`), String(shift));
    await becomes(wrong, 503);
    await nginx.lead([portOf(right)]);
    const noticed = (performance.now() - jumpedAt) / 1000;
    await trial.load.stop();
    const refused = trial.load.forget();
    trial.load.start();
    trial.notes.push(`out of service after ${noticed.toFixed(1)} s; ${refused} answers were wrong until then`);
    await pause(ALONE);
    writeFileSync(join(folder, `${portOf(wrong)}`), '0');
    await becomes(wrong, 200);
    await nginx.lead(ports);
    return performance.now();
  });
  const row = await trial.end();
  await nginx.stop();
  await Promise.all(replicas.map((replica) => replica.stop()));
  return row;
}

function portOf({ environment }: Server): number {
  return Number(environment.PORT);
}

/** Asks as a balancer does until readiness has this status. */
async function becomes({ base }: Server, status: number): Promise<void> {
  while ((await fetch(`${base}/health/ready`)).status !== status) await pause(100);
}
