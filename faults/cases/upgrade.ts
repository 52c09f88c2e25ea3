import { setTimeout as pause } from 'node:timers/promises';
import type { Fault } from '../fault.js';
import { noNginx } from '../processes/nginx.js';
import { Postgres } from '../processes/postgres.js';
import { buildVersionBefore } from '../processes/version-before.js';
import { Trial } from '../trial.js';
import { startReplicas } from './replicas.js';

/** Milliseconds for which both versions serve. */
const TOGETHER = 3_000;

/** Two replicas of the version before are replaced one after the other; the first new one migrates while the other serves. */
export const upgrade: Fault = {
  name: 'upgrade',
  async run() {
    if (noNginx) return noNginx;
    const before = await buildVersionBefore();
    if (typeof before === 'string') return before;
    const postgres = await Postgres.start();
    const databaseUrl = await postgres.createDatabase('faults');
    const { issuer, replicas, nginx } = await startReplicas(2, databaseUrl, { version: before.folder });
    const trial = new Trial('new version migrates while the old one serves', issuer, replicas[0]?.environment ?? {});
    await trial.load.prepare();
    await trial.once(async () => {
      for (const replica of replicas) {
        await replica.stop();
        await replica.startAgain();
        await pause(TOGETHER);
      }
      return performance.now();
    });
    const row = await trial.end();
    await nginx.stop();
    await Promise.all(replicas.map((replica) => replica.stop()));
    await postgres.remove();
    const problems = trial.load.operations.failures().map(({ path, problem }) => `${path}: ${problem}`);
    const notes = [...row.notes, `from ${before.commit.slice(0, 8)}, the newest that lacks the newest migration`];
    return [{ ...row, notes, problems: [...row.problems, ...problems.slice(0, 5)] }];
  },
};
