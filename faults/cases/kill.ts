import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Fault, Row } from '../fault.js';
import { checkIntegrity } from '../judge/sqlite.js';
import { FOLDER } from '../processes/folder.js';
import { Postgres } from '../processes/postgres.js';
import { Server } from '../processes/server.js';
import { Trial } from '../trial.js';

/** The server is ended in the middle of its work, and started again at once, as a supervisor does. */
export const kill: Fault = {
  name: 'kill',
  async run({ quick }) {
    const times = quick ? 3 : 20;
    const path = join(FOLDER, 'killed.sqlite');
    const onSqlite = await killed('kill -9 on SQLite', `sqlite:${path}`, times, (trial) =>
      checkIntegrity(path, trial.tally),
    );
    const postgres = await Postgres.start();
    const onPostgres = await killed('kill -9 on PostgreSQL', await postgres.createDatabase('killed'), times);
    await postgres.remove();
    return [onSqlite, onPostgres];
  },
};

async function killed(fault: string, databaseUrl: string, times: number, after = (_: Trial) => {}): Promise<Row> {
  const server = await Server.start({ databaseUrl });
  const trial = new Trial(fault, server.base, server.environment);
  await trial.load.prepare();
  for (let time = 0; time < times; time++) {
    await trial.once(async () => {
      await pause(Math.random() * 200); // at any moment of whatever the server does again and again
      const killedAt = performance.now();
      await server.kill();
      await server.startAgain();
      return killedAt;
    });
    after(trial);
  }
  const row = await trial.end();
  await server.stop();
  return row;
}
