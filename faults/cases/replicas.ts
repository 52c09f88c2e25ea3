import { setTimeout as pause } from 'node:timers/promises';
import { freePort } from '../../bench/ports.js';
import type { Fault, Row } from '../fault.js';
import { Nginx, noNginx } from '../processes/nginx.js';
import { Postgres } from '../processes/postgres.js';
import { type Place, Server } from '../processes/server.js';
import { Trial } from '../trial.js';

/** Milliseconds from the start of one replica to the stop of the next. */
const BETWEEN = 500;

/** Replicas behind nginx are restarted one after the other under load; no request may fail. */
export const rolling: Fault = {
  name: 'rolling',
  async run({ quick }) {
    if (noNginx) return noNginx;
    const postgres = await Postgres.start();
    const rows: Row[] = [];
    for (const count of quick ? [2] : [2, 3])
      rows.push(await restarted(count, await postgres.createDatabase(`of${count}`)));
    await postgres.remove();
    return rows;
  },
};

async function restarted(count: number, databaseUrl: string): Promise<Row> {
  const { issuer, replicas, nginx } = await startReplicas(count, databaseUrl);
  const [first] = replicas;
  const trial = new Trial(`rolling restart of ${count} replicas`, issuer, first?.environment ?? {});
  await trial.load.prepare();
  await trial.once(async () => {
    for (const replica of replicas) {
      await replica.stop();
      await replica.startAgain();
      await pause(BETWEEN);
    }
    return performance.now();
  });
  const row = await trial.end();
  await nginx.stop();
  await Promise.all(replicas.map((replica) => replica.stop()));
  const failures = trial.load.operations.failures();
  const problems = failures.map(({ path, problem }) => `${path}: ${problem}`);
  return { ...row, times: count, problems: [...row.problems, ...problems.slice(0, 5)] };
}

/** Several servers on one database behind nginx. */
export async function startReplicas(
  count: number,
  databaseUrl: string,
  place: Omit<Place, 'databaseUrl' | 'issuer'> = {},
): Promise<{ readonly issuer: string; readonly replicas: readonly Server[]; readonly nginx: Nginx }> {
  const port = await freePort();
  const issuer = `http://localhost:${port}`;
  const settings = { TRUST_PROXY: '127.0.0.1', ...place.settings };
  const replicas: Server[] = [];
  for (let each = 0; each < count; each++)
    replicas.push(await Server.start({ ...place, databaseUrl, issuer, settings }));
  const nginx = await Nginx.start(
    port,
    replicas.map(({ base }) => Number(new URL(base).port)),
  );
  return { issuer, replicas, nginx };
}
