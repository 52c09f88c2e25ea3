import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import type { Fault, Row } from '../fault.js';
import type { Options } from '../options.js';
import { Postgres } from '../processes/postgres.js';
import { Server } from '../processes/server.js';
import { startSlowNetwork } from '../processes/slow-network.js';
import { SmallDisk } from '../processes/small-disk.js';
import { Trial } from '../trial.js';

/** Milliseconds for which PostgreSQL is not as it should be, if the fault says no other. */
const WHILE = 3_000;

const CUT = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'gatehouse'`;

/** What happens to PostgreSQL under load. @returns when it was over, by `performance.now()` */
type Happen = (postgres: Postgres, options: Options) => Promise<number>;

const restart: Happen = async (postgres) => {
  await postgres.stop();
  await pause(WHILE / 3);
  await postgres.start();
  return performance.now();
};

const crash: Happen = async (postgres) => {
  await postgres.kill();
  await postgres.start();
  return performance.now();
};

const hang: Happen = async (postgres, { quick }) => {
  postgres.hang();
  await pause(quick ? 5_000 : 30_000);
  postgres.goOn();
  return performance.now();
};

const cut: Happen = async (postgres) => {
  await postgres.run(CUT);
  return performance.now();
};

const readOnly: Happen = async (postgres) => {
  await postgres.run('ALTER SYSTEM SET default_transaction_read_only = on');
  await postgres.run('SELECT pg_reload_conf()');
  await pause(WHILE);
  await postgres.run('ALTER SYSTEM RESET default_transaction_read_only');
  await postgres.run('SELECT pg_reload_conf()');
  return performance.now();
};

/** Others take every connection that there is, and those of the server break. */
const noConnection: Happen = async (postgres) => {
  const taken: pg.Client[] = [];
  const administrator = new pg.Client(postgres.url());
  await administrator.connect();
  for (let round = 0; round < 5; round++) {
    while (await take(postgres, taken));
    await administrator.query(CUT);
  }
  await pause(WHILE);
  await Promise.all([administrator, ...taken].map((client) => client.end()));
  return performance.now();
};

async function take(postgres: Postgres, taken: pg.Client[]): Promise<boolean> {
  const client = new pg.Client(postgres.url());
  client.on('error', () => undefined);
  return client.connect().then(
    () => taken.push(client) > 0,
    () => false,
  );
}

export const postgresFaults: readonly Fault[] = [
  fault('restart', 'PostgreSQL restarted', 3, restart),
  fault('crash', 'PostgreSQL ended by kill -9', 3, crash),
  fault('pause', 'PostgreSQL stands still', 1, hang),
  fault('cut', 'connections to PostgreSQL cut', 5, cut),
  fault('read-only', 'PostgreSQL read-only', 1, readOnly),
  fault('no-connection', 'PostgreSQL out of connections', 1, noConnection),
  { name: 'disk-full', run: diskFull },
  { name: 'slow', run: slow },
];

function fault(name: string, what: string, times: number, happen: Happen): Fault {
  return {
    name,
    async run(options) {
      const postgres = await Postgres.start();
      const databaseUrl = await postgres.createDatabase('faults');
      const row = await tried(what, databaseUrl, times, () => happen(postgres, options));
      await postgres.remove();
      return [row];
    },
  };
}

async function tried(what: string, databaseUrl: string, times: number, happen: () => Promise<number>): Promise<Row> {
  const server = await Server.start({ databaseUrl });
  const trial = new Trial(what, server.base, server.environment);
  await trial.load.prepare();
  for (let time = 0; time < times; time++) await trial.once(happen);
  const row = await trial.end();
  await server.stop();
  return row;
}

/** Also of SQLite, whose file is on the same disk. */
async function diskFull(): Promise<readonly Row[] | string> {
  const disk = SmallDisk.mount('small', 400);
  if (typeof disk === 'string') return disk;
  const postgres = await Postgres.start(['max_wal_size=64MB', 'shared_buffers=32MB'], `${disk.folder}/postgres/data`);
  const databaseUrl = await postgres.createDatabase('faults');
  const onPostgres = await tried('disk of PostgreSQL full', databaseUrl, 1, async () => {
    disk.fill();
    await pause(WHILE);
    disk.clear();
    // Without room for its log it ends itself, and a supervisor starts it again.
    if (!postgres.isRunning()) await postgres.start();
    return performance.now();
  });
  await postgres.remove();
  const onSqlite = await tried('disk of SQLite full', `sqlite:${disk.folder}/db.sqlite`, 1, async () => {
    disk.fill();
    await pause(WHILE);
    disk.clear();
    return performance.now();
  });
  disk.unmount();
  return [onPostgres, onSqlite];
}

async function slow({ quick }: Options): Promise<readonly Row[]> {
  const postgres = await Postgres.start();
  await postgres.createDatabase('faults');
  const network = await startSlowNetwork(postgres.port);
  const row = await tried('PostgreSQL 200 ms away', postgres.url('faults', network.port), 1, async () => {
    network.take(100);
    await pause(quick ? WHILE : 2 * WHILE);
    network.take(0);
    return performance.now();
  });
  network.close();
  await postgres.remove();
  return [row];
}
