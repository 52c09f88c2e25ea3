import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { ROOT } from '../../bench/program.js';
import type { Fault, Row } from '../fault.js';
import { checkIntegrity } from '../judge/sqlite.js';
import { firstFlow } from '../load/first-flow.js';
import { FOLDER } from '../processes/folder.js';
import { Server } from '../processes/server.js';
import { Trial } from '../trial.js';

const HOUR = 3_600_000;

/** What the server's clock shows more when it counts as right: long ago its clients were made, to one that is behind too. */
const RIGHT = 2 * HOUR;

/** Seconds: shorter than the jump, so that to a clock that is ahead everything has ended that was acknowledged before. */
const REFRESH_TOKEN_LIFETIME = 1_800;

/** Milliseconds of load before the jump, and in which the server purges at least once. */
const BEFORE = 3_000;
const PURGED = 35_000;

/** Milliseconds after which the server goes by its new clock. */
const NOTICED = 150;

/** The clock of the only server jumps, and later back: no other clock tells it that it is wrong. */
export const singleClock: Fault = {
  name: 'single-clock',
  run: async () => [
    await jumped('ahead', async (trial, server) => {
      await trial.once(async () => {
        await pause(BEFORE);
        // People wait until it is right again; what they have got until now must be there then.
        await trial.load.stop();
        await shift(server, RIGHT + HOUR);
        await firstFlow(server.base);
        await pause(PURGED);
        await shift(server, RIGHT);
        trial.load.start();
        return performance.now();
      });
    }),
    await jumped('behind', async (trial, server) => {
      await trial.once(async () => {
        await shift(server, RIGHT - HOUR);
        return performance.now();
      });
      await trial.once(async () => {
        // Codes and tokens of the hour before have ended then.
        await trial.load.stop();
        trial.load.forget();
        await shift(server, RIGHT);
        trial.load.start();
        return performance.now();
      });
    }),
  ],
};

async function jumped(where: string, happen: (trial: Trial, server: Server) => Promise<void>): Promise<Row> {
  const folder = join(FOLDER, 'clocks');
  mkdirSync(folder, { recursive: true });
  const file = join(FOLDER, `clock-${where}.sqlite`);
  const server = await Server.start({
    databaseUrl: `sqlite:${file}`,
    settings: { FAULTS_CLOCK_FOLDER: folder, REFRESH_TOKEN_LIFETIME: String(REFRESH_TOKEN_LIFETIME) },
    nodeOptions: ['--import', join(ROOT, 'dist/faults/processes/wrong-clock.js')],
  });
  await shift(server, RIGHT);
  const trial = new Trial(`clock of the only server (SQLite) an hour ${where}`, server.base, server.environment);
  await trial.load.prepare();
  await happen(trial, server);
  checkIntegrity(file, trial.tally);
  const row = await trial.end();
  await server.stop();
  return row;
}

async function shift({ environment }: Server, milliseconds: number): Promise<void> {
  writeFileSync(join(`${environment.FAULTS_CLOCK_FOLDER}`, `${environment.PORT}`), String(milliseconds));
  await pause(NOTICED);
}
