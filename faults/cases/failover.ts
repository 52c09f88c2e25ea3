import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Asker } from '../asking.js';
import type { Fault, Row } from '../fault.js';
import { FOLDER } from '../processes/folder.js';
import { noPgBouncer, PgBouncer } from '../processes/pgbouncer.js';
import { Postgres } from '../processes/postgres.js';
import { noReplication, ReplicatedPostgres } from '../processes/replicated-postgres.js';
import { Server } from '../processes/server.js';
import { startSlowNetwork } from '../processes/slow-network.js';
import { Trial } from '../trial.js';

/** The primary is lost under load, and its standby takes over; both are named in `DATABASE_URL`. */
export const promote: Fault = {
  name: 'promote',
  async run() {
    if (noReplication) return noReplication;
    return [
      await promoted('standby promoted, synchronous replication', 'sync', 0),
      await promoted('standby 50 ms away promoted, asynchronous replication', 'async', 50),
    ];
  },
};

/** @param distance milliseconds from the primary to the standby */
async function promoted(what: string, state: 'sync' | 'async', distance: number): Promise<Row> {
  const primary = await ReplicatedPostgres.primary(state === 'sync');
  // The database is made before a standby is needed for each commit.
  await primary.createDatabase('faults');
  const network = await startSlowNetwork(primary.port);
  const standby = await ReplicatedPostgres.standby(network.port);
  await primary.isFollowed(state);
  network.take(distance);
  const hosts = [primary, standby].map(({ port }) => `127.0.0.1:${port}`);
  const databaseUrl = `postgres://faults:faults@${hosts}/faults?target_session_attrs=read-write`;
  const server = await Server.start({ databaseUrl });
  const trial = new Trial(what, server.base, server.environment);
  await trial.load.prepare();
  let lostAt = 0;
  await trial.once(async () => {
    await writeFor(500, trial, server.base);
    await primary.kill();
    lostAt = performance.now();
    network.close();
    await standby.promote();
    return performance.now();
  });
  const row = await trial.end();
  await server.stop();
  await Promise.all([primary.remove(), standby.remove()]);
  if (state === 'sync') return row;
  const { lostSince = lostAt } = trial.tally;
  const window = `what was acknowledged in the last ${Math.round(lostAt - lostSince)} ms was lost`;
  return { ...row, mayLose: true, problems: [], notes: [...row.notes, window, ...row.problems.slice(0, 3)] };
}

/** Makes one change after the other, so that it shows since when they are lost. */
async function writeFor(milliseconds: number, { load: { ledger } }: Trial, base: string): Promise<void> {
  const asker = new Asker(base);
  const until = performance.now() + milliseconds;
  for (let count = 0; performance.now() < until; count++) {
    const name = `written-${count}`;
    const acknowledge = ledger.expect('role.created', name);
    const role = { name, description: 'May be lost', scopes: ['clients:read'] };
    if ((await asker.admin('POST', '/roles', role)).status === 201) acknowledge();
  }
}

/** The server reaches PostgreSQL by way of PgBouncer, which ends and comes back. */
export const pgbouncer: Fault = {
  name: 'pgbouncer',
  async run() {
    if (noPgBouncer) return noPgBouncer;
    const postgres = await Postgres.start();
    const url = await postgres.createDatabase('faults');
    const bouncer = await PgBouncer.start(url, { folder: join(FOLDER, 'pgbouncer'), mode: 'session' });
    const server = await Server.start({ databaseUrl: bouncer.url });
    const trial = new Trial('PgBouncer (session) ended by kill -9', server.base, server.environment);
    await trial.load.prepare();
    for (let time = 0; time < 2; time++) {
      await trial.once(async () => {
        await bouncer.kill();
        await pause(1_000);
        await bouncer.startAgain();
        return performance.now();
      });
    }
    const row = await trial.end();
    await server.stop();
    await bouncer.kill();
    await postgres.remove();
    return [row];
  },
};
